import {readFileSync} from "node:fs";
import {join} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {openOnnxScorer} from "../engines/onnxScorer.js";
import {writeWhole} from "../tools/writeWhole.js";
import {MODELS, readCards, trainingData, type TrainingData} from "../training/train.js";
import {CARD_IMPORTANCE, importanceOf} from "./cardImportance.js";

/** Whether a model is one of columns, whose features can be shuffled. */
const ofColumns = ({schema}: FiledCard): boolean => schema.table.group === null;

/** The rows that a card was made of. Throws `UserError` where the source gives others now. */
async function rowsOfCard({name, data, target}: FiledCard, mirror?: string): Promise<TrainingData> {
  const {source, profile, seed, split, sha256} = data;
  const table = await isSessionTable(source);
  const found = await trainingData({
    source,
    mirror,
    ...(table ? {} : {target: target.id, split: parseSplit(split)}),
    ...(profile === null ? {} : {profile}),
    ...(seed === null ? {} : {seed})
  });
  if (found.data.sha256 !== sha256)
    throw new UserError(
      `the rows of ${name} are others now (${found.data.sha256.slice(0, 8)}, the card has ${sha256.slice(0, 8)})`,
      "train it again with npm run train"
    );
  return found;
}

/**
 * Works out the importance of features for cards and writes it into them; their files stay as they are. Throws
 * `UsageError` for a name that no card of columns has, `UserError` where rows are others than a card's.
 */
export async function fillCards(
  names: readonly string[],
  {folder = MODELS, mirror, say}: {folder?: string; mirror?: string; say: (text: string) => void}
): Promise<FiledCard[]> {
  const all = readCards(folder).filter(ofColumns);
  const unknown = names.find((name) => all.every((card) => card.name !== name));
  if (unknown !== undefined)
    throw new UsageError(`there is no card ${unknown} of columns; there are ${all.map(({name}) => name).join(", ")}`);
  const wanted = names.length === 0 ? all : all.filter(({name}) => names.includes(name));
  const read = new Map<string, Promise<TrainingData>>();
  const filled: FiledCard[] = [];
  for (const card of wanted) {
    const {sha256} = card.data;
    if (!read.has(sha256)) read.set(sha256, rowsOfCard(card, mirror));
    const {task} = await read.get(sha256)!;
    const bytes = new Uint8Array(readFileSync(join(folder, card.file.name)));
    const scorer = await openOnnxScorer(bytes, card.file.name);
    try {
      say(`${card.name}: shuffling ${card.columns.length} features …`);
      const importance = await importanceOf((of) => scorer.score(of), task, CARD_IMPORTANCE);
      if (typeof importance === "string") throw new UserError(`${card.name}: ${importance}`);
      const {schema, file, importance: _, ...said} = card;
      const next: FiledCard = {...said, importance, schema, file};
      writeWhole(join(folder, `${card.name}.json`), `${JSON.stringify(next, null, 1)}\n`);
      filled.push(next);
    } finally {
      await scorer.close();
    }
  }
  return filled;
}
