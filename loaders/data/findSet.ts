import {existsSync, statSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {UsageError} from "../../src/lib/core/errors.js";
import {nearest} from "../cli/parseFlags.js";
import {
  PUBLISHED_SETS,
  type PublishedFile,
  type PublishedPart,
  type PublishedSet
} from "../../src/lib/sources/publishedSets.js";

/** Where fetched files lie, a folder for each data set; git ignores it. */
export const RAW = join(dirname(fileURLToPath(import.meta.url)), "../../data/raw");

/** Throws `UsageError` for a name that no data set has. */
export function findSet(name: string): PublishedSet {
  const set = PUBLISHED_SETS.find((one) => one.name === name);
  if (set !== undefined) return set;
  const names = PUBLISHED_SETS.map((one) => one.name);
  throw new UsageError(
    `there is no data set ${JSON.stringify(name)}; did you mean ${nearest(name, names)}? There are ${names.join(", ")}`
  );
}

/** Whether a mirror is an address and not a folder. */
export function isAddress(mirror: string): boolean {
  return /^https?:\/\//i.test(mirror);
}

/** A file of a data set that is here. */
export interface FoundFile {
  readonly part: PublishedPart;
  readonly file: PublishedFile;
  readonly path: string;
  readonly bytes: number;
}

export interface Places {
  /** `data/raw` of the project by default. */
  readonly raw?: string;
  /** A folder laid out as a mirror, or an address, in which nothing is looked for here. */
  readonly mirror?: string;
  /** Whether the mirror comes first: someone asked about it. */
  readonly mirrorFirst?: boolean;
}

/** The files of a data set that are here, at most one for each part: what was fetched, then what a mirror has. */
export function filesHere(set: PublishedSet, {raw = RAW, mirror, mirrorFirst = false}: Places = {}): FoundFile[] {
  return set.parts.flatMap((part) => {
    const fetched = part.forms.map((file) => ({part, file, path: join(raw, set.name, file.name)}));
    const mirrored =
      mirror === undefined || isAddress(mirror)
        ? []
        : part.forms.map((file) => ({part, file, path: join(mirror, ...file.mirror.split("/"))}));
    const places = mirrorFirst ? [...mirrored, ...fetched] : [...fetched, ...mirrored];
    const found = places.find(({path}) => existsSync(path) && statSync(path).isFile());
    return found === undefined ? [] : [{...found, bytes: statSync(found.path).size}];
  });
}
