import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

/** Where outputs, runs and checkpoints go; git ignores it. */
export const BUILT = join(dirname(fileURLToPath(import.meta.url)), "../../data/built");
