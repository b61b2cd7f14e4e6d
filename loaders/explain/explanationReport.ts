import type {Explanation} from "../../src/lib/explain/explainer.js";
import {FACTOR_RULES, factorsOf, type JudgedRule} from "../../src/lib/explain/factorRules.js";
import type {CardImportance} from "../../src/lib/models/modelCard.js";
import {takeRows} from "../../src/lib/models/matrix.js";
import type {TrainingData} from "../training/train.js";
import type {RowCounterfactual} from "./counterfactualOf.js";
import {rowCautions, type RowCaution} from "./rowCautions.js";

/** What the model goes by on the test rows. */
export interface GlobalImportance extends CardImportance {
  /** Whether it was read off the model's card. */
  readonly fromCard: boolean;
  /** Whether correlated features are told as one. */
  readonly together: boolean;
}

/** All that is said of a model and some rows. */
export interface ExplanationReport {
  readonly id: string;
  readonly data: TrainingData;
  /** Of the test part. */
  readonly rows: readonly number[];
  /** Of all rows of the test part. */
  readonly predicted: ArrayLike<number>;
  readonly explanation: Explanation;
  /** Training rows that rows are compared with. */
  readonly background: number;
  /** Features that have one value in all training rows. */
  readonly constant: readonly string[];
  readonly global: GlobalImportance | string;
  /** Rules on values and predictions, on the test rows. */
  readonly rules: readonly JudgedRule[];
  /** One a row; null where none is asked for. */
  readonly counterfactuals: readonly RowCounterfactual[] | null;
}

/** Rules that hold for an explained row, and what they are worth on the test rows. */
function factors({data, rows, predicted, explanation, rules}: ExplanationReport, i: number) {
  const matrix = takeRows(data.task.test, [rows[i]]);
  const {columns} = matrix;
  const contributions = explanation.values.subarray(i * columns.length, (i + 1) * columns.length);
  const scored = {matrix, predictions: [predicted[rows[i]]], contributions};
  return factorsOf(FACTOR_RULES, scored, 0).map(({rule, sentence}) => ({
    sentence,
    worth: rule.of.kind === "contribution" ? null : rules.find((judged) => judged.rule === rule)!
  }));
}

/** The report as plain JSON. */
export function explanationJson(report: ExplanationReport): unknown {
  const {id, data, rows, predicted, explanation, global, constant, counterfactuals, background} = report;
  const {test} = data.task;
  const {columns, y} = test;
  const {base, values, standardErrors, scale, method} = explanation;
  const named = (of: Float64Array, i: number) =>
    Object.fromEntries(columns.map((name, f) => [name, of[i * columns.length + f]]));
  return {
    model: id,
    target: data.target,
    data: data.data,
    scale,
    method,
    background,
    base,
    constant,
    rows: rows.map((row, i) => ({
      row,
      prediction: predicted[row],
      label: y[row],
      cautions: rowCautions(takeRows(test, [row]), data.schema.columns),
      contributions: named(values, i),
      factors: factors(report, i).map(({sentence, worth}) => ({
        sentence,
        heldOut: worth && {rows: worth.rows, positives: worth.positives, others: worth.others, p: worth.p}
      })),
      ...(standardErrors === null ? {} : {standardErrors: named(standardErrors, i)}),
      ...(counterfactuals === null ? {} : {counterfactual: counterfactualJson(counterfactuals[i], columns)})
    })),
    global: typeof global === "string" ? {none: global} : globalJson(global)
  };
}

function globalJson({features, groups, together, ...global}: GlobalImportance): unknown {
  const alone = features.map(({name, ...of}) => ({features: [name], ...of}));
  return {...global, importance: together ? groups.map(({name: _, ...of}) => of) : alone};
}

function counterfactualJson({found, ...search}: RowCounterfactual, names: readonly string[]): unknown {
  return {
    ...search,
    found: found && {...found, changes: found.changes.map((change) => ({...change, column: names[change.column]}))}
  };
}

/** Features in a printed list. */
const SHOWN = 10;

