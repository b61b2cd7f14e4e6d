import {type Family} from "../models/family.js";
import {addGruEvents} from "./addGruEvents.js";
import {addTcn} from "./addTcn.js";
import {sessionChannels} from "./sessionEncoder.js";
import {sessionNetworkFromJson, type SessionNetworkJson, type SessionNetworkModel} from "./sessionNetwork.js";
import {eventGruLearner, tcnLearner} from "./sessionNetworkLearner.js";

/**
 * Networks that answer after every event of a session. Their files take `events` (rows × steps × channels, 32-bit reals
 * as `encodeSessions` makes them with the encoder in the metadata; rows and steps are free) and give `scores` (rows ×
 * steps × targets), chances after every event. A shorter session stands at the first places; what follows it may be
 * anything, as no score looks ahead. The metadata say the family, the channels, the encoder, the targets and whether
 * transactions are among the events.
 */
const AFTER_EVERY_EVENT = {
  fromJson: sessionNetworkFromJson,
  configuration: ({options}) => ({options}),
  columns: ({encoder}) => sessionChannels(encoder),
  inputs: ({encoder}) => [{name: "events", shape: ["rows", "steps", sessionChannels(encoder).length]}],
  output: ({targets}) => ({name: "scores", shape: ["rows", "steps", targets.length]}),
  metadata: ({family, encoder, targets, transactionToken}) => ({
    family,
    channels: JSON.stringify(sessionChannels(encoder)),
    encoder: JSON.stringify(encoder),
    targets: JSON.stringify(targets),
    transactions: JSON.stringify(transactionToken)
  })
} satisfies Omit<Family<SessionNetworkModel, SessionNetworkJson>, "name" | "estimators" | "addToGraph">;

/** Temporal convolutional networks. */
const tcnFamily: Family<SessionNetworkModel, SessionNetworkJson> = {
  ...AFTER_EVERY_EVENT,
  name: "tcn",
  estimators: () => [tcnLearner()],
  addToGraph: (graph, {events}, model) => addTcn(graph, events, model.toJSON())
};

/** Gated recurrent units, asked after every event. */
const eventGruFamily: Family<SessionNetworkModel, SessionNetworkJson> = {
  ...AFTER_EVERY_EVENT,
  name: "gru-events",
  estimators: () => [eventGruLearner()],
  addToGraph: (graph, {events}, model) => addGruEvents(graph, events, model.toJSON())
};

/** The families of models that answer after every event; they need a backend of TensorFlow.js. */
export const SESSION_FAMILIES: readonly Family<SessionNetworkModel, SessionNetworkJson>[] = [tcnFamily, eventGruFamily];
