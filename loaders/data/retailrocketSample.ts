import {existsSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {RETAILROCKET_SAMPLE_SHA256} from "../../src/lib/sources/publishedSets.js";
import {contentSha256} from "../tools/contents.js";

/** The path of the public sample of RetailRocket's events, all events of 5,000 visitors, whether or not the whole log is there too. Throws `UserError` where it is not, or is another file. */
export async function retailrocketSample(mirror = process.env.CLICKPROOF_DATA_MIRROR): Promise<string> {
  const folders = [join("data", "raw"), ...(mirror === undefined ? [] : [mirror])];
  const path = folders
    .map((folder) => join(folder, "retailrocket", "sample_events.csv"))
    .find((file) => existsSync(file));
  if (path === undefined)
    throw new UserError(
      `RetailRocket's sample_events.csv is in none of ${folders.join(", ")}`,
      "get it with npm run data -- fetch retailrocket --mirror DIR, or name a folder with CLICKPROOF_DATA_MIRROR"
    );
  const found = await contentSha256(path);
  if (found !== RETAILROCKET_SAMPLE_SHA256)
    throw new UserError(`${path} has another content than the public sample`, "get the published file");
  return path;
}
