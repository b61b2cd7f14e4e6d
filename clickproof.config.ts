import {defineConfig} from "./loaders/config.js";

/** Options of `npm run pipeline`, here with their defaults; flags of the command line win over them. */
export default defineConfig({
  // what: the generated shop, "eshop-clothing", or a path to a file in its format
  source: "shop",
  // profile: "tiny" or "paper", the default; and seed, 1 by default: of the generated shop only, so other sources leave them out

  // a pause longer than this starts a new session
  gapMinutes: 30,
  // sessions: "gap" or "own"; by default what the source says of itself

  // or "months", "user 70/15/15 seed 1", "random 70/15/15 seed 1", "windows 5"
  split: "date 70/15/15"

  // threads: one a core; memoryLimit: most of the machine's; mirror: no folder of downloaded logs
});
