/** A day and a time of day, which writers put side by side without quotes. */
const DAY = /^\d{4}[-/.]\d{2}[-/.]\d{2}$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/;
const CLOCK = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

const KEY = /[\p{L}_@$][\p{L}\p{N}_.@$/-]*=/uy;
/** A value in quotes, or up to the next blank. */
const VALUE = /"((?:[^"\\]|\\.)*)"(?=[\s,;]|$)|([^\s"]*)/uy;
const WORD = /\S+/uy;

/** Whether a text is of lines in logfmt: nearly all of the first hundred have two pairs `name=value` or more, and what comes first in one comes in most. */
export function isLogfmt(text: string): boolean {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(0, 100);
  const names = new Map<string, number>();
  let fitting = 0;
  for (const line of lines) {
    const keys = Object.keys(pairsOf(line) ?? {}).filter((key) => !/^column \d+$/.test(key));
    if (keys.length < 2) continue;
    fitting++;
    for (const key of keys) names.set(key, (names.get(key) ?? 0) + 1);
  }
  return fitting >= 0.8 * lines.length && Math.max(0, ...names.values()) >= 0.8 * fitting;
}

/**
 * The values of a line in logfmt by their names, `ts=2024-03-10T14:05:00Z user=7 event="add to cart"`; what stands before the first pair are columns 1, 2 …, an
 * empty value is none. Throws `RangeError` saying why a line is none: a value with blanks that is in no quotes could be cut anywhere.
 */
export function logfmtFields(line: string): Record<string, unknown> {
  const found = pairsOf(line);
  if (found === null) throw new RangeError("no pairs of name=value, or a value with blanks in no quotes");
  return found;
}

function pairsOf(line: string): Record<string, string | null> | null {
  const text = line.trim();
  const before: string[] = [];
  const pairs: [name: string, value: string | null, bare: boolean][] = [];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found;
  };
  while (at < text.length) {
    const key = match(KEY)?.[0].slice(0, -1);
    if (key === undefined) {
      const word = match(WORD)![0];
      const last = pairs.at(-1);
      const isClock = CLOCK.test(word.replace(/[,;]$/, ""));
      if (last === undefined) {
        if (isClock && DAY.test(before.at(-1) ?? "")) before.push(`${before.pop()} ${word}`);
        else before.push(word);
      } else if (last[2] && isClock && DAY.test(last[1] ?? "")) last[1] = `${last[1]} ${word}`;
      else return null;
    } else {
      const value = match(VALUE)!;
      // a quote within a value that has none around it
      if (text[at] === '"') return null;
      const isBare = value[1] === undefined;
      const plain = isBare ? value[2] : unescaped(value[1]);
      if (plain === null) return null;
      pairs.push([key, plain, isBare]);
      // a comma behind the quotes
      if (!isBare && /[,;]/.test(text[at] ?? "")) at++;
    }
    while (/\s/.test(text[at] ?? "x")) at++;
  }
  if (pairs.length === 0) return null;
  // a sign between pairs is no part of their values
  const sign = /[,;]$/.exec(pairs[0][1] ?? "")?.[0];
  const isBetween = sign !== undefined && pairs.slice(0, -1).every(([, value, bare]) => !bare || value!.endsWith(sign));
  const fields: Record<string, string | null> = Object.create(null) as Record<string, string | null>;
  before.forEach((word, i) => (fields[`column ${i + 1}`] = word));
  for (const [i, [name, value, bare]] of pairs.entries()) {
    const own = isBetween && bare && i < pairs.length - 1 ? value!.slice(0, -1) : value;
    // one name for two values: which is meant cannot be told
    if (Object.hasOwn(fields, name) && fields[name] !== (own || null)) return null;
    fields[name] = own || null;
  }
  return fields;
}

/** What stands between quotes, with backslashes as JSON has them; null for what JSON has not. */
function unescaped(text: string): string | null {
  if (!text.includes("\\")) return text;
  try {
    return JSON.parse(`"${text.replace(/[\u0000-\u001f]/g, " ")}"`) as string;
  } catch {
    return null;
  }
}
