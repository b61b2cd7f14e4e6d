import {html} from "htl";
import type {ShopDesk} from "../../browser/demoShop.js";
import type {ShopItem} from "../../lib/offers/shopItems.js";
import {YOU} from "../../lib/offers/shopRecords.js";
import type {PlayedSessions} from "../../lib/sequence/playedSessions.js";
import {sequencesFromJson} from "../../lib/sequence/sequencesJson.js";
import type {SessionSequences} from "../../lib/sequence/sessionSequences.js";
import type {ADD_TO_CART, REMOVE_FROM_CART, VIEW} from "../../lib/sources/events.js";
import {outcomeText} from "../abandonment/playerEvents.js";
import {count} from "../format.js";
import type {ShopFrame} from "./shopFrame.js";

/** How fast a visitor is played: the time between two events is divided by it; Infinity waits for the models alone. */
const SPEEDS = {"real time": 1, "20 times": 20, "as fast as it goes": Infinity} as const;

export interface VisitorPlayer extends HTMLElement {
  stop(): void;
}

/**
 * Plays sessions of the generated shop through the demo shop: their events at their own times, so that the models see what they would have seen.
 * The clock of a played visitor ends now. Such a visitor answers no offer; one who bought, buys.
 */
export function visitorPlayer(
  desk: ShopDesk,
  frame: ShopFrame,
  items: readonly ShopItem[],
  load: () => Promise<PlayedSessions>
): VisitorPlayer {
  let sequences: SessionSequences | undefined;
  let running: AbortController | null = null;
  const number = html`<input
    id="play-visitor"
    type="number"
    min="1"
    max="200"
    step="1"
    value="81"
  />` as HTMLInputElement;
  const speed = html`<select id="play-speed">
    ${Object.keys(SPEEDS).map((name) => html`<option>${name}</option>`)}
  </select>` as HTMLSelectElement;
  speed.value = "20 times";
  const play = html`<button type="button" class="button">Play</button>` as HTMLButtonElement;
  const said = html`<p class="player-said" role="status"></p>` as HTMLElement;
  const element = html`<div class="visitor-player" data-unaddressed>
    <label for="play-visitor">Visitor</label>${number} <label for="play-speed">Speed</label>${speed} ${play} ${said}
  </div>` as unknown as VisitorPlayer;

  async function run(signal: AbortSignal): Promise<void> {
    sequences ??= sequencesFromJson((await load()).sequences);
    number.max = String(sequences.sessions);
    const s = Number(number.value) - 1;
    if (!(Number.isInteger(s) && s >= 0 && s < sequences.sessions)) {
      said.textContent = `There is no visitor ${number.value}: choose one from 1 to ${sequences.sessions}.`;
      return;
    }
    const {from, events, outcomes} = sequences;
    const [first, end] = [from[s], from[s + 1]];
    const base = Date.now() - (events.ts_ms[end - 1] - events.ts_ms[first]);
    let clock = base;
    await desk.become(`played-${s + 1}-${crypto.randomUUID()}`, () => clock);
    frame.home();
    for (let at = first; at < end && !signal.aborted; at++) {
      if (at > first)
        await pause((events.ts_ms[at] - events.ts_ms[at - 1]) / SPEEDS[speed.value as keyof typeof SPEEDS], signal);
      if (signal.aborted) break;
      clock = base + events.ts_ms[at] - events.ts_ms[first];
      const event = events.event[at] as typeof VIEW | typeof ADD_TO_CART | typeof REMOVE_FROM_CART;
      frame.show(items[events.item_id[at] - 1]);
      said.textContent = `Event ${at - first + 1} of ${end - first}.`;
      await desk.act({event, itemId: events.item_id[at], priceCents: events.price_cents[at]});
    }
    if (signal.aborted) return;
    if (outcomes.transactions[s] > 0 && desk.state.shop!.cart.lines.length > 0)
      await desk.placeOrder(desk.checkout(null));
    said.textContent = `Visitor ${s + 1} of ${count(sequences.sessions)} is played: ${outcomeText(sequences, s)}.`;
  }

  async function toggle(): Promise<void> {
    if (running !== null) return running.abort();
    const own = new AbortController();
    running = own;
    play.textContent = "Stop";
    try {
      await run(own.signal);
      if (own.signal.aborted) said.textContent = "Stopped.";
    } catch (error) {
      said.textContent = `Not played: ${(error as Error).message}.`;
    } finally {
      running = null;
      play.textContent = "Play";
      if (desk.state.visitor !== YOU) await desk.become(YOU);
      frame.home();
    }
  }
  play.addEventListener("click", () => void toggle());
  return Object.assign(element, {stop: () => running?.abort()});
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (!(ms > 0)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
