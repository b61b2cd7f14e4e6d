import {md5} from "@noble/hashes/legacy.js";
import {sha256} from "@noble/hashes/sha2.js";
import {bytesToHex} from "@noble/hashes/utils.js";
import {PUBLISHED_SETS, type PublishedFile, type PublishedPart, type PublishedSet} from "./publishedSets.js";

/** A file of a published data set. */
export interface RecognisedFile {
  readonly set: Pick<PublishedSet, "name" | "title" | "licence" | "attribution" | "page">;
  readonly part: Pick<PublishedPart, "what" | "needed">;
  readonly file: Pick<PublishedFile, "name">;
}

/** What is needed of a file. */
interface Bytes {
  readonly size: number;
  stream(): ReadableStream<Uint8Array>;
}

/**
 * Which published file this is by its bytes, whatever it is called; null for any other. Only a file that is as long as a published one is read. Throws what
 * reading the file throws.
 */
export async function recognisePublished(
  file: Bytes,
  sets: readonly PublishedSet[] = PUBLISHED_SETS
): Promise<RecognisedFile | null> {
  const candidates = sets.flatMap((set) =>
    set.parts.flatMap((part) => part.forms.filter(({bytes}) => bytes === file.size).map((file) => ({set, part, file})))
  );
  if (candidates.length === 0) return null;
  const hashes = {sha256: sha256.create(), md5: md5.create()};
  const algorithms = [...new Set(candidates.map(({file}) => file.checksum.algorithm))];
  const reader = file.stream().getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    for (const algorithm of algorithms) hashes[algorithm].update(value);
  }
  const found = Object.fromEntries(
    algorithms.map((algorithm) => [algorithm, bytesToHex(hashes[algorithm].digest())] as const)
  );
  const match = candidates.find(({file: {checksum}}) => found[checksum.algorithm] === checksum.value);
  if (match === undefined) return null;
  const {set, part} = match;
  return {
    set: {name: set.name, title: set.title, licence: set.licence, attribution: set.attribution, page: set.page},
    part: {what: part.what, needed: part.needed},
    file: {name: match.file.name}
  };
}
