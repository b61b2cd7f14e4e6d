import {guessOtherEncoding, OTHER_TITLES, type OtherEncoding} from "./otherEncodings.js";

/** How the characters of a text are written as bytes. Windows-1252 is Latin-1 with some signs more, as `€`. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | OtherEncoding;

const TITLES: Readonly<Record<Encoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, big-endian",
  "windows-1252": "Windows-1252",
  ...OTHER_TITLES
};

/** Of bytes 80 to 9F, what Windows-1252 has there; the five that it has nothing for stay control characters. */
const SIGNS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
/** Those of them that texts of western languages hold: € ‚ „ … Š Œ Ž ‘ ’ “ ” • – — ™ š œ ž. */
const USUAL = new Set([
  0x80, 0x82, 0x84, 0x85, 0x8a, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9a, 0x9c, 0x9e
]);

/** Signs that stand at numbers, and not at letters: € £ ¥ °, a blank that does not break, and a middle dot. */
const AT_NUMBERS = new Set([0x80, 0xa3, 0xa5, 0xb0, 0xa0, 0xb7]);

/** What `Utf8Check` found. */
export interface Utf8Faults {
  /** Characters of more than one byte that are as UTF-8 has them. */
  readonly sequences: number;
  /** Bytes that are no part of any character in UTF-8. */
  readonly faults: number;
  /** The first of them; 0 where there is none. */
  readonly first: number;
  /** Whether these bytes are rather letters in Windows-1252. */
  readonly isWindows1252: boolean;
}

/** Counts what is UTF-8 and what is not in bytes that come in pieces. */
export class Utf8Check {
  private sequences = 0;
  private faults = 0;
  private first = 0;
  private previous = 0;
  /** Whether the byte before was a fault that no letter stood before. */
  private open = false;
  private missing = 0;
  private low = 0x80;
  private high = 0xbf;
  /** Bytes of the character that is under way, all of them faults where it does not end well. */
  private begun: [byte: number, before: number][] = [];
  /** Of the line that is under way. */
  private line = {faults: 0, atHome: 0, unusual: 0};
  /** Whether no line has ended yet. */
  private isFirstLine = true;
  /** Lines with faults, by what they look like, and whether the first line is one that is rather Windows-1252. */
  private western = 0;
  private broken = 0;
  private firstIsWestern = false;

  add(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      // nearly all bytes of nearly all files: nothing waits for what they are
      if (this.missing === 0 && !this.open && !this.isFirstLine && this.line.faults === 0) {
        const from = i;
        while (i < bytes.length && bytes[i] < 128) i++;
        if (i > from) this.previous = bytes[i - 1];
        if (i === bytes.length) break;
      }
      const byte = bytes[i];
      if (byte < 128 && this.missing === 0 && !this.open) {
        if (byte === 10 || byte === 13) this.endLine();
        this.previous = byte;
        continue;
      }
      this.close(byte);
      if (this.missing > 0) {
        if (byte >= this.low && byte <= this.high) {
          this.begun.push([byte, this.previous]);
          this.previous = byte;
          [this.low, this.high] = [0x80, 0xbf];
          if (--this.missing === 0) {
            this.sequences++;
            this.begun = [];
          }
          continue;
        }
        this.breakOff();
        this.close(byte);
      }
      if (byte === 10 || byte === 13) this.endLine();
      this.begin(byte);
      this.previous = byte;
    }
  }

  /** @param cut whether the last character may go on after the last byte */
  finish(cut = false): Utf8Faults {
    if (this.missing > 0 && !cut) this.breakOff();
    this.endLine();
    const {sequences, faults, first, western, broken, firstIsWestern} = this;
    // a text in an alphabet of its own has few foreign letters between Latin ones; single lines may be damaged
    const isWindows1252 = faults > 2 * sequences && western > 0 && (western > broken || firstIsWestern);
    return {sequences, faults, first, isWindows1252};
  }

  /** What stands behind a fault that no letter stood before. */
  private close(byte: number): void {
    if (!this.open) return;
    if (isOfAName(byte)) this.line.atHome++;
    this.open = false;
  }

  private endLine(): void {
    this.open = false;
    const {faults, atHome, unusual} = this.line;
    if (faults > 0) {
      const isWestern = unusual === 0 && atHome >= faults / 2;
      if (isWestern) this.western++;
      else this.broken++;
      if (this.isFirstLine) this.firstIsWestern = isWestern;
      this.line = {faults: 0, atHome: 0, unusual: 0};
    }
    this.isFirstLine = false;
  }

  private begin(byte: number): void {
    if (byte < 128) return;
    [this.low, this.high] = [0x80, 0xbf];
    if (byte >= 0xc2 && byte <= 0xdf) this.missing = 1;
    else if (byte >= 0xe0 && byte <= 0xef) {
      this.missing = 2;
      if (byte === 0xe0) this.low = 0xa0;
      else if (byte === 0xed) this.high = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.missing = 3;
      if (byte === 0xf0) this.low = 0x90;
      else if (byte === 0xf4) this.high = 0x8f;
    } else return this.fault(byte, this.previous);
    this.begun = [[byte, this.previous]];
  }

  private breakOff(): void {
    for (const [byte, before] of this.begun) this.fault(byte, before);
    this.begun = [];
    this.missing = 0;
  }

  private fault(byte: number, before: number): void {
    if (this.faults++ === 0) this.first = byte;
    this.line.faults++;
    if (byte < 0xa0 && !USUAL.has(byte)) this.line.unusual++;
    const isAtHome = isOfAName(before) || AT_NUMBERS.has(byte);
    if (isAtHome) this.line.atHome++;
    this.open = !isAtHome;
  }
}

