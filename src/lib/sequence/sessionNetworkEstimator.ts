import type {SessionEstimator} from "./sessionModel.js";
import {
  EVENT_GRU_OPTIONS,
  fitSessionNetwork,
  TCN_OPTIONS,
  type SessionNetworkModel,
  type SessionNetworkOptions
} from "./sessionNetwork.js";
import {receptiveField} from "../nn/tcnNetwork.js";

/** An estimator of networks that answer after every event. */
export type SessionNetworkEstimator = SessionEstimator<SessionNetworkModel>;

/** A temporal convolutional network over the events of a session. */
export function tcnEstimator(given: Partial<SessionNetworkOptions> = {}): SessionNetworkEstimator {
  const o = {...TCN_OPTIONS, ...given};
  const {width, blocks, kernel} = o.shape;
  return learner(o, {
    id: "tcn",
    title: "Temporal convolutional network",
    setting: `${blocks} blocks of ${width} channels, kernel ${kernel}, looking back on ${receptiveField(o.shape)} events`
  });
}

/** A gated recurrent unit over the events of a session, asked after every one. */
export function eventGruEstimator(given: Partial<SessionNetworkOptions> = {}): SessionNetworkEstimator {
  const o = {...EVENT_GRU_OPTIONS, ...given};
  return learner(o, {id: "gru", title: "GRU over events", setting: `${o.shape.width} units`});
}

function learner(
  o: SessionNetworkOptions,
  named: Pick<SessionEstimator, "id" | "title" | "setting">
): SessionNetworkEstimator {
  const {epochs, learningRate, dropout, withStart} = o;
  return {
    ...named,
    setting: `${named.setting}${withStart ? ", and what was known at the start" : ""}, ${epochs} epochs at most, rate ${learningRate}${dropout > 0 ? `, dropout ${dropout}` : ""}`,
    async fit(train, {seed, validation, report}) {
      const run = fitSessionNetwork(train, {...o, seed}, {validation});
      let [next, done] = [run.next(), 0];
      try {
        for (; !next.done; next = run.next()) {
          const {value} = next;
          if (value.epoch === null) await report?.({done: done + value.rows / value.of, of: epochs});
          else {
            const {training, validation: held} = value.epoch;
            done = value.epoch.epochs;
            await report?.({done, of: epochs, training, validation: held});
          }
        }
        return next.value;
      } finally {
        // a report may throw: the weights leave the backend
        if (!next.done) run.return(undefined as never);
      }
    }
  };
}
