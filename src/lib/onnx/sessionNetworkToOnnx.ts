import type {SessionNetworkModel} from "../sequence/sessionNetwork.js";
import {sessionChannels} from "../sequence/sessionEncoder.js";
import {addGruEvents} from "./addGruEvents.js";
import {addTcn} from "./addTcn.js";
import {GraphBuilder} from "./graphBuilder.js";
import type {ModelToOnnxOptions} from "./modelToOnnx.js";

/**
 * A network that answers after every event as an ONNX file: input `events` (rows × steps × channels, 32-bit reals as
 * `encodeSessions` makes them with the encoder in the metadata; rows and steps are free), output `scores` (rows × steps
 * × targets), chances after every event. A shorter session stands at the first places; what follows it may be anything,
 * as no score looks ahead. The metadata say the family, the channels, the encoder, the targets and whether transactions
 * are among the events.
 */
export function sessionNetworkToOnnx(
  model: SessionNetworkModel,
  {name = model.family, metadata = {}}: ModelToOnnxOptions = {}
): Uint8Array {
  const graph = new GraphBuilder();
  const channels = sessionChannels(model.encoder);
  const events = graph.input("events", ["steps", channels.length]);
  return graph.finishAlone(
    (model.family === "tcn" ? addTcn : addGruEvents)(graph, events, model.toJSON()),
    {name: "scores", shape: ["rows", "steps", model.targets.length]},
    {
      name,
      metadata: {
        family: model.family,
        channels: JSON.stringify(channels),
        encoder: JSON.stringify(model.encoder),
        targets: JSON.stringify(model.targets),
        transactions: JSON.stringify(model.transactionToken),
        ...metadata
      }
    }
  );
}
