import {PAGE_COMMANDS} from "../../src/lib/reports/pageCommands.js";

/** What does the same as a page on the command line, as HTML that reads without JavaScript; empty for a page without a command. */
export function commandFooter(path: string): string {
  const commands = PAGE_COMMANDS[path.replace(/^\//, "").replace(/\.html$/, "")] ?? [];
  if (commands.length === 0) return "";
  const lines = commands.map(
    ({what, command}) =>
      `<li><span>${escaped(what)}</span><code>${escaped(command)}</code><button type="button" class="button" data-copy="${escaped(command)}">Copy</button></li>`
  );
  return `<details class="command-lines"><summary>The same on the command line</summary><ul>${lines.join("")}</ul></details>
<script type="module" async src="/components/commandLine.js"></script>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
