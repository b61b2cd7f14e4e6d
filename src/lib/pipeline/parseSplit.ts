import {UserError} from "../core/errors.js";
import {SHARES, splitName, SPLITS, splitSql, type Shares, type SplitOptions} from "./split.js";

/**
 * A split from its name, as outputs, addresses and command lines write it: `date`, `date 80/10/10`, `months`, `user 70/15/15 seed 3`, `windows 8`.
 * What is left out has its default; a colon may stand for a space and for ` seed `. `parseSplit(splitName(s))` is `s`. Throws `UserError`
 * for anything else.
 */
export function parseSplit(text: string): SplitOptions {
  const [, by, shares, seed] =
    /^(date|months|user|random|windows)(?:[ :]([\d./]+))?(?:(?: seed |:)(\d+))?$/.exec(text.trim()) ?? [];
  const split = by === undefined ? undefined : make(by as SplitOptions["by"], shares, seed);
  if (split === undefined) {
    const examples = [...Object.values(SPLITS).map(splitName), "date 80/10/10"].join(", ");
    throw new UserError(`the split is ${JSON.stringify(text)}`, `give one like ${examples}`);
  }
  splitSql(split); // has the checks of shares, folds and seed
  return split;
}

function make(by: SplitOptions["by"], detail: string | undefined, seed: string | undefined): SplitOptions | undefined {
  if (seed !== undefined && by !== "user" && by !== "random") return undefined;
  if (by === "months") return detail === undefined ? {by} : undefined;
  if (by === "windows") {
    if (detail === undefined) return SPLITS.windows;
    return /^\d+$/.test(detail) ? {by, folds: Number(detail)} : undefined;
  }
  const percents = detail?.split("/").map(Number);
  if (percents !== undefined && (percents.length !== 3 || percents.some(Number.isNaN))) return undefined;
  const shares = percents === undefined ? SHARES : (percents.map((p) => p / 100) as unknown as Shares);
  return by === "date" ? {by, shares} : {by, shares, seed: seed === undefined ? 1 : Number(seed)};
}
