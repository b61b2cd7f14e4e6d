import {guessTimeFormat, lacksClock, type TimeFormat} from "./timeFormats.js";

/** The times of a column of a sample, as one format reads them. */
export interface SampleTimes {
  readonly format: TimeFormat;
  /** Of the texts, how many look like times in this format. */
  readonly share: number;
  /** By text, in order: milliseconds since 1970 as far as they are needed to compare times of one column; NaN where that cannot be told. */
  readonly ms: Float64Array;
  /** Whether every text is a day without its time. */
  readonly days: boolean;
  /** The other order of day and month, where no text speaks against it and the two differ. */
  readonly rival: TimeFormat | null;
}

const NUMBERS: Readonly<Partial<Record<TimeFormat, number>>> = {s: 1e3, ms: 1, us: 1e-3, ns: 1e-6};

/** The times of a column; null where it holds none. Day first or month first is decided by order: the reading under which fewer steps go back. */
export function sampleTimes(texts: readonly string[]): SampleTimes | null {
  const found = guessTimeFormat(texts);
  if (found === null) return null;
  const read = (format: TimeFormat) => Float64Array.from(texts, (text) => approximateMs(text, format));
  const days = texts.every((text) => lacksClock(text, found.format));
  if (found.format !== "dmy" && found.format !== "mdy") return {...found, ms: read(found.format), days, rival: null};
  const other = found.format === "dmy" ? "mdy" : "dmy";
  if (!texts.some((text) => ambiguous(text))) return {...found, ms: read(found.format), days, rival: null};
  if (texts.some((text) => dayAndMonth(text)?.some((part) => part > 12)))
    return {...found, ms: read(found.format), days, rival: null};
  const [own, others] = [read(found.format), read(other)];
  return roughness(others) < roughness(own)
    ? {format: other, share: found.share, ms: others, days, rival: found.format}
    : {...found, ms: own, days, rival: other};
}

/** How far times jump about: what all steps add up to, and the period they span. Of two readings of the same days the true one is the smoother. */
function roughness(ms: Float64Array): number {
  let sum = 0;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < ms.length; i++) {
    if (Number.isNaN(ms[i])) continue;
    if (i > 0 && !Number.isNaN(ms[i - 1])) sum += Math.abs(ms[i] - ms[i - 1]);
    low = Math.min(low, ms[i]);
    high = Math.max(high, ms[i]);
  }
  return sum + (high - low);
}

function dayAndMonth(text: string): readonly [number, number] | null {
  const found = /^\s*(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

/** Whether day and month can be exchanged and give another date. */
function ambiguous(text: string): boolean {
  const parts = dayAndMonth(text);
  return parts !== null && parts[0] <= 12 && parts[1] <= 12 && parts[0] !== parts[1];
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** When a text of this format is, near enough to put texts of one column in order; the database reads them in earnest. */
function approximateMs(text: string, format: TimeFormat): number {
  const perUnit = NUMBERS[format];
  if (perUnit !== undefined) return Number(text) * perUnit;
  if (format === "excel") return (Number(text.replace(",", ".")) - 25_569) * 86_400_000;
  const value = text.trim();
  const compact = /^(\d{4})(\d{2})(\d{2})(?!\d)/.exec(value);
  const named = /([A-Za-z]{3})[a-z]*/.exec(value);
  const numbers = (value.match(/\d+/g) ?? []).map(Number);
  let [year, month, day, ...clock] = numbers;
  if (compact !== null) {
    [year, month, day] = compact.slice(1).map(Number);
    clock = numbers.slice(1);
  } else if (format === "dmy" || format === "mdy") {
    const at = named === null ? -1 : MONTHS.indexOf(named[1].toLowerCase());
    if (at !== -1 && !/^\d+[./-]\d+[./-]/.test(value))
      [day, month, year, ...clock] = [numbers[0], at + 1, ...numbers.slice(1)];
    else if (format === "dmy") [day, month, year, ...clock] = numbers;
    else [month, day, year, ...clock] = numbers;
  }
  const [hour = 0, minute = 0, second = 0] = clock;
  const half = /pm\s*$/i.test(value) && hour < 12 ? 12 : /am\s*$/i.test(value) && hour === 12 ? -12 : 0;
  return Date.UTC(year, (month ?? 1) - 1, day ?? 1, hour + half, minute, second);
}
