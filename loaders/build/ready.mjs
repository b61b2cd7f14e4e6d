// Runs before every command, in plain Node: is this Node new enough, and are the packages of today's lock file installed?
import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const stamp = join(root, "node_modules", ".clickproof-lock");

const needed = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `Node ${process.versions.node} is too old: Clickproof needs ${needed.join(".")} or newer; install one from nodejs.org`
  );
  process.exit(1);
}

const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
if (!isInstalled()) {
  console.error("Installing packages (once, and when the lock file changes) …");
  const {status, error} = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32" // npm is a .cmd file there
  });
  if (status !== 0) {
    console.error(
      `npm ci failed${error ? `: ${error.message}` : ""}; is the package registry reachable? Then run the command again`
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

/**
 * Packages installed by a plain `npm ci` or `npm install` are taken as they are, once they match the lock file: npm leaves a copy of
 * what it installed in node_modules.
 */
function isInstalled() {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return true;
  const hidden = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(hidden, "utf8")).packages;
  const same = Object.entries(wanted).every(
    ([path, {version, optional}]) => path === "" || optional || installed[path]?.version === version
  );
  if (same) writeFileSync(stamp, lock);
  return same;
}
