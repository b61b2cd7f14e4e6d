import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {backgroundOf, explainModel, type Explanation} from "../../src/lib/explain/explainer.js";
import {FACTOR_RULES, factorsOf, judgeRules, type JudgedRule} from "../../src/lib/explain/factorRules.js";
import {
  correlatedGroups,
  permutationImportance,
  type PermutationImportance
} from "../../src/lib/explain/permutationImportance.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {PAIRED_METRICS} from "../../src/lib/metrics/comparisons.js";
import {takeRows} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {DEFAULT_TARGET, trainingData, withCodes, type TrainingData} from "../training/train.js";
import {readConfig} from "./config.js";
import {asUsage, choiceFlag, wholeFlag} from "./flagValues.js";
import {SOURCE_FLAGS, SOURCE_HELP, sourceOptions} from "./logFlags.js";
import {nearest, parseFlags} from "./parseFlags.js";

const IDS = trainableEstimators().map(({id}) => id);
const HOW = ["fast", "interventional", "probability"] as const;
/** Test rows of which the importance is measured, at most: each is predicted once for each column and shuffle. */
const MOST_ROWS = 5000;

const HELP = `npm run explain -- MODEL [flags]
Trains a model and says what each feature adds to its predictions of single test rows (Shapley values), and how much
worse it ranks the test rows when a feature is shuffled (permutation importance, with 95 % intervals over test rows).
Then the decision factors of each row by rule, with the share of positives among the test rows that a rule holds for.
MODEL is one of ${IDS.join(", ")}
${SOURCE_HELP}
  --target ID          what is predicted: ${TARGETS.map(({id}) => id).join(", ")} (${DEFAULT_TARGET})
  --split SPLIT        training, gap and test ("date 70/15/15"); rows are of the test part
  --row N              a row of the test part, from 0; may be repeated (the row that is ranked highest)
  --how NAME           fast: trees by the training rows of their nodes, a linear model by its coefficients, others by a
                       sample of coalitions; interventional: against rows of training, whatever the model; probability:
                       the same, on the scale of probabilities (fast)
  --background N       rows of training that rows are compared with (100)
  --metric NAME        of the importance: ${PAIRED_METRICS.join(", ")} (auc)
  --together           shuffles features with a rank correlation of .7 or more as one
  --seed N             of training, shuffles and samples (1)
  --json               one JSON document on standard output, and nothing else
Examples:
  npm run explain -- boosting
  npm run explain -- logistic --source clicks.csv --target cart-in-session --row 12 --json
  npm run explain -- voting --how probability --background 50 --together`;

const FLAGS = {
  ...SOURCE_FLAGS,
  target: {type: "string"},
  split: {type: "string"},
  row: {type: "string", multiple: true},
  how: {type: "string"},
  background: {type: "string"},
  metric: {type: "string"},
  together: {type: "boolean"},
  seed: {type: "string"}
} as const;

/**
 * `npm run explain`. Throws `UsageError` for words and flags that make no sense and `UserError` for a model that cannot be
 * trained or a row that there is not.
 */
