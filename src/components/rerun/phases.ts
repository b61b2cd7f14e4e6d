import {html} from "htl";
import type {RerunReply} from "../../browser/rerunWorker.js";
import {STAGES} from "../../lib/pipeline/stages.js";
import {bytes, duration, percent} from "../format.js";

export interface Phases {
  readonly element: HTMLElement;
  /** Draws what the worker reports. */
  show(reply: RerunReply): void;
  reset(): void;
}

const LABELS: Readonly<Record<string, string>> = {
  generate: "Generate the shop",
  engine: "Fetch and start DuckDB",
  load: "Load the events into DuckDB",
  clean: "Clean, and hash",
  sessionize: "Sessionize, and hash",
  sessions: "Count each session, and hash",
  split: "Split, and hash"
};

/** One line with a bar for each phase of a run. Their height is the same before, during and after it. */
export function phases(): Phases {
  const lines = new Map(
    Object.entries(LABELS).map(([name, label]) => {
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
      if (reply.kind === "loaded") set("load", 1, duration(reply.ms));
      if (reply.kind === "stage") {
        const {stage, phase, run} = reply.progress;
        if (stage === STAGES[0].name) return; // its hash is the input's, made with the stages
        set(stage, {run: 0.1, hash: 0.5, done: 1}[phase], run === undefined ? "" : duration(run.ms + run.hashMs));
      }
    }
  };
}
