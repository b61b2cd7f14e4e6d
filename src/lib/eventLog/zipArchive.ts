import {UserError} from "../core/errors.js";
import {crc32} from "./crc32.js";
import {sliceOf, type LogFile} from "./logFile.js";

/** A file within a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Where its local header begins in the archive. */
  readonly at: number;
  /** Bytes in the archive, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** 0: stored; 8: deflated. */
  readonly method: number;
  readonly crc: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end of the central directory, with the longest comment. */
const LONGEST_END = 22 + 0xffff;
/** Where a number stands at its largest, the archive is of the kind for more than 4 GB or 65,535 files. */
const ZIP64 = [0xffff, 0xffffffff];
/** Bytes that are read at once. */
const PIECE = 1 << 20;

/**
 * The files in a zip archive, from its central directory: no folders, and nothing that a Mac adds. Throws `UserError` for an archive that is damaged, encrypted, or
 * larger than the plain format can be.
 */
export async function zipEntries(file: LogFile): Promise<ZipEntry[]> {
  const from = Math.max(0, file.size - LONGEST_END);
  const tail = new DataView(await sliceOf(file, from, file.size));
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw damaged(file, "its directory is missing");
  const count = tail.getUint16(end + 10, true);
  const bytes = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (ZIP64.includes(count) || ZIP64.includes(bytes) || ZIP64.includes(start)) throw zip64(file);
  if (start + bytes > from + end) throw damaged(file, "its directory does not fit");
  const directory = new DataView(await sliceOf(file, start, start + bytes));
  const entries: ZipEntry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== CENTRAL)
      throw damaged(file, "its directory ends early");
    const [flags, method] = [directory.getUint16(at + 8, true), directory.getUint16(at + 10, true)];
    const [crc, packed, size] = [16, 20, 24].map((offset) => directory.getUint32(at + offset, true));
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => directory.getUint16(at + offset, true));
    const local = directory.getUint32(at + 42, true);
    if (at + 46 + nameLength > directory.byteLength) throw damaged(file, "its directory ends early");
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, nameLength));
    at += 46 + nameLength + extra + comment;
    if (name.endsWith("/") || /(^|\/)(__MACOSX\/|\.DS_Store$)/.test(name)) continue;
    if ([packed, size, local].some((number) => ZIP64.includes(number) && number !== 0xffff)) throw zip64(file);
    if (flags & 1)
      throw new UserError(`${file.name} is an encrypted zip archive`, "unpack it with its password, and give the file");
    if (method !== 0 && method !== 8)
      throw new UserError(`${file.name} is a zip archive packed by method ${method}`, "unpack it, and give the file");
    entries.push({name: name.replace(/[\u0000-\u001f\u007f]/g, " "), at: local, packed, size, method, crc});
  }
  return entries;
}

/**
 * The bytes of one file of an archive. Throws `UserError` where they are damaged or cut short: their length and checksum are held against the
 * directory's, but only the last piece can tell.
 */
export async function* unzipped(file: LogFile, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const head = new DataView(await sliceOf(file, entry.at, entry.at + 30));
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL)
    throw damaged(file, `${entry.name} is not where it should be`);
  const start = entry.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const end = start + entry.packed;
  if (end > file.size) throw damaged(file, "it is cut short");
  let at = start;
  const packed = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at >= end) return controller.close();
      const to = Math.min(at + PIECE, end);
      controller.enqueue(new Uint8Array(await sliceOf(file, at, to)));
      at = to;
    }
  });
  const stream =
    entry.method === 0
      ? packed
      : packed.pipeThrough(
          new DecompressionStream("deflate-raw") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>
        );
  const reader = stream.getReader();
  let crc = 0;
  let size = 0;
  try {
    for (;;) {
      const {done, value} = await reader.read().catch((error: unknown) => {
        throw error instanceof UserError ? error : damaged(file, `${entry.name} cannot be unpacked`);
      });
      if (done) break;
      crc = crc32(crc, value);
      size += value.length;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged(file, `${entry.name} is not what its checksum says`);
}

function damaged({name}: LogFile, why: string): UserError {
  return new UserError(
    `${name} is a zip archive that is damaged (${why})`,
    "make or fetch it anew, or unpack it first"
  );
}

function zip64({name}: LogFile): UserError {
  return new UserError(`${name} is a zip archive in zip64, for more than 4 GB`, "unpack it, and give the file");
}
