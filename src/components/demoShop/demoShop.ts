import {html} from "htl";
import {openShopDesk, type ShopDesk} from "../../browser/demoShop.js";
import type {OfferPolicy} from "../../lib/offers/policy.js";
import {countDecisions} from "../../lib/offers/offerAnalytics.js";
import {shopItems} from "../../lib/offers/shopItems.js";
import type {DemoShopPage} from "../../lib/reports/demoShopPage.js";
import type {PlayedSessions} from "../../lib/sequence/playedSessions.js";
import {inspector} from "./inspector.js";
import {shopFrame} from "./shopFrame.js";
import {visitorPlayer} from "./visitorPlayer.js";

export interface DemoShop extends HTMLElement {
  /** The policy of decisions from now on. */
  rule(policy: OfferPolicy): void;
  close(): void;
}

export interface DemoShopOptions {
  readonly page: DemoShopPage;
  readonly files: {readonly tabm: string; readonly tcn: string};
  readonly policy: OfferPolicy;
  readonly sessions: () => Promise<PlayedSessions>;
}

/** The shop with its inspector, its player and the button that forgets everything. */
export async function demoShop({page, files, policy: first, sessions}: DemoShopOptions): Promise<DemoShop> {
  const items = shopItems(page.shop.profile, page.shop.seed);
  const desk: ShopDesk = await openShopDesk({items, policy: first, fusion: page.fusion, files});
  const frame = shopFrame(desk, items, (item, cart) =>
    page.next[item.itemId - 1].filter((id) => cart.every(({itemId}) => itemId !== id)).map((id) => items[id - 1])
  );
  const told = inspector(desk, page.transferBytes);
  const player = visitorPlayer(desk, frame, items, sessions);
  const loss = html`<p class="shop-loss" role="alert"></p>` as HTMLElement;
  const forget = html`<button type="button" class="button">Forget everything</button>` as HTMLButtonElement;
  const forgotten = html`<span role="status"></span>` as HTMLElement;
  forget.addEventListener("click", () => {
    player.stop();
    desk.forget().then(
      () => {
        forgotten.textContent = "This browser has forgotten cart, offers, orders and decisions.";
        frame.home();
      },
      (error: Error) => (forgotten.textContent = `Not forgotten: ${error.message}.`)
    );
  });
  const element = html`<div class="demo-shop" data-unaddressed>
    ${loss}
    <div class="demo-shop-pair">${frame}${told}</div>
    ${player}
    <p class="shop-forget">${forget} ${forgotten}</p>
  </div>` as unknown as DemoShop;

  let waiting: Promise<void> | undefined;
  const update = () => {
    loss.textContent = desk.state.loss ?? "";
    frame.update();
    // changes come in bursts, and counting reads all decisions
    waiting ??= Promise.resolve()
      .then(() => desk.decisions())
      .then((decisions) => told.update(desk.policy, countDecisions(decisions)))
      .catch((error: Error) => (loss.textContent = `What was decided cannot be read: ${error.message}.`))
      .then(() => (waiting = undefined));
  };
  desk.watch(update);
  update();
  return Object.assign(element, {
    rule(policy: OfferPolicy) {
      desk.policy = policy;
      update();
    },
    close() {
      player.stop();
      desk.close();
    }
  });
}
