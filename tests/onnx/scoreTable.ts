import {createHash} from "node:crypto";
import {csvParse} from "d3-dsv";
import type * as ort from "onnxruntime-node";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";

type Row = Readonly<Record<string, string>>;

interface Column {
  readonly name: string;
  readonly source: string;
  readonly read: string;
  readonly codes?: Readonly<Record<string, number>>;
  readonly value?: number;
  readonly missing: number | null;
}

/** A score's area under the ROC curve, found here and said by the card. */
export interface FoundAuc {
  readonly found: number;
  readonly card: number;
  readonly n: number;
}

const GROUPS_AT_ONCE = 64;

/**
 * Scores a table from a model's file, its card and the table alone, as `bench/peers/score_model_file.py` does in another
 * language: nothing of the library is used but what reads the file's metadata, and types are read from the format's
 * description in `models/README.md` and not from the library.
 */
export async function scoreTable(
  {InferenceSession, Tensor}: typeof ort,
  file: Uint8Array,
  cardText: string,
  table: string
): Promise<Record<string, FoundAuc>> {
  const card = JSON.parse(cardText);
  const schema = JSON.parse(readOnnxMetadata(file).metadata.schema);
  if (createHash("sha256").update(file).digest("hex") !== card.file.sha256) throw new Error("another file's card");
  if (JSON.stringify(schema) !== JSON.stringify(card.schema)) throw new Error("another schema in the card");
  if (schema.version !== 1) throw new Error(`version ${schema.version}`);
  const conditions = schema.parts.test as {source: string; in: string[]}[];
  const rows = (csvParse(table) as Row[]).filter((row) =>
    conditions.every((condition) => condition.in.includes(row[condition.source]))
  );
  const {group} = schema.table as {group: {by: string; order: string} | null};
  const batches =
    group === null
      ? chunks(
          rows.map((row) => [row]),
          schema.rowsAtOnce
        )
      : chunks(grouped(rows, group), GROUPS_AT_ONCE);

  const session = await InferenceSession.create(file, {logSeverityLevel: 3});
  const judged: Row[] = [];
  const scores: number[][] = [];
  for (const batch of batches) {
    const steps = Math.max(...batch.map((own) => own.length));
    const feeds: Record<string, ort.Tensor> = {};
    for (const {name, columns} of schema.inputs as {name: string; columns: Column[]}[]) {
      const data = new Float32Array(batch.length * steps * columns.length);
      batch.forEach((own, at) => data.set(valuesOf(columns, own), at * steps * columns.length));
      const shape = group === null ? [batch.length, columns.length] : [batch.length, steps, columns.length];
      feeds[name] = new Tensor("float32", data, shape);
    }
    const output = (await session.run(feeds))[schema.output.name];
    const width = output.dims.at(-1)!;
    batch.forEach((own, at) =>
      own.forEach((row, step) => {
        const from = (at * steps + step) * width;
        judged.push(row);
        scores.push(Array.from((output.data as Float32Array).subarray(from, from + width)));
      })
    );
  }
  await session.release();

  const found: Record<string, FoundAuc> = {};
  for (const {at, metric, label} of schema.scores) {
    const asked = judged.flatMap((row, place) => (row[label.source] === "" ? [] : [place]));
    const labels = asked.map((place) => {
      const field = judged[place][label.source];
      return label.codes === undefined ? Number(field) : label.codes[field];
    });
    const auc = areaOf(
      asked.map((place) => scores[place][at]),
      labels
    );
    found[metric] = {found: auc, card: card.metrics[metric].value, n: asked.length};
  }
  return found;
}

function valuesOf(columns: readonly Column[], rows: readonly Row[]): number[] {
  const seen = new Map(columns.map(({name}) => [name, new Map<string, number>()]));
  return rows.flatMap((row, place) =>
    columns.map(({name, source, read, codes, value, missing}) => {
      const field = row[source];
      if (field === undefined) throw new Error(`the table has no column ${source}`);
      if (field === "") return missing ?? NaN;
      switch (read) {
        case "number":
          return Number(field);
        case "code":
          return codes![field];
        case "indicator":
          return Number(field) === value ? 1 : 0;
        case "order": {
          const own = seen.get(name)!;
          if (!own.has(field)) own.set(field, own.size + 1);
          return own.get(field)!;
        }
        case "since first":
          return Number(field) - Number(rows[0][source]);
        case "since previous":
          return place === 0 ? (missing ?? NaN) : Number(field) - Number(rows[place - 1][source]);
        default:
          throw new Error(`${name} is read as ${read}`);
      }
    })
  );
}

function grouped(rows: readonly Row[], {by, order}: {by: string; order: string}): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row[by], [...(groups.get(row[by]) ?? []), row]);
  const sorted = [...groups.values()].map((own) => own.sort((a, b) => Number(a[order]) - Number(b[order])));
  return sorted.sort((a, b) => a.length - b.length);
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({length: Math.ceil(all.length / size)}, (_, k) => all.slice(k * size, (k + 1) * size));
}

/** Mann and Whitney's, by mid-ranks. */
function areaOf(scores: readonly number[], labels: readonly number[]): number {
  const order = scores.map((_, row) => row).sort((a, b) => scores[a] - scores[b]);
  let [ranks, positives] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    for (let place = from; place < to; place++)
      if (labels[order[place]] === 1) {
        ranks += (from + 1 + to) / 2;
        positives++;
      }
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}