export async function explainCommand(argv: readonly string[]): Promise<void> {
  const at = argv.findIndex((word) => word.startsWith("-"));
  const [id, ...others] = at === -1 ? argv : argv.slice(0, at);
  const flags = parseFlags(at === -1 ? [] : argv.slice(at), FLAGS);
  if (flags.help) return console.log(HELP);
  if (id === undefined) throw new UsageError(`name a model: ${IDS.join(", ")}`);
  if (!IDS.includes(id))
    throw new UsageError(`there is no model ${id}; did you mean ${nearest(id, IDS)}? There are ${IDS.join(", ")}`);
  if (others.length > 0) throw new UsageError(`one model at a time; ${others.join(", ")} is too much`);
  const how = choiceFlag("how", flags.how, HOW);
  const metric = choiceFlag("metric", flags.metric, PAIRED_METRICS as unknown as ["auc", ...typeof PAIRED_METRICS]);
  const seed = wholeFlag("seed", flags.seed, 0) ?? 1;
  const background = wholeFlag("background", flags.background, 1, 10_000) ?? 100;
  const wanted = (flags.row ?? []).map((text) => wholeFlag("row", text, 0)!);
  const config = await readConfig();
  const {split} = flags;
  const from = sourceOptions(flags, config);
  const table = await isSessionTable(from.source);
  const say = (text: string) => flags.json || process.stderr.write(`${text}\n`);
  say("Preparing rows …");
  const data = await trainingData({
    ...from,
    target: flags.target ?? (table ? undefined : config.target),
    ...(split === undefined ? {} : {split: asUsage(() => parseSplit(split))}),
    onNote: (note) => say(`Note: ${note}`)
  });
  const {train, test, groups} = data.task;
  const beyond = wanted.find((row) => row >= test.rows);
  if (beyond !== undefined)
    throw new UserError(`there is no row ${beyond}: the test part has ${test.rows} rows`, `give 0 to ${test.rows - 1}`);
  say(`Training ${id} on ${train.rows} rows …`);
  const learner = withCodes(
    trainableEstimators().find((one) => one.id === id)!,
    data
  );
  const model = await learner.fit(train, {seed, groups: groups?.train});
  const predicted = model.predict(test);
  const rows = wanted.length > 0 ? wanted : [predicted.indexOf(Math.max(...predicted))];
  const explanation = await explainModel(model, takeRows(test, rows), backgroundOf(train, background), {
    how,
    kernel: {seed}
  });
  say("Shuffling features …");
  const global = await importanceOf(model, data, {metric, together: flags.together === true, seed});
  const rules = judgeRules(FACTOR_RULES, {matrix: test, predictions: predicted, contributions: null}, test.y);
  const found = {id, data, rows, predicted, explanation, global, rules};
  if (flags.json) console.log(JSON.stringify(documentOf(found)));
  else printExplanation(found);
}

interface Found {
  readonly id: string;
  readonly data: TrainingData;
  /** Of the test part. */
  readonly rows: readonly number[];
  /** Of all rows of the test part. */
  readonly predicted: Float64Array;
  readonly explanation: Explanation;
  readonly global: PermutationImportance | string;
  /** Rules on values and predictions, on the test rows. */
  readonly rules: readonly JudgedRule[];
}

/** Rules that hold for an explained row, and what they are worth on the test rows. */
function factors({data, rows, predicted, explanation, rules}: Found, i: number) {
  const matrix = takeRows(data.task.test, [rows[i]]);
  const {columns} = matrix;
  const contributions = explanation.values.subarray(i * columns.length, (i + 1) * columns.length);
  const scored = {matrix, predictions: [predicted[rows[i]]], contributions};
  return factorsOf(FACTOR_RULES, scored, 0).map(({rule, sentence}) => ({
    sentence,
    worth: rule.of.kind === "contribution" ? null : rules.find((judged) => judged.rule === rule)!
  }));
}

/** On the test rows, evenly spread ones where they are many; a sentence where it cannot be said. */
async function importanceOf(
  model: Model,
  {task: {test, groups}}: TrainingData,
  {metric, together, seed}: {metric: (typeof PAIRED_METRICS)[number]; together: boolean; seed: number}
): Promise<PermutationImportance | string> {
  const count = Math.min(MOST_ROWS, test.rows);
  const kept = Int32Array.from({length: count}, (_, i) => Math.floor((i * test.rows) / count));
  const few = {...takeRows(test, kept), y: Float64Array.from(kept, (row) => test.y[row])};
  if (new Set(few.y).size < 2)
    return `the label is ${few.y[0]} in all ${few.rows} test rows, so there is nothing to rank`;
  const owners = groups?.test;
  return permutationImportance((matrix) => model.predict(matrix), few, {
    metric,
    seed,
    clusters: owners === undefined ? null : clusters(Array.from(kept, (row) => owners[row])),
    ...(together ? {groups: correlatedGroups(few)} : {})
  });
}

