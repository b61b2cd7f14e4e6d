import {html} from "htl";
import {openShopDesk, type ShopDesk} from "../browser/shopDesk.js";
import {bytes, count, duration} from "./format.js";
import {progress, type ProgressElement} from "./progress.js";

export interface LiveShop extends HTMLElement {
  /**
   * Answers a question from the database in this tab, which is started at the first one. Gives null where the reader cancelled
   * or the start failed (the element then says so, and the next question tries again), and where a newer one on the same topic came
   * before this one's turn: a dragged slider asks faster than a database answers.
   */
  ask<T>(topic: string, question: (desk: ShopDesk) => Promise<T>): Promise<T | null>;
  /** Whether the database is there. An event `started` says when it has come. */
  readonly started: boolean;
  close(): void;
}

/**
 * The database of a page: a line that says what it weighs before it is fetched, a button, then progress with a cancel button, then
 * what it holds and how long the last answer took. The events are generated in the tab and fetched from nowhere.
 */
export function liveShop({
  profile,
  seed,
  events,
  size
}: {
  profile: string;
  seed: number;
  /** Rows the shop will have, as published. */
  events: number;
  size: {readonly bytes: number; readonly transferBytes: number};
}): LiveShop {
  const button = html`<button type="button" class="button">Start DuckDB in this tab</button>` as HTMLButtonElement;
  const said = html`<span role="status"></span>` as HTMLElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const element = html`<div class="live-shop">${button} ${bar} ${said}</div>` as unknown as LiveShop;
  const offer = (before = "") => {
    button.hidden = false;
    bar.hidden = true;
    said.textContent = `${before}It is ${bytes(size.transferBytes)} compressed (${bytes(size.bytes)} unpacked), and ${count(events)} events are generated here.`;
  };
  let desk: Promise<ShopDesk> | undefined;
  let started = false;
  let work: ProgressElement | undefined;

  async function open(): Promise<ShopDesk> {
    const start = performance.now();
    const line = progress({label: "Starting DuckDB and generating the shop"});
    work = line;
    button.hidden = true;
    said.textContent = "";
    bar.hidden = false;
    bar.replaceChildren(line);
    try {
      const opened = await openShopDesk({
        profile,
        seed,
        signal: line.signal,
        onProgress: (text, share) => line.update(text, share)
      });
      bar.hidden = true;
      started = true;
      element.dispatchEvent(new Event("started"));
      said.textContent = `${opened.engine} holds the generated events, ready after ${duration(performance.now() - start)}.`;
      return opened;
    } catch (error) {
      desk = undefined;
      const cancelled = line.signal.aborted;
      offer(
        cancelled
          ? "Cancelled; the published figures are shown. "
          : `${error instanceof Error ? error.message : String(error)}. `
      );
      throw error;
    } finally {
      if (work === line) work = undefined;
    }
  }

  const start = () => (desk ??= open());
  const newest = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();

  async function ask<T>(topic: string, question: (desk: ShopDesk) => Promise<T>): Promise<T | null> {
    const number = (newest.get(topic) ?? 0) + 1;
    newest.set(topic, number);
    const before = turn;
    const answered = (async () => {
      await before.catch(() => {});
      if (number !== newest.get(topic)) return null;
      let opened: ShopDesk;
      try {
        opened = await start();
      } catch {
        return null;
      }
      const asked = performance.now();
      const answer = await question(opened);
      said.textContent = `${opened.engine} in this tab answered in ${duration(performance.now() - asked)}.`;
      return answer;
    })();
    turn = answered;
    return answered;
  }

  button.addEventListener("click", () => void start().catch(() => {}));
  offer();
  Object.defineProperty(element, "started", {get: () => started});
  return Object.assign(element, {
    ask,
    close() {
      desk?.then((opened) => opened.close()).catch(() => {});
    }
  });
}
