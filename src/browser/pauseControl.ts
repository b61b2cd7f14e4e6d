/** Whether a worker's work is to pause, as the page says through a port: `true` pauses it, `false` lets it go on. */
export interface PauseControl {
  asked(): boolean;
  /** Resolves once the work may go on. */
  over(): Promise<void>;
}

/** Hears a port. Work hears it only in between, so it has to wait for `turn` now and then. */
export function listenForPause(port: MessagePort): PauseControl {
  let paused = false;
  let goOn = () => {};
  port.onmessage = ({data}: MessageEvent<boolean>) => {
    paused = data;
    if (!paused) goOn();
  };
  return {
    asked: () => paused,
    over: () =>
      new Promise((resolve) => {
        if (!paused) return resolve();
        goOn = resolve;
      })
  };
}

/** Lets messages that have come be heard. */
export const yieldToMessages = () => new Promise<void>((resolve) => setTimeout(resolve));
