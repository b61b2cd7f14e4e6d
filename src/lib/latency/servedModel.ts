import type {FiledCard} from "../models/modelCard.js";
import type {ReadGraph} from "../onnx/readOnnxGraph.js";
import type {Estimate} from "./latency.js";

/** A trained model as the page about its speed needs it. */
export interface ServedModel {
  /** Of its file, without ending. */
  readonly id: string;
  /** Short, for charts: what its name says beyond data and target. */
  readonly label: string;
  readonly title: string;
  readonly setting: string;
  readonly bytes: number;
  readonly columns: number;
  /** Heads of an ensemble within the network; null for a model that has none. */
  readonly heads: number | null;
  /** Whether it multiplies in 8-bit numbers. */
  readonly quantised: boolean;
  /** Data and target: models of one task can be compared by quality. */
  readonly task: string;
  readonly generated: boolean;
  /** Area under the ROC curve of the file's predictions for its test rows; null where its card has none. */
  readonly auc: (Estimate & {readonly n: number}) | null;
}

/** What a model's card and graph say of it. */
export function servedModel(card: FiledCard, {nodes}: ReadGraph): ServedModel {
  const {name, learner, file, columns, data, target, metrics} = card;
  const auc = metrics.AUC;
  return {
    id: name,
    label: `${name.split(`${target.id}-`).at(-1)}${data.generated ? "" : ` (${data.source})`}`,
    title: learner.title,
    setting: learner.setting,
    bytes: file.bytes,
    columns: columns.length,
    heads: headsOf(learner.configuration),
    quantised: nodes.some(({op}) => op === "MatMulInteger"),
    task: `${data.source}: ${target.title}`,
    generated: data.generated,
    auc:
      auc === undefined || "none" in auc || auc.low === null || auc.high === null
        ? null
        : {value: auc.value, low: auc.low, high: auc.high, n: auc.n}
  };
}

function headsOf(configuration: unknown): number | null {
  const {family, options, model} = (configuration ?? {}) as {
    family?: string;
    options?: {heads?: number};
    model?: unknown;
  };
  if (family === "tabm") return options?.heads ?? null;
  return model === undefined ? null : headsOf(model);
}
