import {fork} from "node:child_process";
import {fileURLToPath} from "node:url";
import {UserError} from "../../src/lib/core/errors.js";
import type {TrialResult} from "../../src/lib/tuning/study.js";
import type {TaskOptions, TunedModel} from "./openTask.js";
import type {Report, TrialWorker} from "./runStudy.js";
import type {FromWorker, ToWorker} from "./trialMessages.js";

/**
 * Starts a worker in a process of its own, which reads the source itself.
 *
 * @throws {UserError} where it cannot, and where it reads other data than this process did
 */
export async function processWorker(
  model: TunedModel,
  options: TaskOptions,
  {seed, data}: {readonly seed: number; readonly data: string | number | null}
): Promise<TrialWorker> {
  const child = fork(fileURLToPath(new URL("trialProcess.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
    // what it prints is no part of this process's one JSON document
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  });
  const say = (message: ToWorker) => void child.send(message);
  let hear: (message: FromWorker) => void = () => {};
  let lost: (why: Error) => void = () => {};
  let over: Error | null = null;
  child.on("message", (message: FromWorker) => hear(message));
  child.on("exit", (code, signal) => {
    over = new UserError(
      `a worker ended in the middle of the study (${signal ?? `exit code ${code}`})`,
      "the same command with --resume goes on; take fewer workers where memory is short"
    );
    lost(over);
  });
  const next = <T>(take: (message: FromWorker, resolve: (value: T) => void) => void, message: ToWorker): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (over !== null) return reject(over);
      lost = reject;
      hear = (heard) => {
        if (!("failed" in heard)) return take(heard, resolve);
        const {message: why, user} = heard.failed;
        reject(user ? new UserError(why) : new Error(why));
      };
      say(message);
    });
  const close = () => {
    if (child.connected) child.disconnect();
  };
  const read = await next<string | number | null>((heard, resolve) => "ready" in heard && resolve(heard.ready), {
    open: {model, options, seed}
  });
  if (read !== data) {
    close();
    throw new UserError(
      "a worker read other data than the study has",
      "let nothing change the source while it is read"
    );
  }
  return {
    run: (parameters, report: Report) =>
      next<TrialResult | null>(
        (heard, resolve) => {
          if ("result" in heard) resolve(heard.result);
          else if ("report" in heard)
            void report(heard.report.step, heard.report.value).then(
              (stop) => say({stop}),
              () => close()
            );
        },
        {run: parameters}
      ),
    close
  };
}
