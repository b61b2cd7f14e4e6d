import {basename} from "node:path";
import {contentSha256} from "../tools/contents.js";
import {checksum} from "./checksum.js";
import {findSet} from "./findSet.js";

/**
 * One line for whoever runs a file under a data set's name that is none of its published ones, gzipped or not; undefined where it is one. Figures of such a
 * file are its own.
 */
export async function unpublishedNote(set: string, path: string): Promise<string | undefined> {
  const sha256 = await contentSha256(path);
  for (const {checksum: published} of findSet(set).parts.flatMap(({forms}) => forms)) {
    const found = published.algorithm === "sha256" ? sha256 : await checksum(path, published.algorithm);
    if (found === published.value) return undefined;
  }
  return `${basename(path)} is no file that ${set} is published as: its SHA-256 is ${sha256}`;
}
