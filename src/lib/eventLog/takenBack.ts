import {literal} from "../sql/dialect.js";

/** Whole words by which shops say that an order was taken back, in eight languages; parts before and behind them make compounds of German and Dutch. */
const WORDS = [
  // English
  "refund(?:s|ed|ing)?|returns?|returned|cancel(?:s|l?ed|l?ing|l?ations?)?|charge[ _-]?backs?|charged[ _-]back|void(?:s|ed)?|credited",
  // French
  "rembours(?:er|[eé]e?s?|ements?)|annul(?:er|[eé]e?s?|ations?)|avoirs?|retourn(?:er|[eé]e?s?)",
  // German, and with it French and Dutch, which share "retour"
  "(?:teil|voll)?storno(?:s|rechnung|beleg|buchung)?|(?:teil|voll)?storn(?:iert(?:e[mnrs]?)?|ierung(?:en)?|ieren)|(?:teil)?gutschrift(?:en)?|gutgeschrieben",
  "r(?:ü|ue?)ck(?:gaben?|sendung(?:en)?|gesandt|geschickt)|zur(?:ü|ue?)ck(?:gegeben|gesandt|gesendet|geschickt|gezahlt)|widerruf(?:en|s)?",
  "(?:r(?:ü|ue?)ck|zur(?:ü|ue?)ck|teil|voll)?erstatt(?:et(?:e[mnrs]?)?|ung(?:en)?)|(?:teil|voll)?retour(?:e?n?(?:schein|beleg|sendung|rechnung|bestelling|zending)|en?|s|niert(?:e[mnrs]?)?|nering(?:en)?)?",
  // Spanish and Portuguese
  "devoluci(?:[oó]n|ones)|devuelt[ao]s?|reembols(?:os?|ar|ad[ao]s?)|cancelad[ao]s?|cancelaci(?:[oó]n|ones)|anulad[ao]s?|anulaci(?:[oó]n|ones)",
  "devolu[cç](?:[aã]o|[oõ]es)|devolvid[ao]s?|cancelamentos?|anula[cç](?:[aã]o|[oõ]es)|estorn(?:os?|ad[ao]s?)",
  // Italian
  "rimbors(?:[io]|at[aeio])|annullat[aeio]|annullament[io]|res[io]|restitui?t[aeio]|restituzion[ei]|stornat[aeio]",
  // Dutch
  "geretourneerd|gecrediteerd|geannuleerd|annulering(?:en)?|terug(?:gestuurd|gezonden|betaald|betaling(?:en)?)|restitutie|credit(?:factuur|facturen)",
  // Polish
  "zwr[oó]t(?:y|u|em|[oó]w)?|zwr[oó]con[aeoy]|anulowan(?:[aeoy]|ie|ia|i)|korekt[ay]",
  // documents: a credit alone may be how somebody paid
  "credit[ _-]?(?:notes?|memos?|nota'?s?|invoices?)|not[ae]s? d[ei] cr[eé]dito?"
].join("|");
/** Chinese and Japanese have no blanks between words. */
const SIGNS = "(?:[已全]|部分)退|退[款货貨单單订訂回还還]|取消|作废|作廢|返品|返金|キャンセル";
/** A whole text. */
const DOCUMENT = "^[^\\p{L}]*credits?[^\\p{L}]*$";

const START = "(?:^|[^\\p{L}])";
const END = "(?:$|[^\\p{L}])";
const PATTERN = `${START}(?:${WORDS})${END}|${SIGNS}|${DOCUMENT}`;

/** What says that nothing was taken back, or not yet. */
const DENIALS = "not?|never|non|nicht|keine?|sans|pas|sin|senza|sem|n[aã]o|niet|geen|nie|bez";
const BETWEEN = "(?:yet|been|be|to|was|noch|encore|a[uú]n|ancora|ainda|nog|jeszcze)[^\\p{L}]+";
const DECLINED =
  "declined|rejected|refused|denied|failed|abgelehnt|refus[eé]e?|rechazad[ao]|denegad[ao]|rifiutat[ao]|recusad[ao]|geweigerd|afgewezen|odrzucon[aey]";
/** The words where they say so, and a journey there and back. */
const KEPT = [
  `${START}(?:${DENIALS})[^\\p{L}]+(?:${BETWEEN}){0,2}(?:${WORDS})${END}`,
  `${START}(?:refund|return|cancell?ation|chargeback|storno|retoure?|remboursement|annulation|devoluci[oó]n|reembolso|cancelaci[oó]n|rimborso|reso|devolu[cç][aã]o|cancelamento|terugbetaling|annulering|zwrot)[ _-]+(?:was[ _-]+|wurde[ _-]+)?(?:${DECLINED})${END}`,
  `${START}aller[^\\p{L}]+retour${END}`,
  "(?:未|不|不可|不能|无法|無法|没有|沒有|无|無)(?:退[款货貨单單订訂回还還]|取消|返品|返金|キャンセル)",
  "(?:退[款货貨]|取消|返品|返金|キャンセル)(?:不可|不能|なし|無し|待ち|失败|失敗)"
].join("|");

/** Whether what a shop says of an order or a document is that something was taken back. */
export function isTakenBack(status: string): boolean {
  return new RegExp(PATTERN, "u").test(status.toLowerCase().replace(new RegExp(KEPT, "gu"), " ; "));
}

/** `isTakenBack` in SQL; NULL for NULL. */
export function takenBackSql(text: string): string {
  return `regexp_matches(regexp_replace(lower(${text}), ${literal(KEPT)}, ' ; ', 'g'), ${literal(PATTERN)})`;
}

/** Whether a text says how something was paid: beside such texts a credit is one of them, and takes nothing back. */
export function isPayment(text: string): boolean {
  return /(?:^|[^\p{L}])(?:debit|d[eé]bito?|cash|cards?|paypal|visa|mastercard|klarna|bank|wire|transfer|bar|espèces|efectivo|contanti|dinheiro|contant|got[oó]wka|cartes?|cartas?|tarjetas?|cart[aã]o|karta)(?:$|[^\p{L}])|(?:kredit|credit|bank|ec-?)(?:karte|kaart|card)|现金|现款|信用卡|クレジット|現金/u.test(
    text.toLowerCase()
  );
}
