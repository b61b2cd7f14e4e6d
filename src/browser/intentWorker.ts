import {sha256} from "@noble/hashes/sha2.js";
import {bytesToHex} from "@noble/hashes/utils.js";
import {UserError} from "../lib/core/errors.js";
import {numbers, type Table} from "../lib/core/table.js";
import {columnsByName} from "../lib/datasets/columnsByName.js";
import {splitSessions, shoppersDataset, trainingMask, type ShoppersSplit} from "../lib/datasets/shoppersDataset.js";
import {positives, type Dataset} from "../lib/datasets/dataset.js";
import {datasetFromCsv} from "../lib/datasets/datasetCsv.js";
import {column} from "../lib/models/matrix.js";
import {readOnlineShoppers, type RejectedLine} from "../lib/sources/readOnlineShoppers.js";
import {answerQuestions} from "./answerQuestions.js";

/** The rows that the page on purchase intent trains with and judges by. */
export type IntentSource =
  /** A reader's file of Online Shoppers; `folds` is the address of the fold of each row, a digit each. */
  | {readonly kind: "shoppers"; readonly file: File; readonly folds: string}
  /** A task of `datasetsToCsv` at an address. */
  | {readonly kind: "shop"; readonly url: string; readonly task: string};

/** How sessions are parted: the first of scikit-learn's five folds as the test, or by month. The generated shop is parted by date. */
export type IntentSplit = "fold" | "months";

/** A module worker: holds those rows. */
export type IntentQuestion =
  | {readonly ask: "open"; readonly source: IntentSource}
  /** Rows with the columns that models here take, or with those that a file names. */
  | {readonly ask: "task"; readonly split: IntentSplit; readonly pageValues: boolean}
  | {readonly ask: "columns"; readonly split: IntentSplit; readonly columns: readonly string[]};

/** What was opened. */
export interface IntentRows {
  readonly rows: number;
  readonly positives: number;
  readonly rejected: readonly RejectedLine[];
  /** Of the file's text; null for the generated shop. */
  readonly sha256: string | null;
}

let sessions: Table | null = null;
let folds = "";
let shop: Dataset | null = null;

answerQuestions<IntentQuestion>(async (question): Promise<IntentRows | Dataset> => {
  if (question.ask === "open")
    return question.source.kind === "shoppers" ? openShoppers(question.source) : openShop(question.source);
  if (shop !== null) return question.ask === "task" ? shop : withColumns(shop, question.columns);
  if (sessions === null) throw new RangeError("nothing was opened");
  const split = await splitOf(question.split, sessions.rows);
  if (question.ask === "task")
    return shoppersDataset(sessions, split, {leftOut: question.pageValues ? [] : ["page_values"], logarithms: false});
  const {rows, columns} = sessions;
  const matrix = columnsByName(question.columns, rows, (name) => columns[name] as ArrayLike<number> | undefined);
  return splitSessions(sessions, matrix, trainingMask(sessions, split));
});

async function openShoppers({file, folds: address}: Extract<IntentSource, {kind: "shoppers"}>): Promise<IntentRows> {
  const bytes = await plainBytes(file);
  const {sessions: read, rejected} = readOnlineShoppers(new TextDecoder().decode(bytes), file.name);
  sessions = read;
  folds = address;
  return {
    rows: read.rows,
    positives: positives(numbers(read, "revenue")),
    rejected,
    sha256: bytesToHex(sha256(bytes))
  };
}

async function openShop({url, task: name}: Extract<IntentSource, {kind: "shop"}>): Promise<IntentRows> {
  shop = datasetFromCsv(await textAt(url), name);
  const {train, test} = shop;
  return {
    rows: train.rows + test.rows,
    positives: positives(train.y) + positives(test.y),
    rejected: [],
    sha256: null
  };
}

async function splitOf(split: IntentSplit, rows: number): Promise<ShoppersSplit> {
  if (split === "months") return {by: "months"};
  const foldOf = Array.from((await textAt(folds)).trim(), Number);
  if (foldOf.length !== rows)
    throw new UserError(
      `the folds are of ${foldOf.length} sessions, the file has ${rows}`,
      "choose the split by month, or the file as it was published"
    );
  return {by: "fold", foldOf, fold: 0};
}

function withColumns({train, test, groups}: Dataset, columns: readonly string[]): Dataset {
  const named = (part: Dataset["train"]) => {
    const place = new Map(part.columns.map((name, f) => [name, f]));
    const of = (name: string) => (place.has(name) ? column(part, place.get(name)!) : undefined);
    return {...columnsByName(columns, part.rows, of), y: part.y};
  };
  return {train: named(train), test: named(test), groups};
}

/** A file's bytes, unpacked where they are gzip. */
async function plainBytes(file: File): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch {
    throw new UserError(`${file.name} cannot be unpacked`, "choose the whole file, or the one that is not gzipped");
  }
}

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new UserError(`${url} answers ${answer.status}`, "reload the page");
  return answer.text();
}
