import {UserError} from "../lib/core/errors.js";
import type {AskExplorer} from "../lib/recommend/sessionExplorer.js";
import type {RecommendLog} from "../lib/reports/recommendPage.js";
import type {Clicked, ExploredLog, Recommended, RecommendQuestion, TracedReason} from "./recommendWorker.js";
import {openWorkerClient} from "./workerClient.js";

export type {Clicked, ExploredLog, Recommended, TracedReason} from "./recommendWorker.js";

/** Recommenders on one log in a worker of this tab. */
export interface RecommendClient {
  /** What the page shows of the log; null where it was not asked for. */
  readonly log: RecommendLog | null;
  /** The items of a session of the test, from 1. */
  session(session: number): Promise<readonly number[]>;
  recommend(clicked: Clicked, asked: Omit<AskExplorer, "truth">): Promise<Recommended>;
  /** Why a model gives an item its score; null where its score is no sum. */
  explain(clicked: Clicked, model: string, item: number): Promise<readonly TracedReason[] | null>;
  close(): void;
}

/** Starts a worker with a log, which is generated there or handed over. Rejects with `UserError` for a log without sessions of two clicks. */
export async function openRecommend(log: ExploredLog, {summed = false} = {}): Promise<RecommendClient> {
  const {ask, end} = openWorkerClient<RecommendQuestion>(
    new Worker(import.meta.resolve("./recommendWorker.js"), {type: "module"})
  );
  try {
    const found = await ask<RecommendLog | null>({kind: "open", log, summed});
    return {
      log: found,
      session: (session) => ask({kind: "session", session}),
      recommend: (clicked, asked) => ask({kind: "recommend", clicked, ...asked}),
      explain: (clicked, model, item) => ask({kind: "explain", clicked, model, item}),
      close: () => end(new UserError("the models were closed", "reload the page"))
    };
  } catch (error) {
    end(error);
    throw error;
  }
}
