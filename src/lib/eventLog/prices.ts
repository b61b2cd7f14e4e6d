import {literal} from "../sql/dialect.js";
import {missingSql} from "./missingWords.js";

/** The sign before the decimals of a column's prices. */
export type DecimalSign = "point" | "comma";

/** What a price says of the sign before its decimals: nothing, point, comma, or one or the other (`1,234`). Codes of the column `price_sign`. */
export const PRICE_SIGNS = {none: 0, point: 1, comma: 2, either: 3} as const;

/** How prices that could be read with either sign are read: with one of them, or not at all. */
export type EitherPrice = DecimalSign | "refused";

/** How often a column's prices speak for each sign. */
export interface PriceEvidence {
  readonly point: number;
  readonly comma: number;
  readonly either: number;
}

/**
 * How prices such as `1,234` are to be read in a column, decided by all of its others. Where those have both signs they are refused; where none speaks,
 * a comma is taken for a sign of thousands and a point for one of decimals, and `clear` is false: then it should be said.
 */
export function chooseDecimalSign({point, comma, either}: PriceEvidence): {
  readonly read: EitherPrice;
  readonly clear: boolean;
} {
  if (either === 0 || point + comma === 0) return {read: "point", clear: either === 0};
  return {read: point === 0 ? "comma" : comma === 0 ? "point" : "refused", clear: true};
}

const PARTS = ["open", "sign_1", "sign_2", "number", "sign_3", "sign_4", "close"] as const;
/** A currency is a sign or a code of up to five characters, `€`, `R$`, `EUR`, `kr.` */
const CURRENCY = String.raw`[^0-9.,()+\-' ]{1,5}\.?`;
const PRICE = String.raw`^(\()? ?([+-])? ?(?:${CURRENCY})? ?([+-])? ?([.,]?[0-9](?:[0-9.,' ]*[0-9])?)(?:[.,]-{1,2})? ?(-)? ?(?:${CURRENCY})? ?(-)? ?(\))?$`;
/** Signs of minus, blanks and apostrophes as locales write them, and those that stand for them. */
const ODD = "\u2212\u2013\u2014\uff0d\u00a0\u202f\u2009\u2019\u02bc";
const PLAIN = "----   ''";

const EITHER = String.raw`[1-9][0-9]{0,2}[.,][0-9]{3}`;
const grouped = (thousands: string, decimal: string) =>
  String.raw`(?:[0-9]+|[1-9][0-9]{0,2}(?:[ '][0-9]{3})+|[1-9][0-9]{0,2}(?:${thousands}[0-9]{2,3})*${thousands}[0-9]{3})?(?:${decimal}[0-9]+)?`;
const WITH_POINT = grouped(",", String.raw`\.`);
const WITH_COMMA = grouped(String.raw`\.`, ",");

/** Whether a text is written as a price. */
export function looksLikePrice(text: string): boolean {
  let plain = text.trim();
  for (let i = 0; i < ODD.length; i++) plain = plain.replaceAll(ODD[i], PLAIN[i]);
  const found = new RegExp(PRICE).exec(plain);
  if (found === null || (found[1] === undefined) !== (found[7] === undefined)) return false;
  return [EITHER, WITH_POINT, WITH_COMMA].some((form) => new RegExp(`^(?:${form})$`).test(found[4]));
}

/** Columns that `centsSql` and `priceSignSql` want beside the text, so that each is found once: where it has a point, and the number that the database takes it for. */
export const priceColumns = (text: string): string[] => [
  `strpos(${text}, '.') AS price_point`,
  `TRY_CAST(${text} AS DECIMAL(15, 4)) AS price_value`
];
/** A price that is plain: a number to the database, which has no comma then, without three decimals or so many that they would be rounded twice. */
const plainSql = (text: string) => {
  const decimals = `strlen(${text}) - price_point`;
  return `(price_value IS NOT NULL AND (price_point = 0 OR ${decimals} < 3 OR ${decimals} = 4))`;
};

const partsSql = (text: string) =>
  `regexp_extract(translate(trim(${text}), ${literal(ODD)}, ${literal(PLAIN)}), ${literal(PRICE)}, [${PARTS.map(literal).join(", ")}])`;
const has = (text: string, form: string) => `regexp_full_match(${text}, ${literal(form)})`;

/**
 * SQL for cents, over rows that have `priceColumns`: of `12.50`, `12,50`, `1.234,50`, `1 234,50`, `1'234.50`, `$12.50`, `EUR 12,50`, `12.50 zł`; negative for `-12.50`, `−12.50`, `12.50-` and
 * `(12.50)`. NULL where a text is no price.
 *
 * @param either how `1,234` is read  @param inCents whether the column holds cents already
 */
export function centsSql(text: string, either: EitherPrice, inCents: boolean): string {
  const cents = (value: string) => `CAST(round(${value}${inCents ? "" : " * 100"}) AS BIGINT)`;
  const point = `regexp_replace(p.number, '[, '']', '', 'g')`;
  const comma = `replace(regexp_replace(p.number, '[. '']', '', 'g'), ',', '.')`;
  // decimals beyond the fourth are cut off: rounded, they could round up what follows
  const bare = `regexp_replace(CASE WHEN ${has("p.number", EITHER)} THEN ${{point, comma, refused: "NULL"}[either]}
    WHEN ${has("p.number", WITH_POINT)} THEN ${point} WHEN ${has("p.number", WITH_COMMA)} THEN ${comma} END, '([.][0-9]{4})[0-9]+$', '\\1')`;
  const negative = `p.open <> '' OR '-' IN (p.sign_1, p.sign_2, p.sign_3, p.sign_4)`;
  return `coalesce(CASE WHEN ${plainSql(text)} THEN ${cents("price_value")} END,
    list_transform([${partsSql(text)}], lambda p: CASE WHEN (p.open = '') = (p.close = '')
      THEN CASE WHEN ${negative} THEN -1 ELSE 1 END * ${cents(`TRY_CAST(${bare} AS DECIMAL(15, 4))`)} END)[1])`;
}

/** SQL, over rows that have `priceColumns`, for what a price says of the sign before the decimals, one of `PRICE_SIGNS`. */
export function priceSignSql(text: string): string {
  const {none, point, comma, either} = PRICE_SIGNS;
  return `CAST(CASE WHEN ${text} IS NULL THEN ${none}
    WHEN ${plainSql(text)} THEN CASE WHEN price_point > 0 THEN ${point} ELSE ${none} END
    ELSE list_transform([${partsSql(text)}.number], lambda n:
      CASE WHEN ${has("n", "[0-9 ']*")} THEN ${none} WHEN ${has("n", EITHER)} THEN ${either}
        WHEN ${has("n", WITH_POINT)} THEN ${point} WHEN ${has("n", WITH_COMMA)} THEN ${comma} ELSE ${none} END)[1] END AS TINYINT)`;
}

/** The condition that a price is there and is none. */
export function noPriceSql(text: string, cents: string): string {
  return `${cents} IS NULL AND NOT ${missingSql(text)}`;
}

/** The condition that a number is written as a negative one: `-1`, `−1`, `1-` as enterprise software writes it, `(1)`. */
export function isNegativeSql(text: string): string {
  return `regexp_matches(trim(${text}), ${literal("^[(\\-\u2212].*[1-9]|[1-9].*[\\-\u2212]$")})`;
}
