import {execFileSync} from "node:child_process";
import {readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {commandFooter} from "./commandFooter.js";

/**
 * The foot of a page: who wrote it, when it was last changed, its version, its source, how to cite it, and the command that
 * computes the same.
 *
 * The source is a link where `CLICKPROOF_REPOSITORY` names the repository's address, and a path otherwise.
 */
export function pageFooter({title, path}: {title?: string | null; path: string}): string {
  if (path === "/404") return "";
  const {version} = JSON.parse(readFileSync("package.json", "utf8")) as {version: string};
  const source = join("src", `${path}.md`);
  const changed = lastChange(source);
  const year = changed.slice(0, 4);
  const name = title == null || title === "Clickproof" ? "Clickproof" : `${title}. Clickproof`;
  return `<div class="page-facts">
<span>The Clickproof authors</span>
<span>Changed <time datetime="${changed}">${changed}</time></span>
<span>Version ${version}</span>
<span>Source: ${sourceLink(source)}</span>
<span>MIT licence</span>
<details><summary>Cite this page</summary>
<p>The Clickproof authors (${year}). ${name}, version ${version}.</p>
<pre tabindex="0"><code>@misc{clickproof${path.replace(/\W/g, "-")},
  author = {{The Clickproof authors}},
  title  = {${name}},
  year   = {${year}},
  note   = {Version ${version}, ${source}}
}</code></pre>
</details>${commandFooter(path)}
</div>`;
}

/** A path of the repository as a link to it, or as itself where nobody said where the repository is. */
export function sourceLink(path: string, repository = process.env.CLICKPROOF_REPOSITORY): string {
  const code = `<code>${path}</code>`;
  if (repository === undefined || repository === "") return code;
  return `<a href="${repository.replace(/\/$/, "")}/blob/main/${path.replace(/\/$/, "")}">${code}</a>`;
}

/** The day of a file's last commit; outside of a repository that of the file itself. */
function lastChange(file: string): string {
  try {
    const day = execFileSync("git", ["log", "-1", "--format=%cs", "--", file], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    }).trim();
    if (day !== "") return day;
  } catch {
    // there is no Git here
  }
  return statSync(file).mtime.toISOString().slice(0, 10);
}
