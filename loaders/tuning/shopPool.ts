import {permutation, random} from "../../src/lib/core/random.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {takeColumns, takeTraining, type TrainingSet} from "../../src/lib/models/matrix.js";
import {targetById} from "../../src/lib/targets/target.js";
import {examplesName} from "../../src/lib/features/examples.js";
import {readExamples, withShopLog, type ShopExamples} from "../sparsity/shopExamples.js";

/** Examples of several generated shops, one of each user, so that rows do not depend on each other. */
export interface ShopPool {
  readonly rows: TrainingSet;
  /** Numbers of its rows, by label. */
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** Parts of a pool that have no user in common. */
export interface PoolParts {
  readonly train: TrainingSet;
  readonly validation: TrainingSet;
  readonly fresh: TrainingSet;
}

/** How many rows of each class a part is to have. */
export interface PartRows {
  readonly positives: number;
  readonly negatives: number;
}

const ROWS_STREAM = 61;
const PARTS_STREAM = 62;

/**
 * The examples of targets of the generated shops with these seeds, by target. Of a user with positives one of them is taken, of any other one
 * negative, at random; so classes are not as frequent as in the shop, which an AUC does not depend on. Columns that hold nothing for the kind
 * of example are left out.
 */
export async function shopPools(
  targets: readonly string[],
  {profile, seeds}: {readonly profile: "paper" | "tiny"; readonly seeds: readonly number[]},
  progress: (text: string) => void
): Promise<Readonly<Record<string, ShopPool>>> {
  const parts: Record<string, TrainingSet[]> = Object.fromEntries(targets.map((target) => [target, []]));
  for (const seed of seeds) {
    progress(`generating shop ${seed}`);
    const read = await withShopLog(shopOptions(profile, {seed}), (engine) =>
      readExamples(engine, {targets, oneIn: 12})
    );
    for (const target of targets) parts[target].push(oneOfEachUser(read[kindOf(target)], target, seed));
  }
  return Object.fromEntries(targets.map((target) => [target, pooled(parts[target])]));
}

const kindOf = (target: string) => examplesName(targetById(target).examples);

function oneOfEachUser({matrix, user, labels}: ShopExamples, target: string, seed: number): TrainingSet {
  const y = labels[target];
  const order = permutation(matrix.rows, random(seed, ROWS_STREAM));
  const taken = new Map<number, number>();
  for (const row of order) {
    const known = taken.get(user[row]);
    if (known === undefined || (y[known] === 0 && y[row] === 1)) taken.set(user[row], row);
  }
  // in the order of rows, which is that of users
  const rows = [...taken.values()].sort((a, b) => a - b);
  return takeTraining({...matrix, y}, rows);
}

function pooled(parts: readonly TrainingSet[]): ShopPool {
  const [{columns}] = parts;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const x = new Float32Array(rows * columns.length);
  const y = new Uint8Array(rows);
  let at = 0;
  for (const part of parts) {
    if (part.columns.join() !== columns.join()) throw new RangeError("the shops have different columns");
    x.set(part.x, at * columns.length);
    y.set(part.y, at);
    at += part.rows;
  }
  const varies = columns.flatMap((_, column) => {
    for (let row = 1; row < rows; row++) if (!Object.is(x[row * columns.length + column], x[column])) return [column];
    return [];
  });
  const of = (label: number) => Array.from(y.keys()).filter((row) => y[row] === label);
  return {rows: {...takeColumns({rows, columns, x}, varies), y}, positives: of(1), negatives: of(0)};
}

/** Deals a pool's users to three parts at random; a part gets what is left where the pool has less, which `fresh`, the last one, may. */
export function dealPool(
  {rows, positives, negatives}: ShopPool,
  parts: Readonly<Record<keyof PoolParts, PartRows>>,
  seed: number
): PoolParts {
  const order = {
    positives: Array.from(permutation(positives.length, random(seed, PARTS_STREAM, 1)), (k) => positives[k]),
    negatives: Array.from(permutation(negatives.length, random(seed, PARTS_STREAM, 0)), (k) => negatives[k])
  };
  const used = {positives: 0, negatives: 0};
  const take = (name: keyof PoolParts) => {
    const chosen = (["positives", "negatives"] as const).flatMap((kind) => {
      const from = used[kind];
      used[kind] += parts[name][kind];
      return order[kind].slice(from, used[kind]);
    });
    // classes mixed, as their order decides ties
    return takeTraining(
      rows,
      Array.from(permutation(chosen.length, random(seed, PARTS_STREAM, 2)), (k) => chosen[k])
    );
  };
  const train = take("train");
  const validation = take("validation");
  return {train, validation, fresh: take("fresh")};
}
