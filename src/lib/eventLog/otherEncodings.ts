/**
 * Encodings of text beside UTF-8, UTF-16 and Windows-1252 that spreadsheets and shops write: Windows code pages of other languages, and those of East Asia. Every
 * runtime's `TextDecoder` knows them.
 */
export type OtherEncoding =
  "windows-1250" | "windows-1251" | "windows-1254" | "shift_jis" | "euc-jp" | "gb18030" | "big5" | "euc-kr";

export const OTHER_TITLES: Readonly<Record<OtherEncoding, string>> = {
  "windows-1250": "Windows-1250, of central Europe",
  "windows-1251": "Windows-1251, of Cyrillic letters",
  "windows-1254": "Windows-1254, of Turkish",
  shift_jis: "Shift_JIS, of Japanese",
  "euc-jp": "EUC-JP, of Japanese",
  gb18030: "GB 18030, of Chinese",
  big5: "Big5, of Chinese",
  "euc-kr": "EUC-KR, of Korean"
};

/** Letters beyond ASCII that texts of a language hold, by the code page that has them. */
const LANGUAGES: readonly (readonly [encoding: "windows-1252" | OtherEncoding, letters: string])[] = [
  ["windows-1252", "äöüß"],
  ["windows-1252", "àâæçéèêëîïôœùûüÿ"],
  ["windows-1252", "áéíñóúü"],
  ["windows-1252", "áâãàçéêíóôõúü"],
  ["windows-1252", "àèéìíòóùú"],
  ["windows-1252", "áèéëêïíóöôüû"],
  ["windows-1252", "åäöæøéü"],
  ["windows-1252", "áðéíóúýþæö"],
  ["windows-1250", "ąćęłńóśźż"],
  ["windows-1250", "áčďéěíňóřšťúůýžäôĺľŕ"],
  ["windows-1250", "áéíóöőúüű"],
  ["windows-1250", "ăâîşţ"],
  ["windows-1250", "čćđšž"],
  ["windows-1254", "çğıöşüiâîû"]
];

/** From this share of its letters on, a text is one of a language. */
const MOST = 0.97;
/** Fewer letters beyond ASCII decide nothing. */
const LEAST = 12;
/** So many characters are looked at. */
const LOOKED_AT = 200_000;

/** What a text that is no UTF-8 is written in, where its characters leave no doubt; null else, and where Windows-1252 gives a text of a western language. */
export function guessOtherEncoding(bytes: Uint8Array, whole: boolean): OtherEncoding | null {
  const looked = bytes.subarray(0, LOOKED_AT);
  const isWhole = whole && looked.length === bytes.length;
  const inPairs = shareInPairs(looked);
  for (const [encoding, isUsual, isOf] of SCRIPTS) {
    // a letter of a western text has a plain one behind it; of these encodings nearly each has two bytes beyond ASCII
    if (encoding !== "shift_jis" && inPairs < 0.9) continue;
    const text = decodedWhole(looked, encoding, isWhole);
    if (text === null) continue;
    const others = text.match(/(?![\u0000-\u007f])[\p{L}\p{Co}\p{Cn}]/gu) ?? [];
    const usual = others.filter((letter) => isUsual.test(letter)).length;
    if (others.length >= LEAST && usual >= MOST * others.length && isOf(text)) return encoding;
  }
  const fits = (["windows-1252", "windows-1250", "windows-1254"] as const).map((encoding) => ({
    encoding,
    share: shareOfLanguage(new TextDecoder(encoding).decode(looked), encoding)
  }));
  // of letters that several have, Windows-1252 is as good as any
  if (fits.find(({encoding}) => encoding === "windows-1252")!.share >= MOST) return null;
  const best = fits.reduce((a, b) => (b.share > a.share ? b : a));
  return best.share >= MOST && best.encoding !== "windows-1252" ? best.encoding : null;
}

/** The share of bytes beyond ASCII that stand beside another. */
function shareInPairs(bytes: Uint8Array): number {
  let [all, beside] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] < 128) continue;
    all++;
    if (bytes[i - 1] >= 128 || bytes[i + 1] >= 128) beside++;
  }
  return all === 0 ? 0 : beside / all;
}

