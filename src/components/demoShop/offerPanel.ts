import {html} from "htl";
import type {ShopDesk} from "../../browser/demoShop.js";
import {OFFER_REFUSALS, type Offer} from "../../lib/offers/offer.js";
import {YOU} from "../../lib/offers/shopRecords.js";
import {money} from "./money.js";

export interface OfferPanel extends HTMLElement {
  /** Shows the offer that is open, or nothing. */
  update(): void;
}

/** The offer of the moment, through its whole life: e-mail, code, and what became of it. `use` is told the code once the visitor wants it. */
export function offerPanel(desk: ShopDesk, use: (code: string) => void): OfferPanel {
  const body = html`<div></div>` as HTMLElement;
  const said = html`<p class="shop-offer-said" role="status"></p>` as HTMLElement;
  const element = html`<section class="shop-offer" role="region" aria-label="Offer" hidden>
    ${body}${said}
  </section>` as unknown as OfferPanel;
  let drawn = "";

  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      said.textContent = `Not done: ${(error as Error).message}.`;
    }
  };

  function shown(offer: Offer): Node {
    const email = html`<input
      id="shop-email"
      type="email"
      autocomplete="off"
      required
      aria-describedby="shop-email-note"
    />` as HTMLInputElement;
    const form = html`<form class="shop-offer-form" novalidate>
      <label for="shop-email">E-mail address</label>
      ${email}
      <button type="submit" class="button button-main">Show my code</button>
      <button type="button" class="button">No, thanks</button>
      <small id="shop-email-note"
        >It is checked and then forgotten: nothing is sent, and only that you gave one is kept.</small
      >
    </form>` as HTMLFormElement;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void attempt(async () => {
        const refusal =
          (await desk.changeOffer(offer, {type: "give-email", email: email.value})) ??
          (await desk.changeOffer(offer, {type: "reveal"}));
        email.setAttribute("aria-invalid", String(refusal === "email-invalid"));
        said.textContent = refusal === null ? "" : OFFER_REFUSALS[refusal];
        if (refusal === "email-invalid") email.focus();
        else element.querySelector<HTMLElement>(".shop-code-use")?.focus();
      });
    });
    form.querySelector("[type=button]")!.addEventListener("click", () => decline(offer));
    return form;
  }

  function revealed(offer: Offer): Node {
    const useButton = html`<button type="button" class="button button-main shop-code-use">
      Use it at the checkout
    </button>`;
    useButton.addEventListener("click", () => use(offer.code!));
    const no = html`<button type="button" class="button">No, thanks</button>`;
    no.addEventListener("click", () => decline(offer));
    return html`<div class="shop-offer-form">
      <p>Your code: <output class="shop-code">${offer.code}</output></p>
      ${useButton}${no}
      <small>It counts once, and only for this cart: the same items, as often, at the same prices.</small>
    </div>`;
  }

  function decline(offer: Offer): void {
    void attempt(async () => {
      await desk.changeOffer(offer, {type: "decline"});
    });
  }

  return Object.assign(element, {
    update() {
      const {shop, visitor} = desk.state;
      const offer = shop?.offer ?? null;
      const key = offer === null ? "" : `${offer.id} ${offer.state}`;
      if (key === drawn) return;
      drawn = key;
      said.textContent = "";
      element.hidden = offer === null;
      if (offer === null) return body.replaceChildren();
      const until = new Date(offer.expiresMs).toLocaleTimeString("en-GB", {hour: "2-digit", minute: "2-digit"});
      body.replaceChildren(html.fragment`<h3>${offer.percent} % off this cart</h3>
        <p>You save ${money(offer.discountCents)} of ${money(offer.cartCents)}, until ${until}.</p>
        ${
          visitor !== YOU
            ? html`<p><small>A played visitor does not answer.</small></p>`
            : offer.state === "revealed"
              ? revealed(offer)
              : offer.state === "email-given"
                ? codeAgain(offer)
                : shown(offer)
        }`);
      said.textContent = offer.state === "shown" ? `An offer: ${offer.percent} % off this cart.` : "";
    }
  });

  /** The tab went away between the address and the code. */
  function codeAgain(offer: Offer): Node {
    const button = html`<button type="button" class="button button-main">Show my code</button>`;
    button.addEventListener("click", () =>
      attempt(async () => {
        await desk.changeOffer(offer, {type: "reveal"});
      })
    );
    return html`<div class="shop-offer-form">${button}</div>`;
  }
}
