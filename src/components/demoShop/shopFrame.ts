import {html} from "htl";
import type {ShopDesk} from "../../browser/demoShop.js";
import {cartCents, type CartLine} from "../../lib/offers/cart.js";
import {OFFER_REFUSALS} from "../../lib/offers/offer.js";
import type {Checkout, CheckoutReply} from "../../lib/offers/offerActions.js";
import {searchItems, type ShopItem} from "../../lib/offers/shopItems.js";
import {YOU} from "../../lib/offers/shopRecords.js";
import {ADD_TO_CART, REMOVE_FROM_CART, VIEW} from "../../lib/sources/events.js";
import {count} from "../format.js";
import {money} from "./money.js";
import {offerPanel} from "./offerPanel.js";

/** Where a visitor is in the shop. */
type Place =
  | {readonly at: "home"}
  | {readonly at: "list"; readonly title: string; readonly items: readonly ShopItem[]}
  | {readonly at: "product"; readonly item: ShopItem}
  | {readonly at: "cart"}
  | {readonly at: "checkout"; readonly code: string}
  | {readonly at: "placed"; readonly reply: Extract<CheckoutReply, {kind: "placed"}>};

export interface ShopFrame extends HTMLElement {
  update(): void;
  /** Shows an item without an event of its own, as a played visitor sees it. */
  show(item: ShopItem): void;
  home(): void;
}

/** Items of a list that are shown before "show more". */
const LISTED = 8;

/**
 * The shop as a visitor sees it, made for a phone first: categories, search, products, cart, checkout. Each step is an event, which is written, scored
 * and decided upon by `desk`.
 */
