import type {TestProject} from "vitest/node";
import {findChromium, serveChromium} from "../../loaders/tools/chromium.js";
import {serve} from "../../loaders/build/serve.js";
import {FOLDER, PREFIX} from "./place.js";

/** As GitHub Pages has it: a page that is opened again takes from the browser what it had. */
const MAX_AGE_SECONDS = 600;

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one Chromium of all site tests is reached. */
    chromium: string;
    /** Where the built site stands as GitHub Pages serves it. */
    siteUrl: string;
    /** Where it stands with the headers that keep a site apart from others. */
    isolatedUrl: string;
  }
}

/** Starts one Chromium and one server of each kind for all files of site tests, and ends them with the last one. */
export default async function ({provide}: TestProject): Promise<() => Promise<void>> {
  const executable = findChromium();
  if (executable === null) throw new Error("there is no Chromium; name one in CLICKPROOF_CHROMIUM");
  const [browser, site, isolated] = await Promise.all([
    serveChromium(executable),
    serve(FOLDER, {prefix: PREFIX, maxAgeSeconds: MAX_AGE_SECONDS}),
    serve(FOLDER, {prefix: PREFIX, maxAgeSeconds: MAX_AGE_SECONDS, isolated: true})
  ]);
  provide("chromium", browser.wsEndpoint());
  provide("siteUrl", site.url);
  provide("isolatedUrl", isolated.url);
  return async () => {
    await browser.close();
    await Promise.all([site.close(), isolated.close()]);
  };
}
