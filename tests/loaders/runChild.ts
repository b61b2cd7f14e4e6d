/** A run in a process of its own: `killed` in the middle, `left` by `process.exit`, thrown out of by `bug`, or `whole`, `count` times. */
import {openRun, recordRun} from "../../loaders/runs/runStore.js";

const [store, how, count = "1"] = process.argv.slice(2);
if (how === "bug")
  await recordRun(
    {command: "study"},
    async () => {
      throw new Error("a bug");
    },
    store
  ).catch(() => {});
else
  for (let k = 0; k < Number(count); k++) {
    const run = await openRun({command: "train", parameters: {k}, seed: k}, store);
    run.log(`\x1b[Kstep ${k}\nsecond line`);
    run.metrics([{name: "AUC", value: 0.7, low: 0.6, high: 0.8, n: 10, baseline: {name: "coin", value: 0.5}}]);
    run.artefact("models/a.onnx", new Uint8Array([1, 2, 3]));
    if (how === "killed") process.kill(process.pid, "SIGKILL");
    if (how === "left") process.exit(3);
    run.finish();
  }