/** Prints the report for a reader. */
export function printExplanation(report: ExplanationReport): void {
  const {id, data, rows, predicted, explanation, global, constant, counterfactuals, background} = report;
  const {test} = data.task;
  const {columns, x, y} = test;
  const {base, values, standardErrors, scale, method} = explanation;
  const width = columns.length;
  console.log(
    `${id}: ${data.target.title}. ${data.data.source}${data.data.generated ? ", generated" : ""}.\nContributions on the scale of ${scale} (${method}), from a base of ${base.toFixed(3)}`
  );
  if (standardErrors !== null)
    console.log(
      `A sample of coalitions against ${background} training rows; ± is 1.96 standard errors of that sample, and says nothing of other training rows`
    );
  if (constant.length > 0)
    console.log(
      `${constant.length === 1 ? "One feature has" : `${constant.length} features have`} one value in all training rows, from which nothing can be learned: ${constant.join(", ")}`
    );
  rows.forEach((row, i) => {
    console.log(`\nRow ${row} of the test part: predicted ${predicted[row].toFixed(4)}, label ${y[row]}`);
    for (const caution of rowCautions(takeRows(test, [row]), data.schema.columns))
      console.log(`  ! ${cautionText(caution)}`);
    const order = columns.map((_, f) => f);
    order.sort((a, b) => Math.abs(values[i * width + b]) - Math.abs(values[i * width + a]));
    for (const f of order.slice(0, SHOWN)) {
      const error = standardErrors === null ? "" : ` ± ${(1.96 * standardErrors[i * width + f]).toFixed(3)}`;
      console.log(`  ${signed(values[i * width + f])}${error}  ${columns[f]} = ${numberText(x[row * width + f])}`);
    }
    const rest = order.slice(SHOWN).reduce((sum, f) => sum + values[i * width + f], 0);
    if (order.length > SHOWN) console.log(`  ${signed(rest)}  the other ${order.length - SHOWN} features together`);
    for (const {sentence, worth} of factors(report, i))
      console.log(`  • ${sentence}${worth === null ? "" : worthText(worth)}`);
    if (counterfactuals !== null) console.log(`  ${counterfactualText(counterfactuals[i], columns)}`);
  });
  if (typeof global === "string") return console.log(`\nNo importance: ${global}`);
  console.log(
    `\nLoss of ${global.metric} when shuffled, on ${global.rows} test rows with ${global.positives} positives (${global.metric} ${global.score.toFixed(3)} as they are)${global.fromCard ? ", as the model’s card has it" : ""}`
  );
  const sorted = [...(global.together ? global.groups : global.features)].sort((a, b) => b.value - a.value);
  for (const {name, value, low, high} of sorted.slice(0, SHOWN)) {
    const range = low === null || high === null ? "no interval" : `[${low.toFixed(4)}, ${high.toFixed(4)}]`;
    console.log(`  ${value.toFixed(4).padStart(8)} ${range}  ${name}`);
  }
  if (sorted.length > SHOWN) console.log(`  the other ${sorted.length - SHOWN} lose less; --json has them all`);
}

function cautionText({column, why, value}: RowCaution): string {
  return why === "missing"
    ? `${column} is missing: its contribution is that of a missing value`
    : `no training row has the category ${column} = ${value}: the model takes it for an unknown one`;
}

/** The nearest change, as a sentence. */
function counterfactualText(
  {threshold, wanted, found, columns: tried, exact}: RowCounterfactual,
  names: readonly string[]
): string {
  const what = `the probability ${wanted === "below" ? "below" : "at least"} ${threshold}`;
  const among = exact ? "" : ", among those that were tried";
  if (found === null)
    return tried === 0
      ? `No change was found that makes ${what}, but there are too many to try them all`
      : `No change of up to ${tried} feature${tried === 1 ? "" : "s"} within the limits makes ${what}${among}`;
  const changes = found.changes.map(({column, from, to}) => `${names[column]} ${numberText(from)} → ${numberText(to)}`);
  return `The nearest change that makes ${what}${among}: ${changes.join(", ")} (predicted ${found.score.toFixed(4)}, distance ${found.distance.toFixed(2)})`;
}

/** What came of the test rows that a rule holds for. */
function worthText({rows, share, others, p}: JudgedRule): string {
  if (share === null || others === null || p === null) return "";
  const percent = (of: number) => `${(100 * of).toFixed(1)} %`;
  const verdict = p <= 0.05 ? "" : "; no difference can be told";
  return ` (${percent(share.value)} [${percent(share.low)}, ${percent(share.high)}] of ${rows} such test rows are positive, ${percent(others)} of the others${verdict})`;
}

const numberText = (value: number): string => (Number.isNaN(value) ? "missing" : String(Number(value.toPrecision(6))));
const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
