import type {NamedModel} from "../../lib/reports/modelsPage.js";
import {LAYERS_GRU_OPTIONS, layersGruName, layersPerceptronName} from "../../lib/models/neural/layersOptions.js";
import {count} from "../format.js";

/** A model that TensorFlow.js's layers build, which can be trained in the tab and has no published score. */
export interface LayersChoice extends NamedModel {
  /** Whether it looks at the events before each row. */
  readonly wantsEvents: boolean;
  /** It trains on so many rows at most; null where on all. */
  readonly mostRows: number | null;
  /** What a reader should know before it is trained. */
  readonly note: string;
}

const FETCHED = "TensorFlow.js is fetched when you press the button. This model has no published score.";

/** The models of `layersEstimators`, named without loading TensorFlow.js. */
export const LAYERS_CHOICES: readonly LayersChoice[] = [
  {
    ...layersPerceptronName(),
    wantsEvents: false,
    mostRows: null,
    note: `A second implementation of the perceptron, which tests compare with ours. ${FETCHED}`
  },
  {
    ...layersGruName(),
    wantsEvents: true,
    mostRows: LAYERS_GRU_OPTIONS.mostRows,
    note: `It learns from at most ${count(LAYERS_GRU_OPTIONS.mostRows)} rows, because each of its steps takes a tenth of a second or more. ${FETCHED}`
  }
];