/** Scripts, and what a text in one holds: letters that are usual there, and a sign that it is no other script in the same bytes. */
const SCRIPTS: readonly (readonly [OtherEncoding, RegExp, (text: string) => boolean])[] = [
  // half of the letters are of the syllabary, and no half-width ones, which any bytes would be
  ["shift_jis", /[\p{Script=Hiragana}\p{Script=Han}\u30a0-\u30ff]/u, hasKana],
  ["euc-jp", /[\p{Script=Hiragana}\p{Script=Han}\u30a0-\u30ff]/u, hasKana],
  ["euc-kr", /[\uac00-\ud7a3]/u, () => true],
  ["gb18030", /\p{Script=Han}/u, (text) => shareOfFirstLevel(text, "gb18030") >= 0.8],
  ["big5", /\p{Script=Han}/u, () => true],
  ["windows-1251", /[А-Яа-яЁёІіЇїЄєҐґ№]/u, isCyrillicText]
];

function hasKana(text: string): boolean {
  const kana = text.match(/[\u3041-\u30ff]/g)?.length ?? 0;
  return kana >= 0.1 * (text.match(/[\u3041-\u9fff]/g)?.length ?? 0);
}

/** Words in Cyrillic are of such letters alone and rarely have a capital within. */
function isCyrillicText(text: string): boolean {
  const words = text.match(/[\p{L}]+/gu)?.filter((word) => /[^\u0000-\u007f]/.test(word)) ?? [];
  const sound = words.filter((word) => /^(?:[А-ЯЁІЇЄҐ]?[а-яёіїєґ]+|[А-ЯЁІЇЄҐ]+)$/u.test(word)).length;
  return words.length >= 3 && sound >= 0.9 * words.length && words.join("").length >= 3 * words.length;
}

/** Of the Chinese characters of a text, the share that is among the few thousand that any text mostly has, which stand first in the encoding. */
function shareOfFirstLevel(text: string, encoding: "gb18030"): number {
  const first = firstLevel(encoding);
  const all = text.match(/\p{Script=Han}/gu) ?? [];
  return all.length === 0 ? 0 : all.filter((letter) => first.has(letter)).length / all.length;
}

function firstLevel(encoding: "gb18030"): ReadonlySet<string> {
  const bytes: number[] = [];
  for (let lead = 0xb0; lead <= 0xd7; lead++) for (let trail = 0xa1; trail <= 0xfe; trail++) bytes.push(lead, trail);
  return new Set(new TextDecoder(encoding).decode(Uint8Array.from(bytes)));
}

/** A text whose every byte is a character; null where one is not. What is cut off at the end does not count. */
function decodedWhole(bytes: Uint8Array, encoding: OtherEncoding, whole: boolean): string | null {
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes, {stream: !whole});
  } catch {
    // a damaged line costs that line, and says nothing of the others
    const text = new TextDecoder(encoding).decode(bytes);
    const wrong = text.match(/\ufffd/g)?.length ?? 0;
    const others = text.match(/[^\u0000-\u007f]/g)?.length ?? 0;
    return wrong <= 0.01 * others ? text.replaceAll("\ufffd", "") : null;
  }
}

/** The share of letters beyond ASCII that are of the language of which most are. */
function shareOfLanguage(text: string, encoding: "windows-1252" | OtherEncoding): number {
  const counts = new Map<string, number>();
  let all = 0;
  for (const [found] of text.toLowerCase().matchAll(/(?<=\p{L})[^\u0000-\u007f](?=\p{L})|(?![\u0000-\u007f])\p{L}/gu)) {
    all++;
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  if (all < LEAST) return 0;
  const shares = LANGUAGES.filter(([own]) => own === encoding).map(
    ([, letters]) => [...letters].reduce((sum, letter) => sum + (counts.get(letter) ?? 0), 0) / all
  );
  return Math.max(...shares);
}
