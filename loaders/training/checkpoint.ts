import {mkdirSync, readFileSync, rmSync} from "node:fs";
import {dirname, join} from "node:path";
import {deserialize, serialize} from "node:v8";
import type {TrainingState} from "../../src/lib/nn/trainer.js";
import {UserError} from "../../src/lib/core/errors.js";
import {BUILT} from "../pipeline/pipeline.js";
import {hashOf} from "../tools/files.js";
import {writeWhole} from "./train.js";

/** Where checkpoints are until their training is done. */
export const CHECKPOINTS = join(BUILT, "checkpoints");

/** The last epoch of a training that may be ended at any moment. */
export interface Checkpoint {
  /** To go on from; undefined where there is none. Throws `UserError` for a file that is no checkpoint. */
  read(): TrainingState | undefined;
  write(state: TrainingState): void;
  /** When the training is done. */
  drop(): void;
}

/**
 * A checkpoint in a file of its own. `of` is all that the training depends on, as JSON: rows, options and code; another
 * training, or the same after a change of the code, does not go on from it.
 */
export function checkpoint(name: string, of: unknown, folder = CHECKPOINTS): Checkpoint {
  const key = hashOf([new TextEncoder().encode(JSON.stringify(of))]);
  const file = join(folder, `${name}-${key.slice(0, 12)}.checkpoint`);
  return {
    read() {
      let bytes: Uint8Array;
      try {
        bytes = readFileSync(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
      try {
        return deserialize(bytes) as TrainingState;
      } catch {
        throw new UserError(`${file} is no checkpoint`, "take it away; the training then starts anew");
      }
    },
    write(state) {
      mkdirSync(dirname(file), {recursive: true});
      writeWhole(file, serialize(state));
    },
    drop: () => rmSync(file, {force: true})
  };
}
