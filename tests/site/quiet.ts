// Both functions run in a page, so that they use nothing from around them.

/** What `watchWork` leaves in a page for `quiet`. */
interface Work {
  /** Timers of less than a second, frames and answers that the page waits for. */
  readonly waiting: ReadonlySet<unknown>;
  /** The browser's own frames, which are not counted. */
  readonly frame: (callback: () => void) => void;
}

/** Before a page's own scripts: keeps count of what they wait for, so that `quiet` knows when that is nothing. */
export function watchWork(): void {
  const waiting = new Set<unknown>();
  const {setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame, fetch} = window;
  const work: Work = {waiting, frame: (callback) => requestAnimationFrame(callback)};
  Object.defineProperty(window, "clickproofWork", {value: work});

  const timed = (handler: TimerHandler, delay = 0, ...rest: unknown[]): number => {
    if (typeof handler !== "function" || delay > 1000) return setTimeout(handler, delay, ...rest);
    const id = setTimeout(() => {
      waiting.delete(`timer ${id}`);
      handler(...rest);
    }, delay);
    waiting.add(`timer ${id}`);
    return id;
  };
  window.setTimeout = timed as typeof setTimeout;
  window.clearTimeout = (id) => {
    waiting.delete(`timer ${id}`);
    clearTimeout(id);
  };
  window.requestAnimationFrame = (callback) => {
    const id = requestAnimationFrame((time) => {
      waiting.delete(`frame ${id}`);
      callback(time);
    });
    waiting.add(`frame ${id}`);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    waiting.delete(`frame ${id}`);
    cancelAnimationFrame(id);
  };

  const counted = <T>(promise: Promise<T>): Promise<T> => {
    waiting.add(promise);
    const done = () => void waiting.delete(promise);
    promise.then(done, done);
    return promise;
  };
  window.fetch = (...asked) => counted(fetch(...asked));
  for (const name of ["json", "text", "arrayBuffer", "blob"] as const) {
    const read = Response.prototype[name] as () => Promise<unknown>;
    Object.defineProperty(Response.prototype, name, {
      configurable: true,
      writable: true,
      value(this: Response) {
        return counted(read.call(this));
      }
    });
  }
}

/**
 * Waits until for a tenth of a second, and three frames, the page waited for nothing that `watchWork` counts and nothing of
 * what it shows changed. A page with an animation never is so, and is left after five seconds; cells that are loading are
 * waited for as long as is allowed.
 *
 * @returns where cells are still loading, which is nowhere unless `limitMs` was over
 */
export function quiet(limitMs: number): Promise<string[]> {
  const {waiting, frame} = (window as unknown as {clickproofWork: Work}).clickproofWork;
  const loading = () => Array.from(document.querySelectorAll("observablehq-loading"));
  return new Promise((done) => {
    const start = performance.now();
    let loaded = start;
    let since = start;
    let frames = 0;
    const busy = () => {
      since = performance.now();
      frames = 0;
    };
    const observer = new MutationObserver(busy);
    observer.observe(document.body, {subtree: true, childList: true, characterData: true});
    const look = () => {
      const now = performance.now();
      frames++;
      if (waiting.size > 0) busy();
      if (loading().length > 0) {
        busy();
        loaded = now;
      }
      const still = now - since >= 100 && frames > 3;
      if (!still && now - loaded < 5000 && now - start < limitMs) return frame(look);
      observer.disconnect();
      done(loading().map((element) => element.parentElement!.outerHTML.slice(0, 120)));
    };
    frame(look);
  });
}