function documentOf(found: Found): unknown {
  const {id, data, rows, predicted, explanation, global} = found;
  const {columns, y} = data.task.test;
  const {base, values, standardErrors, scale, method} = explanation;
  const named = (of: Float64Array, i: number) =>
    Object.fromEntries(columns.map((name, f) => [name, of[i * columns.length + f]]));
  return {
    model: id,
    target: data.target,
    data: data.data,
    scale,
    method,
    base,
    rows: rows.map((row, i) => ({
      row,
      prediction: predicted[row],
      label: y[row],
      contributions: named(values, i),
      factors: factors(found, i).map(({sentence, worth}) => ({
        sentence,
        heldOut: worth && {rows: worth.rows, positives: worth.positives, others: worth.others, p: worth.p}
      })),
      ...(standardErrors === null ? {} : {standardErrors: named(standardErrors, i)})
    })),
    global:
      typeof global === "string"
        ? {none: global}
        : {
            metric: global.metric,
            score: global.score,
            rows: global.rows,
            positives: global.positives,
            importance: global.groups.map(({columns: of, value, interval, p}) => ({
              features: of.map((f) => columns[f]),
              value,
              low: interval?.low ?? null,
              high: interval?.high ?? null,
              p
            }))
          }
  };
}

/** Features in a printed list. */
const SHOWN = 10;

function printExplanation(found: Found): void {
  const {id, data, rows, predicted, explanation, global} = found;
  const {columns, x, y} = data.task.test;
  const {base, values, standardErrors, scale, method} = explanation;
  const width = columns.length;
  console.log(
    `${id}: ${data.target.title}. ${data.data.source}${data.data.generated ? ", generated" : ""}.\nContributions on the scale of ${scale} (${method}), from a base of ${base.toFixed(3)}`
  );
  rows.forEach((row, i) => {
    console.log(`\nRow ${row} of the test part: predicted ${predicted[row].toFixed(4)}, label ${y[row]}`);
    const order = columns.map((_, f) => f);
    order.sort((a, b) => Math.abs(values[i * width + b]) - Math.abs(values[i * width + a]));
    for (const f of order.slice(0, SHOWN)) {
      const error = standardErrors === null ? "" : ` ± ${(1.96 * standardErrors[i * width + f]).toFixed(3)}`;
      console.log(
        `  ${signed(values[i * width + f])}${error}  ${columns[f]} = ${Number(x[row * width + f].toPrecision(6))}`
      );
    }
    const rest = order.slice(SHOWN).reduce((sum, f) => sum + values[i * width + f], 0);
    if (order.length > SHOWN) console.log(`  ${signed(rest)}  the other ${order.length - SHOWN} features together`);
    for (const {sentence, worth} of factors(found, i))
      console.log(`  • ${sentence}${worth === null ? "" : worthText(worth)}`);
  });
  if (typeof global === "string") return console.log(`\nNo importance: ${global}`);
  console.log(
    `\nLoss of ${global.metric} when shuffled, on ${global.rows} test rows with ${global.positives} positives (${global.metric} ${global.score.toFixed(3)} as they are)`
  );
  const sorted = [...global.groups].sort((a, b) => b.value - a.value);
  for (const {name, value, interval} of sorted.slice(0, SHOWN)) {
    const range = interval === null ? "no interval" : `[${interval.low.toFixed(4)}, ${interval.high.toFixed(4)}]`;
    console.log(`  ${value.toFixed(4).padStart(8)} ${range}  ${name}`);
  }
  if (sorted.length > SHOWN) console.log(`  the other ${sorted.length - SHOWN} lose less; --json has them all`);
}

/** What came of the test rows that a rule holds for. */
function worthText({rows, share, others, p}: JudgedRule): string {
  if (share === null || others === null || p === null) return "";
  const percent = (of: number) => `${(100 * of).toFixed(1)} %`;
  const verdict = p <= 0.05 ? "" : "; no difference can be told";
  return ` (${percent(share.value)} [${percent(share.low)}, ${percent(share.high)}] of ${rows} such test rows are positive, ${percent(others)} of the others${verdict})`;
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
