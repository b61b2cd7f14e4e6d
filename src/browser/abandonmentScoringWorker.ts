import {UserError} from "../lib/core/errors.js";
import {readOnnxGraph} from "../lib/onnx/readOnnxGraph.js";
import {rawColumns, rawEvents} from "../lib/sequence/rawEvents.js";
import type {SessionEncoder} from "../lib/sequence/sessionEncoder.js";
import type {SessionSequences} from "../lib/sequence/sessionSequences.js";
import type {SessionTarget} from "../lib/sequence/sessionTargets.js";
import {sequencesFromJson, type SequencesJson} from "../lib/sequence/sequencesJson.js";
import {withoutOneEvent} from "../lib/sequence/withoutOneEvent.js";
import type {Scorer} from "../lib/onnx/runtimes/scorer.js";
import {answerQuestions} from "./answerQuestions.js";
import {browserRuntimes} from "./latencyRuntimes.js";

/** A module worker: says after each event of a session what a network's ONNX file says of the events so far. */
export type ScoringQuestion =
  | {readonly kind: "open"; readonly file: Uint8Array; readonly sequences: SequencesJson}
  /** The first so many events of a session alone are shown to the network. */
  | {readonly kind: "score"; readonly session: number; readonly events: number}
  /** The first so many events of a session, two at least, once without each of them. */
  | {readonly kind: "without"; readonly session: number; readonly events: number};

export interface ScoredPrefix {
  /** What it says after each of the events, events × targets, row-major. */
  readonly probabilities: Float32Array;
  /** What the call took, in which the network makes numbers of the events and scores them. */
  readonly ms: number;
}

let open: {
  readonly encoder: SessionEncoder;
  readonly scorer: Scorer;
  readonly sequences: SessionSequences;
  /** Events × columns. */
  readonly raw: Float32Array;
  readonly columns: number;
};

answerQuestions<ScoringQuestion>(async (question): Promise<readonly SessionTarget[] | ScoredPrefix | Float32Array> => {
  if (question.kind === "open") return start(question.file, question.sequences);
  const {scorer, sequences, raw, columns} = open;
  const {session, events} = question;
  if (question.kind === "without") return scoreWithout(session, events);
  const first = sequences.from[session];
  const data = raw.slice(first * columns, (first + events) * columns);
  const from = performance.now();
  const probabilities = await scorer.score({events: {data, shape: [1, events, columns]}});
  return {probabilities, ms: performance.now() - from};
});

/** The last word on each of the shortened sessions, events × targets, row-major. */
async function scoreWithout(session: number, events: number): Promise<Float32Array> {
  const {scorer, encoder, sequences, columns} = open;
  const data = rawEvents(encoder, withoutOneEvent(sequences, session, events));
  const said = await scorer.score({events: {data, shape: [events, events - 1, columns]}});
  const targets = said.length / (events * (events - 1));
  return Float32Array.from({length: events * targets}, (_, i) => {
    const left = Math.floor(i / targets);
    return said[(left * (events - 1) + events - 2) * targets + (i % targets)];
  });
}

async function start(file: Uint8Array, json: SequencesJson): Promise<readonly SessionTarget[]> {
  const graph = readOnnxGraph(file);
  const {encoder, targets} = graph.metadata;
  if (encoder === undefined || targets === undefined)
    throw new UserError("the file is no network over the events of sessions", "choose one of this project");
  const known = JSON.parse(encoder) as SessionEncoder;
  const sequences = sequencesFromJson(json);
  const wasm = (await browserRuntimes()).find(({id}) => id === "onnx-wasm")!;
  open = {
    encoder: known,
    scorer: await (await wasm.start()).open(file, graph),
    sequences,
    raw: rawEvents(known, sequences),
    columns: rawColumns(known).length
  };
  return JSON.parse(targets) as SessionTarget[];
}
