import {boost} from "../../src/lib/models/boosting.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {answerQuestions} from "../../src/browser/answerQuestions.js";
import {classData} from "../trainingData.js";

export interface TabProgress {
  readonly trees: number;
}

export interface TabReply {
  /** The fit alone, without generating the rows; milliseconds. */
  readonly ms: number;
  readonly trees: number;
}

let rows: TrainingSet | undefined;

// asked for no trees, it makes the rows only
const tell = answerQuestions<{trees: number}, TabProgress>(async ({trees}): Promise<TabReply> => {
  rows ??= classData(60_000, 1);
  const start = performance.now();
  if (trees > 0) for (const {trees: done} of boost(rows, {trees})) tell({trees: done});
  return {ms: performance.now() - start, trees};
});
