import {existsSync} from "node:fs";
import {commandFooter} from "./loaders/build/commandFooter.js";
import {prepareOffline} from "./loaders/build/offline.js";
import {dropStaleLoaders} from "./loaders/build/pageData.js";

process.env.OBSERVABLE_TELEMETRY_DISABLE = "1";
// the project's own build has prepared both
if (process.env.CLICKPROOF_PREPARED === undefined) {
  await dropStaleLoaders("src");
  await prepareOffline("src");
}

const page = (name: string, path: string) => ({name, path});
/** Pages that exist, so that the site builds while it grows. */
const existing = (pages: {name: string; path: string}[]) => pages.filter(({path}) => existsSync(`src${path}.md`));

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#3b5fc0"/><path d="M3.5 8.5l3 3 6-7" fill="none" stroke="#fff" stroke-width="2.2"/></svg>`;

// Framework keeps the list of pages open from page to page, which on a phone hides the page that was chosen
const phone = `<script>if (!matchMedia("(min-width: 1008px)").matches) sessionStorage.removeItem("observablehq-sidebar");</script>`;

/** On every page: a log of the reader's own. What it needs is fetched when it is used. */
const ownLog = `<div id="own-log"><span class="own-log-name" role="status"></span> <button type="button" class="button" data-own-log>Use your own log</button></div>
<script type="module" async src="/components/ownLog/header.js"></script>`;

export default {
  title: "Clickproof",
  root: "src",
  output: process.env.CLICKPROOF_OUT ?? "dist",
  // only the page for unknown addresses needs it; every other path in the site is relative
  base: process.env.CLICKPROOF_BASE ?? "/",
  style: "style.css",
  globalStylesheets: ["observablehq:stdlib/inputs.css"],
  head: `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">${phone}`,
  header: ownLog,
  footer: ({path}: {path: string}) => commandFooter(path),
  interpreters: {".ts": [process.execPath, "--import", "tsx"]}, // loaders run without a `tsx` on the path too
  search: true,
  toc: true,
  pager: true,
  // the built-in `sql` would download these while building; pages use the project's own engine
  duckdb: {extensions: {json: null, parquet: null}},
  pages: [
    ...existing([
      page("What your log can answer", "/your-log"),
      page("Data", "/data"),
      page("Sessions", "/sessions"),
      page("Features", "/features"),
      page("Leakage", "/leakage"),
      page("Targets", "/targets"),
      page("Sparsity", "/sparsity"),
      page("Models", "/models"),
      page("Purchase intent", "/intent"),
      page("Abandonment", "/abandonment"),
      page("Overfitting", "/overfitting"),
      page("Latency", "/latency"),
      page("Re-run", "/rerun"),
      page("SQL", "/sql"),
      page("Claims", "/claims")
    ]),
    {
      name: "Guides",
      pages: existing([
        page("The pipeline", "/pipeline"),
        page("The generated shop", "/shop"),
        page("Metrics", "/metrics")
      ])
    }
  ].filter((entry) => !("pages" in entry) || entry.pages.length > 0)
};
