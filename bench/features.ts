import {execFile} from "node:child_process";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {serve} from "../loaders/build/serve.js";
import {buildSite, isCurrent} from "../loaders/build/site.js";
import type {FeaturesOnce} from "./featuresOnce.js";
import {measured, type Measured} from "./measured.js";

const RUNS = 3;

/** The 37 features of all examples: of `paper` in Node and in a tab of Chromium, of the twin with its 2.76 million events in Node; each run in a process of its own. */
export async function benchFeatures(): Promise<Measured[]> {
  const paper: FeaturesOnce[] = [];
  for (let run = 0; run < RUNS; run++) paper.push(await once("paper"));
  const twin = await once("retailrocket");
  const seconds = ({examplesMs, featuresMs}: FeaturesOnce) => (examplesMs + featuresMs) / 1000;
  const rows = [
    measured("features of paper in Node", "s", 5, paper.map(seconds)),
    measured("features of the twin in Node", "s", 60, [seconds(twin)]),
    measured("features of the twin: memory", "GB", 6, [twin.peakGb])
  ];
  const tab = await inTab();
  if (tab === null) console.error("There is no Chromium: features in a tab were not measured");
  else rows.push(measured("features of paper in a tab", "s", 12, tab));
  return rows;
}

async function once(profile: string): Promise<FeaturesOnce> {
  const script = fileURLToPath(new URL("featuresOnce.ts", import.meta.url));
  const {stdout} = await promisify(execFile)(process.execPath, ["--import", "tsx", script, profile]);
  return JSON.parse(stdout) as FeaturesOnce;
}

/** Seconds from the press of the button on the Features page to its answer, with labels, comparison and hash; the database has started before. */
async function inTab(): Promise<number[] | null> {
  const executable = findChromium();
  if (executable === null) return null;
  if (!isCurrent()) await buildSite();
  const server = await serve("dist");
  const browser = await launchChromium(executable);
  try {
    const tab: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const page = await browser.newPage();
      await page.goto(`${server.url}features`, {waitUntil: "networkidle"});
      await page.getByRole("button", {name: "Start DuckDB in this tab"}).click();
      await page.locator(".live-log", {hasText: "ready after"}).waitFor({timeout: 120_000});
      const start = performance.now();
      await page.getByRole("button", {name: "Work out all features in this tab"}).click();
      await page.locator(".tab-check[data-same]").waitFor({timeout: 120_000});
      tab.push((performance.now() - start) / 1000);
      await page.close();
    }
    return tab;
  } finally {
    await browser.close();
    await server.close();
  }
}
