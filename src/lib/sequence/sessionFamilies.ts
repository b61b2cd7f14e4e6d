import {type Family} from "../models/family.js";
import {addGruEvents} from "./addGruEvents.js";
import {addTcn} from "./addTcn.js";
import {addSessionEncoder} from "./addSessionEncoder.js";
import {rawColumns} from "./rawEvents.js";
import {sessionNetworkFromJson, type SessionNetworkJson, type SessionNetworkModel} from "./sessionNetwork.js";
import {eventGruEstimator, tcnEstimator} from "./sessionNetworkEstimator.js";

/**
 * Networks that answer after every event of a session. Their files take `events` (rows × steps × columns, 32-bit reals as
 * `rawEvents` has them, NaN where missing; rows and steps are free) and give `scores` (rows × steps × targets), chances
 * after every event. The encoder is in the graph. A shorter session stands at the first places; what follows it may be
 * any number, as no score looks ahead. The metadata say the family, the columns, the encoder, the targets and whether
 * transactions are among the events.
 */
const AFTER_EVERY_EVENT = {
  fromJson: sessionNetworkFromJson,
  configuration: ({options}) => ({options}),
  columns: ({encoder}) => rawColumns(encoder),
  inputs: ({encoder}) => [{name: "events", shape: ["rows", "steps", rawColumns(encoder).length]}],
  output: ({targets}) => ({name: "scores", shape: ["rows", "steps", targets.length]}),
  metadata: ({family, encoder, targets, transactionToken}) => ({
    family,
    channels: JSON.stringify(rawColumns(encoder)),
    encoder: JSON.stringify(encoder),
    targets: JSON.stringify(targets),
    transactions: JSON.stringify(transactionToken)
  })
} satisfies Omit<Family<SessionNetworkModel, SessionNetworkJson>, "name" | "estimators" | "addToGraph">;

/** Temporal convolutional networks. */
const tcnFamily: Family<SessionNetworkModel, SessionNetworkJson> = {
  ...AFTER_EVERY_EVENT,
  name: "tcn",
  estimators: () => [tcnEstimator()],
  addToGraph: (graph, {events}, model) => addTcn(graph, addSessionEncoder(graph, events, model.encoder), model.toJSON())
};

/** Gated recurrent units, asked after every event. */
const eventGruFamily: Family<SessionNetworkModel, SessionNetworkJson> = {
  ...AFTER_EVERY_EVENT,
  name: "gru-events",
  estimators: () => [eventGruEstimator()],
  addToGraph: (graph, {events}, model) =>
    addGruEvents(graph, addSessionEncoder(graph, events, model.encoder), model.toJSON())
};

/** The families of models that answer after every event; they need a backend of TensorFlow.js. */
export const SESSION_FAMILIES: readonly Family<SessionNetworkModel, SessionNetworkJson>[] = [tcnFamily, eventGruFamily];
