const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/;

/** Decimal digits that a double keeps whatever they are. */
const SAFE_DIGITS = 15;

/**
 * Values of a column, given as DuckDB writes them, as numbers where its type is numeric and a double holds every one of them exactly; else the texts as they are.
 * So no digit of a large integer or of a long decimal is lost without a word.
 *
 * @param type the column's type as DuckDB names it, e.g. `HUGEINT` or `DECIMAL(18,3)`
 * @example
 * exactValues(["1", null, "9007199254740993"], "BIGINT"); // ["1", null, "9007199254740993"]
 */
export function exactValues(texts: readonly (string | null)[], type: string): readonly (number | string | null)[] {
  if (!NUMERIC.test(type)) return texts;
  const decimal = type.startsWith("DECIMAL");
  const real = type === "FLOAT" || type === "DOUBLE";
  const values: (number | null)[] = [];
  for (const text of texts) {
    if (text === null) {
      values.push(null);
      continue;
    }
    const value = real ? realOf(text) : Number(text);
    const exact = real || (decimal ? digitsOf(text) <= SAFE_DIGITS : Number.isSafeInteger(value));
    if (!exact) return texts;
    values.push(value);
  }
  return values;
}

function realOf(text: string): number {
  return text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
}

function digitsOf(text: string): number {
  return text.replace(/^-?0*|\./g, "").replace(/^0+/, "").length;
}
