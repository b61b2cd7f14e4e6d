import type {Clicked, Recommended, RecommendQuestion} from "../../src/browser/recommendWorker.js";
import {openWorkerClient} from "../../src/browser/workerClient.js";
import {random} from "../../src/lib/core/random.js";
import type {ClickLog} from "../../src/lib/recommend/clickLog.js";
import {LISTED} from "../../src/lib/reports/explorerModels.js";

/** What clicks took in this tab, of one model. */
export interface ClicksInTab {
  readonly id: string;
  /** From asking the explorer's worker to its answer, milliseconds, a click each. */
  readonly ms: readonly number[];
}

const [SESSIONS, LENGTH, VISITS, VISIT] = [60_000, 4, 12, 10];
const MINUTE_MS = 60_000;

/** Sessions of four clicks on so many items, of which a few are clicked most. */
function madeLog(items: number, item: () => number): ClickLog {
  const clicks = SESSIONS * LENGTH;
  return {
    sequences: {
      offsets: Int32Array.from({length: SESSIONS + 1}, (_, s) => s * LENGTH),
      items: Int32Array.from({length: clicks}, item),
      timesMs: Float64Array.from({length: clicks}, (_, i) => Math.floor(i / LENGTH) * MINUTE_MS + (i % LENGTH) * 1000)
    },
    itemIds: Int32Array.from({length: items}, (_, k) => k),
    names: [],
    category: new Int32Array(items).fill(-1),
    categories: [],
    outcomes: new Uint8Array(SESSIONS)
  };
}

/** Asks the worker of the session explorer click by click, one model at a time; the files of networks are named by their ids. */
async function clicks(models: readonly string[], networks: readonly string[], items: number): Promise<ClicksInTab[]> {
  const {ask, end} = openWorkerClient<RecommendQuestion>(
    new Worker(new URL("./recommendWorker.js", location.href), {type: "module"})
  );
  const source = random(1);
  const item = () => Math.floor(items ** source.uniform()) - 1;
  await ask({kind: "open", log: {kind: "own", clicks: madeLog(items, item)}, summed: false});
  for (const id of networks) {
    const file = new Uint8Array(await (await fetch(`./${id}.onnx`)).arrayBuffer());
    await ask({kind: "network", id, file});
  }
  const found: ClicksInTab[] = [];
  for (const id of [...models, ...networks]) {
    const ms: number[] = [];
    const recommend = (clicked: Clicked) =>
      ask<Recommended>({kind: "recommend", clicked, models: [id], top: LISTED, seen: true});
    for (let visit = 0; visit < VISITS; visit++) {
      const clicked: number[] = [];
      while (clicked.length < VISIT) {
        clicked.push(item());
        const start = performance.now();
        const {answers} = await recommend({kind: "own", items: [...clicked]});
        // the first visit fits the model and compiles
        if (visit > 0) ms.push(performance.now() - start);
        if (answers.length !== 1 || answers[0].id !== id) throw new Error(`${id} did not answer`);
      }
    }
    found.push({id, ms});
  }
  end(new Error("done"));
  return found;
}

Object.assign(window, {clicks});
