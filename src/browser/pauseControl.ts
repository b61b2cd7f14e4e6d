/** What a page tells its training: to pause, to go on, or to end with the best epoch so far. */
export type TrainingOrder = "pause" | "go on" | "finish";

/** What a worker's work was told through a port. */
export interface PauseControl {
  /** Whether it is to pause. */
  asked(): boolean;
  /** Whether it is to end with what it has. */
  finishes(): boolean;
  /** Resolves once the work may go on, or is to end. */
  over(): Promise<void>;
}

/** Hears a port. Work hears it only in between, so it has to wait for `turn` now and then. */
export function listenForPause(port: MessagePort): PauseControl {
  let order: TrainingOrder = "go on";
  let goOn = () => {};
  port.onmessage = ({data}: MessageEvent<TrainingOrder>) => {
    if (order === "finish") return;
    order = data;
    if (order !== "pause") goOn();
  };
  return {
    asked: () => order === "pause",
    finishes: () => order === "finish",
    over: () =>
      new Promise((resolve) => {
        if (order !== "pause") return resolve();
        goOn = resolve;
      })
  };
}

/** Lets messages that have come be heard. */
export const yieldToMessages = () => new Promise<void>((resolve) => setTimeout(resolve));
