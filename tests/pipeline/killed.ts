/** A run of the pipeline in a process of its own, which kills itself at its n-th change of the file system where that is asked for. */
import fs from "node:fs";
import {syncBuiltinESMExports} from "node:module";
import type {PipelineOptions} from "../../loaders/pipeline/pipeline.js";

const [options, killAt] = process.argv.slice(2);
let changes = 0;
const patched = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const name of ["renameSync", "writeFileSync", "rmSync", "appendFileSync", "mkdirSync"]) {
  const change = patched[name];
  patched[name] = (...args) => {
    if (++changes === Number(killAt)) {
      // in the middle of a file that is written, which is where half of it would be there
      const [file, text] = args;
      if (name === "writeFileSync" || name === "appendFileSync")
        change(file, String(text).slice(0, Math.ceil(String(text).length / 2)));
      process.kill(process.pid, "SIGKILL");
    }
    return change(...args);
  };
}
syncBuiltinESMExports();
const {runPipeline} = await import("../../loaders/pipeline/pipeline.js");
process.stdout.write("begins\n");
await runPipeline(JSON.parse(options) as PipelineOptions);
process.stdout.write(`${changes} changes\n`);