/** Letters a to z and digits, as names of users and items mix them. */
function isOfAName(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57);
}

/**
 * The encoding of a text by its first bytes: by its byte order mark where it has one, UTF-16 by the zeros that letters, digits and separators have in every
 * other byte, Windows-1252 where it is no UTF-8 and the bytes that say so are letters between letters.
 *
 * @param whole whether the bytes are all of the text
 */
export function guessEncoding(bytes: Uint8Array, whole: boolean): {encoding: Encoding; marked: boolean; first: number} {
  const found = (encoding: Encoding, marked: boolean, first = 0) => ({encoding, marked, first});
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return found("utf-16le", true);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return found("utf-16be", true);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return found("utf-8", true);
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, 4096) & ~1;
  for (let i = 0; i < looked; i++) if (bytes[i] === 0) zeros[i & 1]++;
  const [even, odd] = zeros.map((count) => (2 * count) / Math.max(looked, 1));
  if (looked >= 16 && odd > 0.2 && even < 0.02) return found("utf-16le", false);
  if (looked >= 16 && even > 0.2 && odd < 0.02) return found("utf-16be", false);
  const check = new Utf8Check();
  check.add(bytes);
  const {isWindows1252, first, faults, sequences} = check.finish(!whole);
  const other = faults > sequences ? guessOtherEncoding(bytes, whole) : null;
  if (other !== null) return found(other, false, first);
  return isWindows1252 ? found("windows-1252", false, first) : found("utf-8", false);
}

/** The character that a byte is in Windows-1252. */
function windows1252(byte: number): string {
  return byte >= 0x80 && byte < 0xa0 ? SIGNS[byte - 0x80] : String.fromCharCode(byte);
}

const AS_UTF8 = Array.from({length: 256}, (_, byte) => new TextEncoder().encode(windows1252(byte)));

/** A text's bytes as UTF-8, as they come. The byte order mark of UTF-16 is left out. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  if (encoding === "utf-8") {
    yield* chunks;
    return;
  }
  if (encoding === "windows-1252") {
    for await (const chunk of chunks) yield fromWindows1252(chunk);
    return;
  }
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  // half of a pair of surrogates waits for the other, which may be in the next piece
  const isMarked = encoding === "utf-16le" || encoding === "utf-16be";
  // what is no character there is none in UTF-8 either, so that its line is set aside
  const encoded = (text: string) => {
    const utf8 = encoder.encode(text);
    return isMarked || !text.includes("\ufffd") ? utf8 : withoutReplacements(utf8);
  };
  for await (const chunk of chunks) yield encoded(decoder.decode(chunk, {stream: true}));
  yield encoded(decoder.decode());
}

/** UTF-8 with a byte that is none in place of each U+FFFD. */
function withoutReplacements(utf8: Uint8Array): Uint8Array {
  let to = 0;
  for (let from = 0; from < utf8.length; from++) {
    if (utf8[from] === 0xef && utf8[from + 1] === 0xbf && utf8[from + 2] === 0xbd) {
      utf8[to++] = 0xff;
      from += 2;
    } else utf8[to++] = utf8[from];
  }
  return utf8.subarray(0, to);
}

function fromWindows1252(bytes: Uint8Array): Uint8Array {
  const utf8 = new Uint8Array(3 * bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte < 128) utf8[length++] = byte;
    else for (const part of AS_UTF8[byte]) utf8[length++] = part;
  }
  return utf8.subarray(0, length);
}

/** Bytes as text, whole. What is no character becomes U+FFFD; a byte order mark is left out. */
export function decoded(bytes: Uint8Array, encoding: Encoding): string {
  const utf8 = encoding === "windows-1252" ? fromWindows1252(bytes) : bytes;
  return new TextDecoder(encoding === "windows-1252" ? "utf-8" : encoding).decode(utf8);
}

/** What is said of an encoding other than UTF-8. @param first the first byte that is no UTF-8 */
export function encodingNotices(encoding: Encoding, marked: boolean, first: number): string[] {
  if (encoding === "utf-8") return [];
  if (encoding === "windows-1252")
    return [
      `it is no UTF-8 and is taken for Windows-1252, of which Latin-1 is a part: byte ${first.toString(16).toUpperCase()} is ${windows1252(first)}; where names look wrong, save it as UTF-8`
    ];
  if (encoding in OTHER_TITLES)
    return [
      `it is no UTF-8 and is taken for ${TITLES[encoding]}, whose letters its bytes are; where names look wrong, save it as UTF-8`
    ];
  return [`it is ${TITLES[encoding]}${marked ? "" : ", as every other byte of its beginning is zero"}, and is decoded`];
}
