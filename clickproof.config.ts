import {defineConfig} from "./loaders/cli/config.js";

/** Options of `npm run pipeline`, here with their defaults; flags of the command line win over them. */
export default defineConfig({
  // what: the generated shop, a real data set by its name ("npm run data -- list"), or a path to a log of your own
  source: "shop",
  // profile: "tiny", "paper" (the default), "medium", "large", "paper-2" or "retailrocket"; and seed, 1 by default: of the generated shop only
  // shop: ["tasteShare=0.7", "drift=season start=30 size=0.5"]: options of the generated shop, as --shop takes them

  // a pause longer than this starts a new session
  gapMinutes: 30
  // sessions: "gap" or "own"; by default what the source says of itself

  // target: what models are to predict, "purchase-this-session" by default; npm run pipeline -- --help lists them

  // split: "date 70/15/15" by default, and for a log of one day "user 70/15/15 seed 1"; or "months", "random 70/15/15 seed 1", "windows 5"

  // map: "user=visitor, time=ts, event.click=view" corrects the guess of what the columns of your own log stand for
  // threads: one a core; memoryLimit: most of the machine's; mirror: no folder of downloaded logs
});
