import {literal} from "../sql/dialect.js";

/** Parts of words by which shops say that an order was taken back, in ten languages; each begins a word, but for those of Chinese and Japanese. */
const STEMS =
  "refund return cancel chargeback void credit rembours annul avoir retour storn gutschrift r(?:ü|ue?)ckgabe r(?:ü|ue?)cksend erstatt widerruf devol reembols rimbors annull reso\\b restitu gecrediteerd geannuleerd teruggestuurd terugbetaald zwr[oó][ct] anulow korekta";
const SIGNS = "退 取消 返品 返金 キャンセル";
const PATTERN = `(?:^|[^\\p{L}])(?:${STEMS.split(" ").join("|")})|${SIGNS.split(" ").join("|")}`;
/** What says the contrary although a word of these is in it. */
const KEPT = "(?:^|[^\\p{L}])(?:not?|non|nicht|kein|keine|sans|niet|nie|no[nt][- _]?)[^\\p{L}]+";

/** Whether what a shop says of an order or a document is that something was taken back. */
export function isTakenBack(status: string): boolean {
  const text = status.toLowerCase();
  return new RegExp(PATTERN, "u").test(text) && !new RegExp(KEPT, "u").test(text);
}

/** `isTakenBack` in SQL; NULL for NULL. */
export function takenBackSql(text: string): string {
  return `(regexp_matches(lower(${text}), ${literal(PATTERN)}) AND NOT regexp_matches(lower(${text}), ${literal(KEPT)}))`;
}
