import type {StudyResult} from "../../lib/core/result.js";
import {
  aboveZero,
  figureOf,
  importanceRows,
  knownShares,
  type ImportanceKind,
  type Ranking
} from "../../lib/reports/explain.js";
import {estimates} from "../estimates.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval, percent} from "../format.js";
import {pairedEstimates} from "./pairedEstimates.js";

type TrustStudy = Pick<StudyResult, "figures" | "tables">;

/** Features in a figure. */
const SHOWN = 10;

export const IMPORTANCE_TITLES: Readonly<Record<ImportanceKind, string>> = {
  size: "mean size of contributions (SHAP)",
  permutation: "permutation importance, each feature alone",
  groups: "permutation importance, correlated features together",
  gain: "gain importance"
};
const AXES: Readonly<Record<ImportanceKind, string>> = {
  size: "mean size, log-odds",
  permutation: "loss of AUC when shuffled",
  groups: "loss of AUC when shuffled",
  gain: "share of the training gain"
};

/** A group of many features by its first two. */
function shortGroup(label: string): string {
  const names = label.split(", ");
  return names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", ");
}

/** The features of the page's model by one measure of importance. */
export function importanceFigure(study: TrustStudy, kind: ImportanceKind): [FigureOptions, Draw] {
  const all = importanceRows(study, kind);
  const {above, of} = aboveZero(all);
  const {n} = figureOf(study, "auc");
  const [first] = all;
  const permuted = kind === "permutation" || kind === "groups";
  const [options, draw] = estimates({
    name: "explain-importance",
    title: `What the model goes by: ${IMPORTANCE_TITLES[kind]}`,
    caption: permuted
      ? `${count(above)} of ${count(of)} intervals lie above zero. First is ${shortGroup(first.label)}, ${interval(first, 3)}. Below zero, the model ranks the test rows better without the feature.`
      : kind === "size"
        ? `First is ${first.label}, which moves a score by ${interval(first, 3)} log-odds on average. The interval is over test rows; the model is taken as it is.`
        : `First is ${first.label}, with ${percent(first.value)} of the gain. Gain is counted on the training rows, exactly, so it has no interval, and is never below zero.`,
    n:
      kind === "gain"
        ? "Gain over all cuts of all trees."
        : `n = ${count(n)} test rows; 95 % intervals, clustered by user.`,
    generated: true,
    axis: AXES[kind],
    row: kind === "groups" ? "group" : "feature",
    digits: 3,
    rows: all.slice(0, SHOWN).map((row) => ({...row, label: shortGroup(row.label)})),
    references: permuted ? [{label: "worth nothing", value: 0}] : []
  });
  return [{...options, height: 36 * SHOWN + 62}, draw];
}

/** The importance of features with real and with shuffled labels, on one draw of rows. */
export function shuffledTrustFigure(study: TrustStudy): [FigureOptions, Draw] {
  const {shuffled} = study.tables;
  const covers = figureOf(study, "shuffled-covers-zero");
  const any = figureOf(study, "shuffled-any-above");
  const number = (name: string, i: number) => {
    const value = shuffled[name][i];
    return value === null ? null : Number(value);
  };
  const order = shuffled.feature.map((_, i) => i).sort((a, b) => number("real", b)! - number("real", a)!);
  const pair = (name: "real" | "shuffled", i: number) => ({
    value: number(name, i)!,
    low: number(`${name}Low`, i),
    high: number(`${name}High`, i)
  });
  return pairedEstimates({
    name: "explain-shuffled",
    title: "With shuffled labels, intervals include zero as often as they promise",
    caption: `With shuffled labels, the 95 % interval includes zero for ${interval({...covers, n: undefined})} of the features that a model uses. But each model has many intervals: in ${interval({...any, n: undefined})} of draws at least one lies above zero by luck.`,
    n: `n = ${count(covers.n)} draws; the figure shows the first, with the same rows for both kinds of labels. Intervals are 95 %, clustered by user.`,
    generated: true,
    axis: "loss of AUC when shuffled",
    names: ["real labels", "shuffled labels"],
    rows: order
      .slice(0, SHOWN)
      .map((i) => ({label: String(shuffled.feature[i]), first: pair("real", i), second: pair("shuffled", i)}))
  });
}

