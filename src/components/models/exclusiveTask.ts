import {progress, type ProgressElement} from "../progress.js";

/** A button's work, of which one runs at a time. */
export interface ExclusiveTask {
  /**
   * Runs `work` under a bar of its own, dropping what ran before. `signal` aborts where the reader cancels and where
   * the work is dropped; after an await `work` returns where it is aborted. What it throws otherwise is handed to
   * `failed` as a text.
   */
  run(
    label: string,
    work: (bar: ProgressElement, signal: AbortSignal) => Promise<void>,
    failed: (bar: ProgressElement, why: string) => void
  ): Promise<void>;
  /** Ends what runs, and takes its bar away. */
  drop(): void;
}

/** Work that is started by `button`, which cannot be pressed meanwhile, and tells how far it is in `line`. */
export function exclusiveTask(button: HTMLButtonElement, line: HTMLElement): ExclusiveTask {
  let running: AbortController | undefined;
  const drop = () => {
    running?.abort(new Error("other work was asked for"));
    running = undefined;
    button.disabled = false;
    line.replaceChildren();
  };
  return {
    drop,
    async run(label, work, failed) {
      drop();
      const own = new AbortController();
      running = own;
      const bar = progress({
        label,
        onCancel() {
          own.abort(new Error("the work was cancelled"));
          button.disabled = false;
        }
      });
      button.disabled = true;
      line.replaceChildren(bar);
      try {
        await work(bar, own.signal);
      } catch (error) {
        if (!own.signal.aborted) failed(bar, error instanceof Error ? error.message : String(error));
      } finally {
        if (running === own) button.disabled = false;
      }
    }
  };
}
