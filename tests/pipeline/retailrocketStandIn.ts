import {WEEK_MS} from "../../src/lib/core/time.js";
import {closeSync, mkdirSync, openSync, writeSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {random as randomOf} from "../../src/lib/core/random.js";

/** Rows of the published files, to the nearest ten thousand. */
const FULL = {events: 2_760_000, properties: 20_280_000, visitors: 1_410_000, items: 420_000, categories: 1_670};
const START = Date.UTC(2015, 4, 3);
const SPAN_MS = 138 * 86_400_000;

/**
 * Writes files in RetailRocket's formats, generated and meaning nothing, of its size or a share of it: what it takes to measure that twenty million
 * property rows stream by in bounded memory, without the file that needs an account. Gives what was written of the properties that are kept.
 */
export function writeStandIn(
  folder: string,
  share = 1,
  seed = 1
): {properties: number; categories: number; available: number} {
  mkdirSync(folder, {recursive: true});
  const source = randomOf(seed);
  const random = () => source.uniform();
  const upTo = (n: number) => Math.floor(random() * n);
  const size = (n: number) => Math.max(2, Math.round(n * share));
  const items = size(FULL.items);

  writeLines(join(folder, "events.csv"), "timestamp,visitorid,event,itemid,transactionid", size(FULL.events), (i) => {
    const draw = random();
    const type = draw < 0.967 ? "view" : draw < 0.992 ? "addtocart" : "transaction";
    const visitor = upTo(size(FULL.visitors));
    return `${START + Math.floor(random() * SPAN_MS)},${visitor},${type},${upTo(items)},${type === "transaction" ? i : ""}`;
  });

  const written = {properties: size(FULL.properties), categories: 0, available: 0};
  const property = () => {
    // properties are looked at once a week, as in the published files
    const when = START + upTo(18) * WEEK_MS + upTo(3) * 3_600_000;
    const draw = random();
    const [name, value] =
      draw < 0.04
        ? ["categoryid", upTo(FULL.categories)]
        : draw < 0.114
          ? ["available", upTo(2)]
          : [100 + upTo(1000), `n${upTo(100_000)}.000 ${upTo(1_400_000)} ${upTo(1_400_000)}`];
    if (name === "categoryid") written.categories++;
    if (name === "available") written.available++;
    return `${when},${upTo(items)},${name},${value}`;
  };
  const half = Math.floor(written.properties / 2);
  const header = "timestamp,itemid,property,value";
  writeLines(join(folder, "item_properties_part1.csv"), header, half, property);
  writeLines(join(folder, "item_properties_part2.csv"), header, written.properties - half, property);
  // a tree whose first 25 categories are roots
  writeLines(
    join(folder, "category_tree.csv"),
    "categoryid,parentid",
    FULL.categories,
    (i) => `${i},${i < 25 ? "" : upTo(i)}`
  );
  return written;
}

function writeLines(path: string, header: string, rows: number, line: (i: number) => string): void {
  const file = openSync(path, "w");
  let lines = [header];
  for (let i = 0; i < rows; i++) {
    lines.push(line(i));
    if (lines.length < 50_000) continue;
    writeSync(file, `${lines.join("\n")}\n`);
    lines = [];
  }
  writeSync(file, `${lines.join("\n")}\n`);
  closeSync(file);
}

// npx tsx tests/pipeline/retailrocketStandIn.ts FOLDER [SHARE]
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder, share = "1"] = process.argv.slice(2);
  console.log(JSON.stringify(writeStandIn(folder, Number(share))));
}
