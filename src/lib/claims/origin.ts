import type {Figure, StudyResult} from "../core/result.js";

/** Whether a figure was measured on data of real visitors or on data that a program made. */
export type Origin = "real" | "generated";

/** How studies name the real data that they read. */
const REAL = [
  /^Online Shoppers \(UCI 468\)$/,
  /^RetailRocket, (cart sessions|public sample|the published files)$/,
  /^e-shop clothing 2008( \(UCI 553\))?$/i,
  /^Clicks in an online shop .* \(UCI 553\)\.$/,
  /^Online Retail \(UCI 352\)(, daily units sold of an item)?$/,
  /^Online Retail, invoice lines of .* \(UCI 352\)$/
];
/** Words that a study's name for generated data has. */
const GENERATED = /\bgenerated\b|\bsimulated\b|\bmade-up\b|performance\.now/i;

/**
 * Where a figure's data come from, by the name that its study gives them. A figure counts as real only where its study also read a
 * file: one without inputs has nothing real to measure on.
 *
 * Throws `RangeError` for a data set that is in neither list, so that a new one is put into one before a claim rests on it.
 */
export function originOf(
  {dataset}: Pick<Figure, "dataset">,
  {study, inputs}: Pick<StudyResult, "study" | "inputs">
): Origin {
  if (GENERATED.test(dataset)) return "generated";
  if (!REAL.some((name) => name.test(dataset)))
    throw new RangeError(`unknown data set of a figure: ${dataset}; say in origin.ts whether it is real or generated`);
  if (Object.keys(inputs).length === 0)
    throw new RangeError(`the study ${study} read no file, so ${dataset} cannot be real data`);
  return "real";
}
