/** A worker that tries configurations for `processWorker`, in a process of its own. */
import {UserError} from "../../src/lib/core/errors.js";
import {openTask} from "./openTask.js";
import {ownWorker, type TrialWorker} from "./runStudy.js";
import type {FromWorker, ToWorker} from "./trialMessages.js";

const say = (message: FromWorker) => void process.send!(message);
let worker: TrialWorker;
let answer: (stop: boolean) => void = () => {};

async function open({model, options, seed}: Extract<ToWorker, {open: unknown}>["open"]): Promise<void> {
  try {
    const task = await openTask(model, options);
    worker = ownWorker(task, seed);
    say({ready: task.about.data});
  } catch (error) {
    say({failed: {message: (error as Error).message, user: error instanceof UserError}});
  }
}

process.on("message", (message: ToWorker) => {
  if ("open" in message) void open(message.open);
  else if ("stop" in message) answer(message.stop);
  else
    void worker
      .run(message.run, (step, value) => {
        say({report: {step, value}});
        return new Promise((resolve) => (answer = resolve));
      })
      .then((result) => say({result}));
});
// the one who started it has ended
process.on("disconnect", () => process.exit(0));
