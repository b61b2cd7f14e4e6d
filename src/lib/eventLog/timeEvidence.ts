/** What a column is when it is read in one format. */
export interface TimeEvidence<Format extends string> {
  readonly format: Format;
  /** Values that are no times in this format. */
  readonly failed: number;
  /** First and last of those that are, UTC milliseconds. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** How often a value is earlier than the one before it, where the order of the rows is known. */
  readonly descents?: number;
}

/** The format that a column is read in, and how sure that is. */
export interface TimeChoice<Format extends string> {
  readonly format: Format;
  /** Every format in which as few values fail, the chosen one first. */
  readonly candidates: readonly Format[];
  /** Whether no other format fits as well, or what is known speaks for this one. */
  readonly clear: boolean;
  /** Why it was chosen, as a clause for people. */
  readonly why: string;
}

/** Read in the right format, a period is at most this share of what it is in another, or nothing is concluded from it. */
const SHORTER = 1 / 3;
const ENOUGH_DESCENTS = 2;

/**
 * Chooses among formats by the same values read in each: the one in which the fewest fail, none at best. Of several that are equal in this, one under which the
 * values are in order of time and the others are not; else one under which the period is much shorter, as the days of a month read as months
 * spread over a year. Where neither decides the first of them is taken, and `clear` is false: then both readings are to be said, and the
 * reader asked. Throws `RangeError` for nothing to choose from.
 *
 * The evidence of the first rows comes from `guessTimeFormat`, that of a whole file from `timeEvidenceSql` over what `readLog` has read.
 */
export function chooseTimeFormat<Format extends string>(evidence: readonly TimeEvidence<Format>[]): TimeChoice<Format> {
  if (evidence.length === 0) throw new RangeError("no format to choose from");
  const least = Math.min(...evidence.map(({failed}) => failed));
  const fitting = evidence.filter(({failed}) => failed === least);
  const choice = (chosen: TimeEvidence<Format>, clear: boolean, why: string): TimeChoice<Format> => ({
    format: chosen.format,
    candidates: [chosen.format, ...fitting.filter((one) => one !== chosen).map(({format}) => format)],
    clear,
    why
  });
  if (fitting.length === 1)
    return choice(fitting[0], true, evidence.length === 1 ? "it alone fits" : "fewest values fail in it");
  // two rows may be in order by chance, and so no other reading may be nearly in order
  const ordered = fitting.filter((one) =>
    fitting.every((other) => (other === one ? other.descents === 0 : (other.descents ?? 0) >= ENOUGH_DESCENTS))
  );
  const span = ({fromMs, untilMs}: TimeEvidence<Format>) => untilMs - fromMs;
  const [shortest, next] = [...fitting].sort((a, b) => span(a) - span(b));
  const short = span(shortest) < span(next) && span(shortest) <= SHORTER * span(next) ? shortest : undefined;
  if (ordered.length === 1 && (short === undefined || short === ordered[0]))
    return choice(ordered[0], true, "so the rows are in order of time");
  if (short !== undefined && ordered.length === 0)
    return choice(short, true, `so they are of ${days(span(short))} and not of ${days(span(next))}`);
  return choice(fitting[0], false, "nothing speaks for one of them");
}

function days(ms: number): string {
  const count = Math.max(1, Math.ceil(ms / 86_400_000));
  return count === 1 ? "one day" : `${count} days`;
}

/**
 * A query for the evidence of a whole file, one row with `failed_<format>`, `from_<format>` and `until_<format>` for each. A value that is no time in
 * any of the formats counts against none.
 *
 * @param columns by format, the column of `table` with the milliseconds that it gives, NULL where it fails
 */
export function timeEvidenceSql(table: string, columns: Readonly<Record<string, string>>): string {
  const all = Object.values(columns).join(", ");
  const read = Object.entries(columns).map(
    ([format, column]) => `count(*) FILTER (${column} IS NULL AND coalesce(${all}) IS NOT NULL) AS failed_${format},
    min(${column}) AS from_${format}, max(${column}) AS until_${format}`
  );
  return `SELECT ${read.join(",\n    ")}\nFROM ${table}`;
}
