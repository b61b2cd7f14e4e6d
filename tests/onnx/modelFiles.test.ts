import {execFileSync, spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import * as ort from "onnxruntime-web/wasm";
import type * as node from "onnxruntime-node";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {readSessions} from "../../loaders/sequence/readSessions.js";
import {MODELS, readCards, trainingData, writeRows} from "../../loaders/training/train.js";
import {writeEvents} from "../../loaders/training/trainTcn.js";
import {scoreTable} from "./scoreTable.js";

ort.env.wasm.numThreads = 1;
const RUNTIME = ort as unknown as typeof node;

const folder = mkdtempSync(join(tmpdir(), "clickproof-files-"));
afterAll(() => rmSync(folder, {recursive: true}));

const mirror = process.env.CLICKPROOF_DATA_MIRROR ?? "";
const published = join(mirror, "uci-online-shoppers", "online_shoppers_intention.csv");
const shoppersThere = mirror !== "" && existsSync(published);

const python = process.env.CLICKPROOF_PYTHON ?? "python3";
const pythonThere = spawnSync(python, ["-c", "import numpy, onnxruntime"], {stdio: "ignore"}).status === 0;
const SCRIPT = "bench/peers/score_model_file.py";

const cards = readCards();
const tables: {rows: string; events: string} = {rows: "", events: ""};
beforeAll(async () => {
  tables.rows = writeRows(folder, await trainingData())!;
  const {sequences, ...data} = await readSessions();
  tables.events = writeEvents(folder, data, sequences);
});

describe.each(cards.map((card) => [card.name, card] as const))("%s", (name, card) => {
  const [file, cardFile] = [join(MODELS, card.file.name), join(MODELS, `${name}.json`)];
  const ofShoppers = card.data.source === "online-shoppers";
  const skip = ofShoppers && !shoppersThere;
  const table = () => (ofShoppers ? published : card.family === "tcn" ? tables.events : tables.rows);

  test.skipIf(skip)(
    `is scored from a table, the file and its card alone${skip ? " (skipped: CLICKPROOF_DATA_MIRROR names no folder with Online Shoppers)" : ""}`,
    async () => {
      const bytes = new Uint8Array(readFileSync(file));
      const found = await scoreTable(RUNTIME, bytes, readFileSync(cardFile, "utf8"), readFileSync(table(), "utf8"));
      expect(found.AUC.n).toBe(card.data.test.rows);
      // the same runtime as the card's: all that may differ is the order in which areas are summed
      for (const [metric, {found: value, card: said}] of Object.entries(found))
        expect(Math.abs(value - said), metric).toBeLessThan(1e-9);
    }
  );

  test.skipIf(skip || !pythonThere)(
    `is scored by Python alike${pythonThere ? "" : ` (skipped: ${python} has no numpy and onnxruntime; CLICKPROOF_PYTHON names another)`}`,
    () => {
      const said = execFileSync(python, [SCRIPT, file, cardFile, table()], {encoding: "utf8"});
      expect(JSON.parse(said).scores.AUC.n).toBe(card.data.test.rows);
    }
  );

  test("has the SHA-256 that sha256sum prints", () => {
    expect(createHash("sha256").update(readFileSync(file)).digest("hex")).toBe(card.file.sha256);
  });
});

test.skipIf(!shoppersThere)("texts read by another code list give another area", async () => {
  const card = cards.find(({name}) => name === "online-shoppers-revenue-tabm-best-head")!;
  const bytes = new Uint8Array(readFileSync(join(MODELS, card.file.name)));
  const text = readFileSync(join(MODELS, `${card.name}.json`), "utf8");
  const rows = readFileSync(published, "utf8");
  // as an alphabetical list would number them: New 0, Other 1, Returning 2
  const alphabetical = rows.replaceAll(/\b(Returning_Visitor|Other)\b/g, (was) =>
    was === "Other" ? "Returning_Visitor" : "Other"
  );
  const {AUC} = await scoreTable(RUNTIME, bytes, text, alphabetical);
  expect(Math.abs(AUC.found - AUC.card)).toBeGreaterThan(1e-4);
});

test("the reader notices another schema, a missing column, a wrong part and a file that was changed", async () => {
  const card = cards.find(({learner}) => learner.id === "tree")!;
  const bytes = new Uint8Array(readFileSync(join(MODELS, card.file.name)));
  const text = readFileSync(join(MODELS, `${card.name}.json`), "utf8");
  const rows = readFileSync(tables.rows, "utf8");
  const score = (cardText: string, csv = rows) => scoreTable(RUNTIME, bytes, cardText, csv);
  await expect(score(text.replace('"missing": null', '"missing": 0'))).rejects.toThrow("another schema");
  await expect(score(text.replace(card.file.sha256, card.data.sha256))).rejects.toThrow("another file's card");
  // columns may stand in any order
  const [header, ...lines] = rows.trimEnd().split("\n");
  const turned = [header, ...lines].map((line) => line.split(",").reverse().join(",")).join("\n");
  expect((await score(text, turned)).AUC.found).toBe((await score(text)).AUC.found);
  await expect(score(text, rows.replace("session_events", "events"))).rejects.toThrow("no column session_events");
  writeFileSync(join(folder, "training.csv"), rows.replaceAll("\ntrain,", "\ntest,"));
  const trained = await score(text, readFileSync(join(folder, "training.csv"), "utf8"));
  expect(trained.AUC.n).toBeGreaterThan(card.data.test.rows);
});
