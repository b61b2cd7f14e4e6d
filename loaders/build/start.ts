import {spawn} from "node:child_process";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {UsageError} from "../../src/lib/core/errors.js";
import {runCommand} from "../cli/runCommand.js";
import {serve} from "./serve.js";
import {buildSite, isCurrent} from "./site.js";

const USAGE = `npm start -- [--port N] [--no-open] [--preview]
  --port N     first port to try (3000)
  --no-open    do not open a browser
  --preview    for authors: pages reload as their sources change`;

/** Serves what would be published, built first where it is missing or older than its sources. */
await runCommand(async () => {
  const {values} = parseArgs({
    options: {
      port: {type: "string", default: "3000"},
      "no-open": {type: "boolean", default: false},
      preview: {type: "boolean", default: false},
      help: {type: "boolean", short: "h", default: false}
    }
  });
  if (values.help) return console.log(USAGE);
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port > 0 && port < 65536))
    throw new UsageError(`invalid port: ${values.port}\n${USAGE}`);
  if (values.preview) return preview(port);

  if (!isCurrent()) {
    console.log("Building the site: its data are generated, staged and summarised once …");
    const start = performance.now();
    const pages = await buildSite({
      onMade: ({output, bytes}) => console.log(`  ${output}, ${(bytes / 1000).toFixed(0)} kB`)
    });
    console.log(`Built ${pages.length} pages in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  const {url} = await serve("dist", {port, tries: 20, isolated: true});
  console.log(`Clickproof is at ${url} (Ctrl-C stops it)`);
  if (!values["no-open"]) openBrowser(url);
});

/** Framework's own live preview. It picks the next free port and says which by itself. */
async function preview(port: number): Promise<void> {
  const bin = join("node_modules", "@observablehq", "framework", "dist", "bin", "observable.js");
  const child = spawn(process.execPath, [bin, "preview", "--no-open", "--port", String(port)], {
    env: {...process.env, OBSERVABLE_TELEMETRY_DISABLE: "1"},
    stdio: "inherit"
  });
  process.exitCode = await new Promise<number>((done) => child.once("close", (code) => done(code ?? 1)));
}

/** Opens the reader's browser where a person sits at a screen; anywhere else, or where that fails, the address printed must do. */
function openBrowser(url: string): void {
  if (!process.stdout.isTTY || process.env.CI) return;
  const {platform, env} = process;
  if (platform === "linux" && !env.DISPLAY && !env.WAYLAND_DISPLAY) return;
  const [command, ...rest] =
    platform === "darwin" ? ["open"] : platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  spawn(command, [...rest, url], {stdio: "ignore", detached: true})
    .once("error", () => {})
    .unref();
}
