import {UserError} from "../lib/core/errors.js";
import type {Story} from "../lib/generator/story.js";
import type {StoryAnswer} from "./storyWorker.js";

/** Asks a worker, started at the first question, for users' stories. `close` ends the worker. */
export function stories(): {ask(user: number): Promise<Story>; close(): void} {
  let worker: Worker | undefined;
  return {
    ask(user) {
      const running = (worker ??= new Worker(import.meta.resolve("./storyWorker.js"), {type: "module"}));
      return new Promise((resolve, reject) => {
        const end = new AbortController();
        running.addEventListener(
          "message",
          ({data}: MessageEvent<StoryAnswer>) => {
            if (data.user !== user) return;
            end.abort();
            if ("story" in data) resolve(data.story);
            else reject(new UserError(data.error));
          },
          {signal: end.signal}
        );
        running.addEventListener(
          "error",
          (event) => {
            end.abort();
            reject(
              new UserError(
                `the worker that generates the shop failed: ${event.message || "it did not load"}`,
                "reload the page"
              )
            );
          },
          {signal: end.signal}
        );
        running.postMessage(user);
      });
    },
    close() {
      worker?.terminate();
      worker = undefined;
    }
  };
}
