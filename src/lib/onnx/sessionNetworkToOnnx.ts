import type {SessionNetworkModel} from "../sequence/sessionNetwork.js";
import {rawColumns} from "../sequence/rawEvents.js";
import {addGruEvents} from "./addGruEvents.js";
import {addSessionEncoder} from "./addSessionEncoder.js";
import {addTcn} from "./addTcn.js";
import {GraphBuilder} from "./graphBuilder.js";
import type {ModelToOnnxOptions} from "./modelToOnnx.js";

/**
 * A network that answers after every event as an ONNX file: input `events` (rows × steps × columns, 32-bit reals as
 * `rawEvents` has them, NaN where missing; rows and steps are free), output `scores` (rows × steps × targets), chances
 * after every event. The encoder is in the graph. A shorter session stands at the first places; what follows it may be
 * any number, as no score looks ahead. The metadata say the family, the columns, the encoder, the targets and whether
 * transactions are among the events.
 */
export function sessionNetworkToOnnx(
  model: SessionNetworkModel,
  {name = model.family, metadata = {}}: ModelToOnnxOptions = {}
): Uint8Array {
  const graph = new GraphBuilder();
  const columns = rawColumns(model.encoder);
  const events = addSessionEncoder(graph, graph.input("events", ["steps", columns.length]), model.encoder);
  return graph.finishAlone(
    (model.family === "tcn" ? addTcn : addGruEvents)(graph, events, model.toJSON()),
    {name: "scores", shape: ["rows", "steps", model.targets.length]},
    {
      name,
      metadata: {
        family: model.family,
        channels: JSON.stringify(columns),
        encoder: JSON.stringify(model.encoder),
        targets: JSON.stringify(model.targets),
        transactions: JSON.stringify(model.transactionToken),
        ...metadata
      }
    }
  );
}
