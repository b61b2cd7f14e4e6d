import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {filesUnder} from "../../loaders/tools/files.js";

/** Files that belong to the project: known to git or about to be; in a copy without git, everything but what is made. */
export function projectFiles(): string[] {
  try {
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {encoding: "utf8"});
    return listed.split("\0").filter((file) => file !== "" && existsSync(file));
  } catch {
    return filesUnder(".").filter((file) => !/^(?:node_modules|dist|\.git|data\/(?:raw|built))\//.test(file));
  }
}
