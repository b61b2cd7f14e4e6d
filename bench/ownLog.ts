import {createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {once} from "node:events";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {serve} from "../loaders/build/serve.js";
import {buildSite, isCurrent} from "../loaders/build/site.js";
import {UserError} from "../src/lib/core/errors.js";
import {EVENT_TYPES} from "../src/lib/sources/events.js";
import {shopOptions, streamShop} from "../src/lib/generator/shop.js";
import {measured, type Measured} from "./measured.js";

const BYTES = 299e6;
const RUNS = 3;

/** A generated log of 299 MB, given to the page as its reader's own: seconds until it is read and sessionized, the page's longest task, memory, requests. */
export async function benchOwnLog(): Promise<Measured[]> {
  const executable = findChromium();
  if (executable === null)
    throw new UserError("there is no Chromium", "install one, or name it in CLICKPROOF_CHROMIUM");
  if (!isCurrent()) await buildSite();
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  const server = await serve("dist");
  try {
    const log = join(folder, "clicks.csv");
    const rows = await writeLog(log);
    const runs: OwnLogRun[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await readOnce(executable, server.url, log));
    const row = (name: string, unit: string, budget: number, of: (run: OwnLogRun) => number) =>
      measured(`299 MB, ${(rows / 1e6).toFixed(1)} M rows: ${name}`, unit, budget, runs.map(of));
    return [
      row("read and sessionized", "s", 25, (run) => run.sessionizedS),
      row("described too", "s", 60, (run) => run.doneS),
      row("longest task of the page", "s", 0.2, (run) => run.longestTaskS),
      row("greatest memory of the page", "GB", 4, (run) => run.peakGb),
      row("kept in the private file system", "GB", 1, (run) => run.keptGb),
      row("requests while it was read", "", 0, (run) => run.requests)
    ];
  } finally {
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

interface OwnLogRun {
  readonly sessionizedS: number;
  readonly doneS: number;
  readonly longestTaskS: number;
  readonly peakGb: number;
  readonly keptGb: number;
  readonly requests: number;
}

/** As many events of the large shop as fit, in the columns that RetailRocket publishes. */
async function writeLog(path: string): Promise<number> {
  const out = createWriteStream(path);
  let bytes = 0;
  let rows = 0;
  const put = async (text: string) => {
    bytes += text.length;
    if (!out.write(text)) await once(out, "drain");
  };
  await put("timestamp,visitorid,event,itemid,transactionid\n");
  for (const {events} of streamShop(shopOptions("large")).blocks()) {
    const {user_id, ts_ms, event, item_id} = events.columns;
    for (let from = 0; from < events.rows && bytes < BYTES; from += 10_000) {
      let text = "";
      for (let i = from; i < Math.min(from + 10_000, events.rows) && bytes + text.length < BYTES; i++, rows++)
        text += `${ts_ms[i]},${user_id[i]},${EVENT_TYPES[event[i]]},${item_id[i]},${event[i] === 3 ? rows : ""}\n`;
      await put(text);
    }
    if (bytes >= BYTES) break;
  }
  out.end();
  await once(out, "finish");
  return rows;
}

async function readOnce(executable: string, url: string, log: string): Promise<OwnLogRun> {
  const browser = await launchChromium(executable);
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, browserBytes())), 250);
  try {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const seen = {longest: 0};
      Object.assign(window, {seen});
      new PerformanceObserver((list) => {
        for (const {duration} of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
      }).observe({type: "longtask", buffered: true});
    });
    let requests = 0;
    await page.goto(`${url}pipeline`, {waitUntil: "networkidle"});
    await page.locator("#own-log [data-own-log]").click();
    const panel = page.locator("dialog.own-log-panel");
    await panel.locator("input[type=file]").setInputFiles(log);
    await panel.locator(".own-log-preview table").waitFor({timeout: 60_000});
    await page.evaluate(() => Object.assign((window as unknown as {seen: {longest: number}}).seen, {longest: 0}));
    page.on("request", () => requests++);
    const start = performance.now();
    await panel.getByRole("button", {name: "Read the log"}).click();
    await panel.getByText(/^Read and sessionized in /).waitFor({timeout: 300_000});
    const sessionizedS = (performance.now() - start) / 1000;
    await panel.getByText(/^Done\. /).waitFor({timeout: 300_000});
    const doneS = (performance.now() - start) / 1000;
    const found = await page.evaluate(async () => ({
      longest: (window as unknown as {seen: {longest: number}}).seen.longest,
      kept: (await navigator.storage.estimate()).usage ?? 0
    }));
    return {
      sessionizedS,
      doneS,
      longestTaskS: found.longest / 1000,
      peakGb: peak / 1e9,
      keptGb: found.kept / 1e9,
      requests
    };
  } finally {
    clearInterval(timer);
    await browser.close();
  }
}

/** Resident memory of the largest page of the browsers that run here, its workers included, where the system has /proc. */
function browserBytes(): number {
  let most = 0;
  try {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer")) continue;
        most = Math.max(most, 4096 * Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]));
      } catch {
        // it ended this moment
      }
    }
  } catch {
    return NaN; // no /proc
  }
  return most;
}
