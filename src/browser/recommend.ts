import {UserError} from "../lib/core/errors.js";
import type {AskExplorer} from "../lib/recommend/sessionExplorer.js";
import type {RecommendLog} from "../lib/reports/recommendPage.js";
import type {Clicked, Explained, ExploredLog, Recommended, RecommendQuestion} from "./recommendWorker.js";
import {openWorkerClient} from "./workerClient.js";

export type {Clicked, Explained, ExploredLog, Recommended, TracedReason} from "./recommendWorker.js";

/** Recommenders on one log in a worker of this tab. */
export interface RecommendClient {
  /** What the page shows of the log; null where it was not asked for. */
  readonly log: RecommendLog | null;
  /** The items of a session of the test, from 1. */
  session(session: number): Promise<readonly number[]>;
  /** The file of a network is fetched when it is first asked. */
  recommend(clicked: Clicked, asked: Omit<AskExplorer, "truth">): Promise<Recommended>;
  /** Why a model gives an item its score; null where it cannot say. */
  explain(clicked: Clicked, model: string, item: number): Promise<Explained | null>;
  close(): void;
}

/** Trained networks by their ids: how the file of each is fetched. */
export type NetworkFiles = Readonly<Record<string, () => Promise<ArrayBuffer>>>;

/** Starts a worker with a log, which is generated there or handed over. Rejects with `UserError` for a log without sessions of two clicks. */
export async function openRecommend(
  log: ExploredLog,
  {summed = false, networks = {}}: {readonly summed?: boolean; readonly networks?: NetworkFiles} = {}
): Promise<RecommendClient> {
  const {ask, end} = openWorkerClient<RecommendQuestion>(
    new Worker(import.meta.resolve("./recommendWorker.js"), {type: "module"})
  );
  const opened = new Map<string, Promise<unknown>>();
  const open = (id: string): Promise<unknown> => {
    const opening =
      opened.get(id) ?? networks[id]().then((file) => ask({kind: "network", id, file: new Uint8Array(file)}));
    opened.set(id, opening);
    // one that failed may be tried again
    opening.catch(() => opened.delete(id));
    return opening;
  };
  try {
    const found = await ask<RecommendLog | null>({kind: "open", log, summed});
    return {
      log: found,
      session: (session) => ask({kind: "session", session}),
      async recommend(clicked, asked) {
        await Promise.all(asked.models.filter((id) => Object.hasOwn(networks, id)).map(open));
        return ask({kind: "recommend", clicked, ...asked});
      },
      explain: (clicked, model, item) => ask({kind: "explain", clicked, model, item}),
      close: () => end(new UserError("the models were closed", "reload the page"))
    };
  } catch (error) {
    end(error);
    throw error;
  }
}
