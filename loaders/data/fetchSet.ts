import {createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync} from "node:fs";
import {basename, join} from "node:path";
import {pipeline} from "node:stream/promises";
import {UserError} from "../../src/lib/core/errors.js";
import {fileError} from "../tools/contents.js";
import {withLock} from "../tools/withLock.js";
import {checksum} from "./checksum.js";
import {download, type DownloadOptions, type TransferProgress} from "./download.js";
import {isAddress, RAW} from "./findSet.js";
import type {PublishedFile, PublishedPart, PublishedSet} from "../../src/lib/sources/publishedSets.js";
import {unpackMember} from "./unpackMember.js";

export interface FetchOptions extends Pick<DownloadOptions, "idleMs" | "attempts" | "pauseMs"> {
  /** A folder, or an address under which the same folders stand; the publisher's own address by default. */
  readonly mirror?: string;
  readonly raw?: string;
  readonly onProgress?: (file: string, progress: TransferProgress) => void;
}

/** What became of one part of a data set. */
export interface FetchedPart {
  readonly part: PublishedPart;
  /** Null where an optional part is not to be had. */
  readonly file: PublishedFile | null;
  readonly path: string | null;
  readonly already: boolean;
}

/**
 * Puts a data set into `data/raw/<name>/`, each file under a temporary name until its checksum is found right. A file that is there and right
 * is left alone. Throws `UserError` where a needed part cannot be had or is not what it should be.
 */
export async function fetchSet(set: PublishedSet, options: FetchOptions = {}): Promise<FetchedPart[]> {
  const {mirror, raw = RAW} = options;
  if (mirror !== undefined && !isAddress(mirror) && !existsSync(mirror)) {
    throw new UserError(`there is no mirror ${mirror}`, "name a folder, or an address that begins with https://");
  }
  const folder = join(raw, set.name);
  const official = set.parts.some(({forms}) => forms.some((file) => file.official !== undefined));
  if (mirror === undefined && !official && !(await hereAndRight(set.parts[0], folder))) {
    throw new UserError(
      `${set.name} has no address that serves it to everyone`,
      `${set.byHand ?? `see ${set.page}`}, or name a folder that has it with --mirror DIR`
    );
  }
  try {
    mkdirSync(folder, {recursive: true});
  } catch (error) {
    throw fileError(error, folder);
  }
  return withLock(join(folder, ".lock"), async () => {
    const fetched: FetchedPart[] = [];
    for (const part of set.parts) fetched.push(await fetchPart(part, folder, options));
    return fetched;
  });
}

async function hereAndRight(part: PublishedPart, folder: string): Promise<PublishedFile | null> {
  for (const file of part.forms) {
    const path = join(folder, file.name);
    if (statSync(path, {throwIfNoEntry: false})?.size === file.bytes && (await isRight(path, file))) return file;
  }
  return null;
}

async function fetchPart(part: PublishedPart, folder: string, options: FetchOptions): Promise<FetchedPart> {
  const here = await hereAndRight(part, folder);
  if (here !== null) return {part, file: here, path: join(folder, here.name), already: true};
  const {mirror} = options;
  for (const file of part.forms) {
    const path = join(folder, file.name);
    const temporary = `${path}.part`;
    if (mirror === undefined) {
      if (file.official === undefined) continue;
      await fromPublisher(file.official, temporary, file, options);
    } else if (isAddress(mirror)) {
      const url = `${mirror.replace(/\/+$/, "")}/${file.mirror.split("/").map(encodeURIComponent).join("/")}`;
      if (!(await hasAddress(url, options))) continue;
      await download(url, temporary, {
        ...options,
        bytes: file.bytes,
        onProgress: (p) => options.onProgress?.(file.name, p)
      });
    } else {
      const source = join(mirror, ...file.mirror.split("/"));
      if (!existsSync(source)) continue;
      await copy(source, temporary, (received) =>
        options.onProgress?.(file.name, {received, resumed: 0, total: file.bytes})
      );
    }
    await checkAndRename(temporary, path, file, mirror ?? file.official!.url);
    return {part, file, path, already: false};
  }
  if (!part.needed) return {part, file: null, path: null, already: false};
  throw new UserError(
    `${mirror} has none of ${part.forms.map((file) => file.mirror).join(", ")}`,
    "a mirror is laid out as data/README.md says; check that this is its top folder"
  );
}

async function fromPublisher(
  {url, member}: NonNullable<PublishedFile["official"]>,
  temporary: string,
  {name, bytes}: PublishedFile,
  options: FetchOptions
): Promise<void> {
  if (member === undefined) {
    return download(url, temporary, {...options, bytes, onProgress: (p) => options.onProgress?.(name, p)});
  }
  const archive = `${temporary}.zip`;
  await download(url, archive, {
    ...options,
    onProgress: (p) => options.onProgress?.(basename(new URL(url).pathname), p)
  });
  try {
    await unpackMember(archive, member, temporary);
  } finally {
    // unpacked, or damaged beyond resuming: either way of no further use
    rmSync(archive, {force: true});
  }
}

async function copy(from: string, to: string, onBytes: (received: number) => void): Promise<void> {
  let received = 0;
  const count = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      yield chunk;
      onBytes((received += chunk.length));
    }
  };
  try {
    await pipeline(createReadStream(from), count, createWriteStream(to));
  } catch (error) {
    const writing = /^(?:ENOSPC|EDQUOT|EROFS)$/.test((error as NodeJS.ErrnoException).code ?? "");
    throw fileError(error, writing ? to : from);
  }
}

/** Whether a mirror has a file at all, so that another form can be tried. */
async function hasAddress(url: string, {idleMs = 30_000}: FetchOptions): Promise<boolean> {
  try {
    const {status} = await fetch(url, {method: "HEAD", signal: AbortSignal.timeout(idleMs)});
    return status !== 404 && status !== 410;
  } catch {
    return true; // whatever is wrong, the download says it better
  }
}

async function isRight(path: string, file: PublishedFile): Promise<boolean> {
  return (await checksum(path, file.checksum.algorithm)) === file.checksum.value;
}

async function checkAndRename(temporary: string, path: string, file: PublishedFile, from: string): Promise<void> {
  const {algorithm, value} = file.checksum;
  const found = await checksum(temporary, algorithm);
  if (found !== value) {
    const {size} = statSync(temporary);
    rmSync(temporary);
    const cause =
      size === file.bytes
        ? `${algorithm} ${found}, not ${value}`
        : `${size.toLocaleString("en-US")} bytes, not ${file.bytes.toLocaleString("en-US")}`;
    throw new UserError(
      `${file.name} from ${from} is not the published file: ${cause}`,
      "it was removed; fetch it again, or from elsewhere"
    );
  }
  try {
    renameSync(temporary, path);
  } catch (error) {
    throw fileError(error, path);
  }
}
