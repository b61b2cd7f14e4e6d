/** Columns, each added or taken away, whose sum tells the label. */
export interface LinearLeakage {
  readonly terms: readonly {readonly name: string; readonly sign: 1 | -1}[];
  /** Every row whose sum is above this is positive, and no other is. */
  readonly above: number;
}

/**
 * Finds the label hidden in a table of counts: sums and differences of up to `most` columns of which a threshold tells
 * every positive from every negative. The shortest are given; none where no sum does it. A sum and its negative are
 * one: the one that is greater for positives is given, what is added before what is taken away.
 *
 * Throws `RangeError` where a class has no row.
 *
 * @param columns by name, one number a row
 * @param labels 1 or 0 a row
 */
export function findLinearLeakage(
  columns: Readonly<Record<string, ArrayLike<number>>>,
  labels: ArrayLike<number>,
  {most = 3} = {}
): LinearLeakage[] {
  const names = Object.keys(columns);
  const rows = Array.from({length: labels.length}, (_, row) => row);
  const [negatives, positives] = [0, 1].map((label) => rows.filter((row) => labels[row] === label));
  if (positives.length === 0 || negatives.length === 0)
    throw new RangeError(`${positives.length} positives and ${negatives.length} negatives`);
  for (let length = 1; length <= most; length++) {
    const found = choices(names, length).flatMap((chosen) =>
      signs(length).flatMap((sign): LinearLeakage[] => {
        const sum = (row: number) => chosen.reduce((all, name, i) => all + sign[i] * columns[name][row], 0);
        const [low, high] = [negatives, positives].map((of) => extent(of, sum));
        const terms = (turn: 1 | -1) =>
          chosen.map((name, i) => ({name, sign: (turn * sign[i]) as 1 | -1})).sort((a, b) => b.sign - a.sign);
        if (low.most < high.least) return [{terms: terms(1), above: low.most}];
        return high.most < low.least ? [{terms: terms(-1), above: -low.least}] : [];
      })
    );
    if (found.length > 0) return found;
  }
  return [];
}

function extent(rows: readonly number[], of: (row: number) => number): {least: number; most: number} {
  let least = Infinity;
  let most = -Infinity;
  for (const row of rows) {
    const value = of(row);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return {least, most};
}

/** All choices of so many names, in their order. */
function choices(names: readonly string[], length: number): string[][] {
  if (length === 0) return [[]];
  return names.flatMap((name, i) => choices(names.slice(i + 1), length - 1).map((rest) => [name, ...rest]));
}

/** All signs of so many terms, the first always added: the others are their negatives. */
function signs(length: number): (1 | -1)[][] {
  if (length === 1) return [[1]];
  return signs(length - 1).flatMap((rest) => [
    [...rest, 1 as const],
    [...rest, -1 as const]
  ]);
}
