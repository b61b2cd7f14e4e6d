import {literal} from "../sql/dialect.js";

/**
 * Names of the months, in full, declined and shortened, as English, German, French, Spanish, Italian, Portuguese, Dutch and Polish write them, in lower case and
 * without accents. No name means two months.
 */
const NAMES: readonly string[] = [
  "jan january januar janner janvier janv enero ene gennaio gen janeiro januari styczen stycznia sty",
  "feb february februar feber fevrier fevr fev febrero febbraio fevereiro februari luty lutego lut",
  "mar march marz maerz mrz mars marzo marco maart mrt marzec marca",
  "apr april avril avr abril abr aprile kwiecien kwietnia kwi",
  "may mai mayo maggio mag maio mei maj maja",
  "jun june juni juin junio giugno giu junho czerwiec czerwca cze",
  "jul july juli juillet juil julio luglio lug julho lipiec lipca lip",
  "aug august aout aou agosto ago augustus sierpien sierpnia sie",
  "sep sept september septembre septiembre setiembre settembre set setembro wrzesien wrzesnia wrz",
  "oct october oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz",
  "nov november novembre noviembre novembro listopad listopada lis",
  "dec december dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia gru"
];

const MONTH_OF: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, i) => names.split(" ").map((name) => [name, i + 1] as const))
);

/** The month, 1 to 12, that a word names in one of these languages, in any case and with or without accents; undefined where it names none. */
export function monthOf(word: string): number | undefined {
  return MONTH_OF.get(word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
}

/** Every name with its month in two digits, between signs that no name has. */
const LIST = `,${Array.from(MONTH_OF, ([name, month]) => `${name}=${String(month).padStart(2, "0")}`).join(",")},`;

/** SQL for the month that a word names, as two digits; NULL where it names none. A search in one text, which is faster than a map of two hundred names. */
export function monthSql(word: string): string {
  const name = `lower(strip_accents(${word}))`;
  const at = `strpos(${literal(LIST)}, ',' || ${name} || '=')`;
  return `CASE WHEN ${at} > 0 THEN substring(${literal(LIST)}, ${at} + strlen(${name}) + 2, 2) END`;
}
