import {UserError} from "../../src/lib/core/errors.js";
import {checksum} from "./checksum.js";
import {filesHere, findSet} from "./findSet.js";

/**
 * The path of one file of a data set, as fetched or in the mirror that `CLICKPROOF_DATA_MIRROR` names, with the
 * published checksum. Throws `UserError` where it is not here or not that file: a result of a study must come from the
 * very bytes that its key names.
 */
export async function checkedFile(set: string, name: string): Promise<string> {
  const found = filesHere(findSet(set), {mirror: process.env.CLICKPROOF_DATA_MIRROR}).find(
    (one) => one.file.name === name
  );
  if (found === undefined)
    throw new UserError(
      `${name} of ${set} is not here`,
      `fetch it with npm run data -- fetch ${set}, or name a mirror in CLICKPROOF_DATA_MIRROR`
    );
  const {algorithm, value} = found.file.checksum;
  const bytes = await checksum(found.path, algorithm);
  if (bytes !== value) throw new UserError(`${found.path} has the checksum ${bytes}, not ${value}`, "fetch it again");
  return found.path;
}

/** The published checksums of some files of a data set, as a study names its inputs. */
export function inputsOf(set: string, names: readonly string[]): Readonly<Record<string, string>> {
  const files = findSet(set).parts.flatMap(({forms}) => forms);
  return Object.fromEntries(
    names.map((name) => {
      const file = files.find((one) => one.name === name);
      if (file === undefined) throw new RangeError(`no file ${name} in ${set}`);
      return [name, file.checksum.value];
    })
  );
}
