import {html} from "htl";
import type {RerunProgress} from "../../browser/rerunWorker.js";
import {STAGES} from "../../lib/pipeline/stages.js";
import {bytes, duration, percent} from "../format.js";

export interface Phases {
  readonly element: HTMLElement;
  /** Draws what the worker reports. */
  show(reply: RerunProgress): void;
  reset(): void;
}

const INPUT: Readonly<Record<"shop" | "own", Readonly<Record<string, string>>>> = {
  shop: {
    generate: "Generate the shop",
    engine: "Fetch and start DuckDB",
    load: "Load the events into DuckDB"
  },
  own: {
    engine: "Fetch DuckDB, open your log",
    hashed: "Hash the tables of the first run",
    read: "Hash the rows of the log again"
  }
};

const STAGE_LABELS: Readonly<Record<string, string>> = {
  clean: "Clean, and hash",
  sessionize: "Sessionize, and hash",
  sessions: "Count each session, and hash",
  split: "Split, and hash"
};

/** One line with a bar for each phase of a run. Their height is the same before, during and after it. */
export function phases(of: "shop" | "own" = "shop"): Phases {
  const lines = new Map(
    Object.entries({...INPUT[of], ...STAGE_LABELS}).map(([name, label]) => {
      const bar = html`<progress max="1" value="0" aria-label=${label}></progress>` as HTMLProgressElement;
      const time = html`<span class="rerun-time"></span>` as HTMLElement;
      return [name, {bar, time, element: html`<li><span>${label}</span>${bar}${time}</li>`}];
    })
  );
  const set = (name: string, share: number, text: string) => {
    const line = lines.get(name);
    if (line === undefined) return;
    line.bar.value = share;
    line.time.textContent = text;
  };
  return {
    element: html`<ol class="rerun-phases">
      ${[...lines.values()].map(({element}) => element)}
    </ol>` as HTMLElement,
    reset: () => {
      for (const name of lines.keys()) set(name, 0, "");
    },
    show(reply) {
      if (reply.kind === "generate") set("generate", reply.share, percent(reply.share, 0));
      if (reply.kind === "generated") set("generate", 1, duration(reply.ms));
      // the last step, from bytes to a running database, has no measure
      if (reply.kind === "download") set("engine", 0.8 * (reply.loaded / reply.total), bytes(reply.loaded));
      if (reply.kind === "started") set("engine", 1, duration(reply.ms));
      if (reply.kind === "hashed") set("hashed", reply.share, duration(reply.ms));
      if (reply.kind === "loaded") set("load", 1, duration(reply.ms));
      if (reply.kind === "stage") {
        const {stage, phase, run} = reply.progress;
        // hashes of the first run that were made before are kept
        if (stage === "read" && phase === "run") set("hashed", 1, lines.get("hashed")?.time.textContent || "kept");
        if (stage === STAGES[0].name) return; // its hash is the input's, made with the stages
        set(stage, {run: 0.1, hash: 0.5, done: 1}[phase], run === undefined ? "" : duration(run.ms + run.hashMs));
      }
    }
  };
}
