import {existsSync} from "node:fs";
import {prepareOffline} from "./loaders/build/offline.js";
import {dropStaleLoaders} from "./loaders/build/pageData.js";
import {pageFooter} from "./loaders/build/pageFooter.js";

process.env.OBSERVABLE_TELEMETRY_DISABLE = "1";
// the project's own build has prepared both
if (process.env.CLICKPROOF_PREPARED === undefined) {
  await dropStaleLoaders("src");
  await prepareOffline("src");
}

const page = (name: string, path: string) => ({name, path});
/** A group of the list of pages, with those that exist, so that the site builds while it grows. */
const group = (name: string, pages: {name: string; path: string}[]) => ({
  name,
  pages: pages.filter(({path}) => existsSync(`src${path}.md`))
});

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#3b5fc0"/><path d="M3.5 8.5l3 3 6-7" fill="none" stroke="#fff" stroke-width="2.2"/></svg>`;

// Framework keeps the list of pages open from page to page, which on a phone hides the page that was chosen
const phone = `<script>if (!matchMedia("(min-width: 1008px)").matches) sessionStorage.removeItem("observablehq-sidebar");</script>`;

// a figure in a frame of another site is alone from the start (src/components/figureAddress.ts)
const embedded = `<script>{const name = new URLSearchParams(location.search).get("embed"); if (name !== null) document.documentElement.dataset.embed = name;}</script>`;

/** On every page: the site's name where the list of pages is put away, and a log of the reader's own. What that needs is fetched when it is used. */
const header = `<div class="site-bar"><a href="/">Clickproof</a></div>
<div id="own-log"><span class="own-log-name" role="status"></span> <button type="button" class="button" data-own-log>Use your own log</button></div>
<script type="module" async src="/components/ownLog/header.js"></script>
<script type="module" async src="/components/shell/shell.js"></script>`;

export default {
  title: "Clickproof",
  root: "src",
  output: process.env.CLICKPROOF_OUT ?? "dist",
  // only the page for unknown addresses needs it; every other path in the site is relative
  base: process.env.CLICKPROOF_BASE ?? "/",
  style: "style.css",
  globalStylesheets: ["observablehq:stdlib/inputs.css"],
  head: `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">${phone}${embedded}`,
  header,
  footer: pageFooter,
  interpreters: {".ts": [process.execPath, "--import", "tsx"]}, // loaders run without a `tsx` on the path too
  search: true, // the field; what it finds comes from src/components/shell/search.ts
  toc: true,
  pager: true,
  // the built-in `sql` would download these while building; pages use the project's own engine
  duckdb: {extensions: {json: null, parquet: null}},
  // in reading order, which the pager follows
  pages: [
    group("Start", [page("Home", "/index"), page("Claims", "/claims")]),
    group("The data", [
      page("Data", "/data"),
      page("Sessions", "/sessions"),
      page("Features", "/features"),
      page("Targets", "/targets")
    ]),
    group("Models", [
      page("Compare models", "/models"),
      page("Purchase intent", "/intent"),
      page("Abandonment", "/abandonment"),
      page("Recommendation", "/recommend"),
      page("Forecast", "/forecast"),
      page("Latency", "/latency")
    ]),
    group("Can a score be trusted?", [
      page("Leakage", "/leakage"),
      page("Overfitting", "/overfitting"),
      page("Tuning", "/tuning"),
      page("Explain a prediction", "/explain"),
      page("Experiments", "/experiments"),
      page("Sparsity", "/sparsity")
    ]),
    group("Act", [page("Demo shop", "/demo-shop"), page("Live analytics", "/live-analytics")]),
    group("Try it yourself", [
      page("Re-run", "/rerun"),
      page("What your log can answer", "/your-log"),
      page("SQL", "/sql")
    ]),
    group("Guides", [
      page("The pipeline", "/pipeline"),
      page("The generated shop", "/shop"),
      page("Metrics", "/metrics"),
      page("Glossary", "/glossary")
    ])
  ].filter(({pages}) => pages.length > 0)
};