export const RANKING_TITLES: Readonly<Record<Ranking, string>> = {
  contributions: "size of contributions (SHAP)",
  permutation: "permutation importance",
  gain: "gain importance"
};

/** How often a ranking puts the three true drivers first. */
export function knownFigure(study: TrustStudy, ranking: Ranking): [FigureOptions, Draw] {
  const shares = knownShares(study).filter((one) => one.ranking === ranking);
  const [least] = [...shares].sort((a, b) => a.value - b.value);
  const name = ({rows, correlation}: (typeof shares)[number]) =>
    `${count(rows)} rows, ${correlation === 0 ? "independent features" : `a bystander correlated ${fixed(correlation, 1)}`}`;
  return estimates({
    name: "explain-known",
    title: `How often are the true drivers ranked first, by ${RANKING_TITLES[ranking]}?`,
    caption: `Least often with ${name(least)}: in ${interval({...least, unit: "share"})} of fits all three drivers come before all seven bystanders.`,
    n: `n = ${count(least.seeds)} fits of boosting for each row of the figure, each on new data; 95 % intervals (Clopper–Pearson).`,
    generated: true,
    axis: "fits that rank all drivers first",
    row: "training data",
    unit: "share",
    rows: shares.map((one) => ({label: name(one), value: one.value, low: one.low, high: one.high, n: one.seeds})),
    references: [{label: "always", value: 1}]
  });
}

/** Where each feature is ranked by refits of the model. */
export function refitsFigure(study: TrustStudy): [FigureOptions, Draw] {
  const {refits} = study.tables;
  const kept = figureOf(study, "refits-first-five-kept");
  const same = figureOf(study, "refits-same-first");
  const rows = refits.feature
    .map((label, i) => ({
      label: String(label),
      value: Number(refits.place[i]),
      low: Number(refits.placeLow[i]),
      high: Number(refits.placeHigh[i])
    }))
    .sort((a, b) => a.value - b.value)
    .slice(0, SHOWN);
  return estimates({
    name: "explain-refits",
    title: "How much do places change when the model is trained again?",
    caption: `The first feature stays first in ${interval({...same, n: undefined})} of refits, and of the first five ${percent(kept.value, 0)} stay among the first five on average.`,
    n: `n = ${count(kept.n)} refits on users drawn with replacement. The dot is the model’s own place by mean size of contributions, the bar holds 95 % of refits.`,
    generated: true,
    axis: "place, 1 = largest contributions",
    row: "feature",
    digits: 1,
    rows
  });
}

/** What a model at chance says of its features. */
export function chanceFigure(study: TrustStudy): [FigureOptions, Draw] {
  const {chance, chanceRows} = study.tables;
  const auc = figureOf(study, "chance-test-auc");
  const rows = chance.feature
    .map((label, i) => ({
      label: String(label),
      size: Number(chance.size[i]),
      value: Number(chance.permutation[i]),
      low: chance.permutationLow[i] === null ? null : Number(chance.permutationLow[i]),
      high: chance.permutationHigh[i] === null ? null : Number(chance.permutationHigh[i])
    }))
    .sort((a, b) => b.size - a.size);
  const {above, of} = aboveZero(rows);
  const [first] = rows;
  return estimates({
    name: "explain-chance",
    title: "A model at chance explains itself as readily as any other",
    caption: `Trained on ${count(Number(chanceRows.trainPositives[0]))} positives, the model ranks its training rows without an error; on the test its AUC is ${interval({...auc, n: undefined, unit: ""})}. Its contributions are large: ${first.label} alone moves a score by ${fixed(first.size)} log-odds on average. ${count(above)} of ${count(of)} permutation intervals lie above zero.`,
    n: `n = ${count(auc.n)} test rows with ${count(Number(chanceRows.testPositives[0]))} positives. The figure shows the ${SHOWN} features with the largest contributions; 95 % intervals, clustered by user.`,
    generated: true,
    axis: "loss of AUC when shuffled",
    row: "feature",
    digits: 3,
    rows: rows.slice(0, SHOWN),
    references: [{label: "worth nothing", value: 0}]
  });
}