export function shopFrame(
  desk: ShopDesk,
  items: readonly ShopItem[],
  related: (item: ShopItem, cart: readonly CartLine[]) => readonly ShopItem[]
): ShopFrame {
  let place: Place = {at: "home"};
  let checkout: Checkout | null = null;
  const said = html`<p class="shop-said" role="status"></p>` as HTMLElement;
  const screen = html`<div class="shop-screen"></div>` as HTMLElement;
  const homeButton = html`<button type="button" class="button">Home</button>`;
  const cartButton = html`<button type="button" class="button shop-cart-button">Cart</button>` as HTMLButtonElement;
  const field = html`<input type="search" id="shop-search" autocomplete="off" maxlength="80" />` as HTMLInputElement;
  const search = html`<form class="shop-search" role="search" aria-label="Shop">
    <label for="shop-search">Search</label>${field}<button type="submit" class="button">Go</button>
  </form>` as HTMLFormElement;
  const offer = offerPanel(desk, (code) => go({at: "checkout", code}));
  const element = html`<section class="shop-phone" aria-label="The demo shop">
    <div class="shop-bar">${homeButton}${search}${cartButton}</div>
    ${offer}${said}${screen}
  </section>` as unknown as ShopFrame;

  const byId = (itemId: number) => items[itemId - 1];
  const lines = () => desk.state.shop?.cart.lines ?? [];
  const playing = () => desk.state.visitor !== YOU;

  /** Goes somewhere, and brings the focus there, as a new page would. */
  function go(next: Place, focus = true): void {
    place = next;
    said.textContent = "";
    draw();
    if (focus) screen.querySelector<HTMLElement>("h3")?.focus({preventScroll: true});
    if (element.getBoundingClientRect().top < 0) element.scrollIntoView({block: "start"});
  }

  const page = (itemId: number | null, priceCents: number | null) => void desk.act({event: VIEW, itemId, priceCents});

  function openList(title: string, found: readonly ShopItem[]): void {
    go({at: "list", title, items: found});
    page(null, null);
  }
  function openItem(item: ShopItem): void {
    go({at: "product", item});
    page(item.itemId, item.priceCents);
  }
  async function add(item: ShopItem): Promise<void> {
    await desk.act({event: ADD_TO_CART, itemId: item.itemId, priceCents: item.priceCents});
    if (desk.state.fault === null) said.textContent = `${item.name} is in the cart.`;
  }
  async function remove(line: CartLine): Promise<void> {
    await desk.act({event: REMOVE_FROM_CART, itemId: line.itemId, priceCents: line.priceCents});
    said.textContent = `${byId(line.itemId).name} is no longer in the cart.`;
    screen.querySelector<HTMLElement>("h3")?.focus({preventScroll: true});
  }

  homeButton.addEventListener("click", () => go({at: "home"}));
  cartButton.addEventListener("click", () => {
    go({at: "cart"});
    page(null, null);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "") return void (said.textContent = "Say what you are looking for.");
    openList(`Results for “${text}”`, searchItems(items, text));
  });

  const heading = (text: string) => html`<h3 tabindex="-1">${text}</h3>`;
  const button = (label: string, press: () => unknown, main = false) => {
    const made = html`<button type="button" class=${main ? "button button-main" : "button"}>${label}</button>`;
    made.addEventListener("click", () => void press());
    return made;
  };

  function nameCart(): void {
    const pieces = lines().reduce((n, {quantity}) => n + quantity, 0);
    cartButton.textContent = pieces === 0 ? "Cart" : `Cart (${pieces})`;
  }

  function draw(): void {
    nameCart();
    const drawn = {
      home: drawHome,
      list: () => drawList(place as Extract<Place, {at: "list"}>, LISTED),
      product: () => drawProduct((place as Extract<Place, {at: "product"}>).item),
      cart: drawCart,
      checkout: () => drawCheckout((place as Extract<Place, {at: "checkout"}>).code),
      placed: () => drawPlaced((place as Extract<Place, {at: "placed"}>).reply)
    }[place.at]();
    screen.replaceChildren(...drawn);
    // who is played cannot be helped along
    for (const control of element.querySelectorAll<HTMLButtonElement | HTMLInputElement>(
      ".shop-bar :is(button, input)"
    ))
      control.disabled = playing();
    if (playing()) for (const button of screen.querySelectorAll("button")) button.disabled = true;
  }

  function drawHome(): Node[] {
    const departments = [...new Set(items.map(({department}) => department))];
    return [
      heading("What are you looking for?"),
      html`<ul class="shop-departments">
        ${departments.map((department) => {
          const own = items.filter((item) => item.department === department);
          const categories = [...new Set(own.map(({category}) => category))];
          return html`<li>
            <h4>${department}</h4>
            <div>
              ${categories.map((category) =>
                button(category, () =>
                  openList(
                    category,
                    own.filter((item) => item.category === category).sort((a, b) => a.popularity - b.popularity)
                  )
                )
              )}
            </div>
          </li>`;
        })}
      </ul>`
    ];
  }

  function drawList({title, items: found}: Extract<Place, {at: "list"}>, shown: number): Node[] {
    return [
      heading(title),
      html`<p class="shop-note">
        ${found.length === 0 ? "Nothing was found. Try a category, a brand or a word such as “waterproof”." : `${count(found.length)} ${found.length === 1 ? "item" : "items"}, the most popular first`}
      </p>`,
      tiles(found.slice(0, shown)),
      ...(found.length > shown
        ? [
            button("Show more", () => {
              screen.replaceChildren(...drawList({at: "list", title, items: found}, shown + 24));
              screen.querySelectorAll<HTMLElement>(".shop-tiles button")[shown]?.focus();
            })
          ]
        : [])
    ];
  }

  function tiles(of: readonly ShopItem[]): Node {
    return html`<ul class="shop-tiles">
      ${of.map((item) => {
        const open = html`<button type="button" class="shop-tile">
          <span class="shop-tile-name">${item.name}</span>
          <span>${money(item.priceCents)}</span>
          <small>${item.rating.toFixed(1)} of 5 stars</small>
        </button>`;
        open.addEventListener("click", () => openItem(item));
        return html`<li>${open}</li>`;
      })}
    </ul>` as Node;
  }

  function drawProduct(item: ShopItem): Node[] {
    const put = button(item.inStock ? "Add to cart" : "Out of stock", () => add(item), true) as HTMLButtonElement;
    put.disabled = !item.inStock;
    const others = related(item, lines());
    return [
      heading(item.name),
      html`<p class="shop-price">
        ${money(item.priceCents)}${item.highestCents > item.priceCents ? html` <small>was ${money(item.highestCents)}</small>` : ""}
      </p>`,
      html`<p class="shop-note">
        ${item.department}, ${item.category}. ${item.tags.join(", ")}. ${item.rating.toFixed(1)} of 5 stars,
        ${count(item.reviews)} reviews.
      </p>`,
      html`<p>${put}</p>`,
      ...(others.length === 0 ? [] : [html`<h4>Others went on to</h4>`, tiles(others)])
    ];
  }

  const cartTable = (withRemove: boolean) =>
    html`<ul class="shop-lines">
      ${lines().map(
        (line) =>
          html`<li>
            <span>${line.quantity} × ${byId(line.itemId).name}</span>
            <span>${money(line.quantity * line.priceCents)}</span>
            ${withRemove ? removeButton(line) : ""}
          </li>`
      )}
    </ul>`;

  function removeButton(line: CartLine): Node {
    const made = button("Remove", () => remove(line)) as HTMLElement;
    made.setAttribute("aria-label", `Remove ${byId(line.itemId).name}`);
    return made;
  }

  function drawCart(): Node[] {
    if (lines().length === 0) return [heading("Cart"), html`<p class="shop-note">Nothing is in the cart.</p>`];
    return [
      heading("Cart"),
      cartTable(true),
      html`<p class="shop-price">${money(cartCents(lines()))}</p>`,
      html`<p>${button("Go to the checkout", () => go({at: "checkout", code: ""}), true)}</p>`
    ];
  }

  function drawCheckout(code: string): Node[] {
    if (lines().length === 0) return drawCart();
    // what is shown now is what will be sent, whatever other tabs do meanwhile
    checkout = desk.checkout(null);
    const codeField = html`<input
      id="shop-code"
      type="text"
      autocomplete="off"
      autocapitalize="characters"
      maxlength="20"
      value=${code}
    />` as HTMLInputElement;
    const form = html`<form class="shop-checkout" novalidate>
      <label for="shop-code">Code, if you have one</label>${codeField}
      <button type="submit" class="button button-main">Place the order</button>
    </form>` as HTMLFormElement;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void place_({...checkout!, code: codeField.value.trim() === "" ? null : codeField.value});
    });
    return [
      heading("Checkout"),
      cartTable(false),
      html`<p class="shop-price">${money(cartCents(lines()))}</p>`,
      form,
      html`<p class="shop-note">Nobody is paid and nothing is sent: the shop is a model.</p>`
    ];
  }

  async function place_(sent: Checkout): Promise<void> {
    try {
      const reply = await desk.placeOrder(sent);
      if (reply.kind === "placed") return go({at: "placed", reply});
      if (reply.kind === "code-refused")
        return void (said.textContent = `Not ordered: ${OFFER_REFUSALS[reply.refusal]}`);
      go({at: "cart"});
      said.textContent =
        reply.kind === "cart-empty"
          ? "Not ordered: nothing is in the cart."
          : "Not ordered: another tab has changed the cart since it was shown. This is the cart now.";
    } catch (error) {
      said.textContent = `Not ordered: ${(error as Error).message}. Nothing was bought; press again to try once more.`;
    }
  }

  function drawPlaced({order, again}: Extract<CheckoutReply, {kind: "placed"}>): Node[] {
    const paid = order.cents - order.discountCents;
    return [
      heading("Thank you for your order"),
      html`<p class="shop-price">${money(paid)}</p>`,
      html`<p class="shop-note">
        ${order.discountCents > 0 ? `${money(order.discountCents)} less with your code. ` : ""}${again ? "It was sent more than once, and counts once." : "However often it is sent, it counts once."}
      </p>`,
      html`<p>${button("Go on shopping", () => go({at: "home"}))}</p>`
    ];
  }

  let lastCart = "";
  element.update = () => {
    offer.update();
    const {fault, visitor} = desk.state;
    if (fault !== null) said.textContent = fault;
    // another tab may have changed the cart; a checkout stays as it was shown
    const cart = `${visitor} ${JSON.stringify(lines())}`;
    if (cart === lastCart) return;
    lastCart = cart;
    if (place.at === "cart") draw();
    else nameCart();
  };
  element.show = (item) => go({at: "product", item}, false);
  element.home = () => go({at: "home"}, false);
  draw();
  return element;
}
