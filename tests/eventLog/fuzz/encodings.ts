import {gzipSync, strToU8, zipSync} from "fflate";

export const ENCODINGS = ["utf-8", "utf-8 with mark", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What Windows-1252 has between 0x80 and 0x9f; the rest is as in Unicode. */
const HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Whether Windows-1252 has every character of a text, and one that is no ASCII, so that it can be told from UTF-8. */
export function fitsWindows1252(text: string): boolean {
  let beyond = false;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code < 0x80) continue;
    beyond = true;
    if (!((code >= 0xa0 && code <= 0xff) || (HIGH.includes(letter) && !(code >= 0x80 && code < 0xa0)))) return false;
  }
  return beyond;
}

export function encoded(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case "utf-8":
      return strToU8(text);
    case "utf-8 with mark":
      return strToU8(`\ufeff${text}`);
    case "utf-16le":
    case "utf-16be": {
      const marked = `\ufeff${text}`;
      const bytes = new Uint8Array(2 * marked.length);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < marked.length; i++) view.setUint16(2 * i, marked.charCodeAt(i), encoding === "utf-16le");
      return bytes;
    }
    case "windows-1252":
      return Uint8Array.from(text, (letter) => {
        const code = letter.charCodeAt(0);
        return code < 0x80 || code >= 0xa0 ? (code <= 0xff ? code : 0x80 + HIGH.indexOf(letter)) : code;
      });
  }
}

export type Packing = "plain" | "gzip" | "zip";

/** A file's bytes as they lie on a disk; the same each time. */
export function packed(name: string, bytes: Uint8Array, packing: Packing): {name: string; bytes: Uint8Array} {
  if (packing === "gzip") return {name: `${name}.gz`, bytes: gzipSync(bytes, {mtime: 0})};
  if (packing === "zip")
    return {name: `${name}.zip`, bytes: zipSync({[name]: [bytes, {mtime: new Date(2024, 0, 1, 12)}]})};
  return {name, bytes};
}
