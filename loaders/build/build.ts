import {parseArgs} from "node:util";
import {UserError} from "../../src/lib/core/errors.js";
import {runCommand} from "../cli/runCommand.js";
import {buildSite, PAGE_BUDGET_BYTES} from "./site.js";

const HELP = `Builds the static site, without a network, and checks it.

  npm run build -- [--out DIR] [--cold]
  --out DIR   where to (dist)
  --cold      forget what earlier builds made of packages
  CLICKPROOF_BASE=/path/   in the environment: where the site will stand; only the page for unknown addresses needs it`;

await runCommand(async () => {
  const {values} = parseArgs({
    options: {
      out: {type: "string", default: "dist"},
      cold: {type: "boolean", default: false},
      help: {type: "boolean", short: "h", default: false}
    }
  });
  if (values.help) return console.log(HELP);
  const start = performance.now();
  const pages = await buildSite(values);
  console.log(
    `Built ${pages.length} pages into ${values.out}/ in ${((performance.now() - start) / 1000).toFixed(1)} s`
  );
  for (const {page, bytes} of pages) {
    const over = bytes > PAGE_BUDGET_BYTES ? `  over the budget of ${PAGE_BUDGET_BYTES / 1000} kB` : "";
    console.log(`  ${page.padEnd(20)} ${(bytes / 1000).toFixed(0).padStart(5)} kB gzipped${over}`);
  }
  if (pages.length === 0) throw new UserError("there are no pages", "is src/ complete?");
});
