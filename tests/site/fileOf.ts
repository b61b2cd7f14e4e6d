import {buffer} from "node:stream/consumers";
import type {Download} from "playwright-core";

/** What was downloaded; the browser may be another process's, so that it has no path here. */
export async function fileOf(download: Download): Promise<Buffer> {
  return buffer(await download.createReadStream());
}
