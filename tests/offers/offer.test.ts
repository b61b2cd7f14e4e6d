import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {
  codeFrom,
  emailProblem,
  isFinal,
  OFFER_STATES,
  readCode,
  showOffer,
  stepOffer,
  type Offer,
  type OfferAction,
  type OfferState
} from "../../src/lib/offers/offer.js";
import {cases} from "../thorough.js";

const CODE = "01234-5678Z";
const TERMS = {
  id: "a",
  cartKey: "7x1@20000",
  cartCents: 20_000,
  percent: 16,
  discountCents: 3_200,
  score: 0.7,
  threshold: 0.6,
  shownMs: 1_000
};
const SHOWN = showOffer(TERMS, 10_000);
const EMAIL: OfferAction = {type: "give-email", email: "ada@example.org"};
const REVEAL: OfferAction = {type: "reveal", code: CODE};
const REDEEM: OfferAction = {type: "redeem", code: CODE, cartKey: TERMS.cartKey, orderId: "o1"};
const after = (...actions: OfferAction[]): Offer =>
  actions.reduce((offer, action) => stepOffer(offer, action, 2_000).offer, SHOWN);
const AT: Record<OfferState, Offer> = {
  shown: SHOWN,
  "email-given": after(EMAIL),
  revealed: after(EMAIL, REVEAL),
  redeemed: after(EMAIL, REVEAL, REDEEM),
  expired: stepOffer(SHOWN, {type: "expire"}, 11_000).offer,
  declined: after({type: "decline"})
};

test("the whole table: what each action does in each state", () => {
  const table: Record<OfferState, Record<OfferAction["type"], string>> = {
    shown: {
      "give-email": "email-given",
      reveal: "email-missing",
      redeem: "not-yet",
      decline: "declined",
      expire: "shown"
    },
    "email-given": {
      "give-email": "already-done",
      reveal: "revealed",
      redeem: "not-yet",
      decline: "declined",
      expire: "email-given"
    },
    revealed: {
      "give-email": "already-done",
      reveal: "already-done",
      redeem: "redeemed",
      decline: "declined",
      expire: "revealed"
    },
    redeemed: {
      "give-email": "code-used",
      reveal: "code-used",
      redeem: "redeemed",
      decline: "code-used",
      expire: "code-used"
    },
    expired: {
      "give-email": "offer-expired",
      reveal: "offer-expired",
      redeem: "offer-expired",
      decline: "offer-expired",
      expire: "expired"
    },
    declined: {
      "give-email": "offer-declined",
      reveal: "offer-declined",
      redeem: "offer-declined",
      decline: "declined",
      expire: "offer-declined"
    }
  };
  for (const state of OFFER_STATES) {
    expect(AT[state].state).toBe(state);
    for (const action of [EMAIL, REVEAL, REDEEM, {type: "decline"}, {type: "expire"}] as const) {
      const {offer, refusal} = stepOffer(AT[state], action, 3_000);
      expect(refusal ?? offer.state, `${state}, ${action.type}`).toBe(table[state][action.type]);
      if (refusal !== null) expect(offer).toEqual(AT[state]);
    }
  }
});

test("the code is the offer's own, for its own cart, once, and before it expires", () => {
  const redeem = (change: Partial<OfferAction>, atMs = 3_000) =>
    stepOffer(AT.revealed, {...REDEEM, ...change} as OfferAction, atMs);
  expect(redeem({code: "01234-56790"}).refusal).toBe("code-wrong");
  expect(redeem({code: ""}).refusal).toBe("code-wrong");
  expect(redeem({code: "o1234 5678z"}).refusal).toBeNull();
  expect(redeem({cartKey: "7x2@20000"}).refusal).toBe("cart-changed");
  // shown at 1 s, valid for 10 s
  expect(redeem({}, 10_999).offer).toMatchObject({state: "redeemed", orderId: "o1", changedMs: 10_999});
  expect(redeem({}, 11_000)).toMatchObject({refusal: "offer-expired", offer: {state: "expired", orderId: null}});
  // the same order again is the same conversion; another order is a second use
  expect(stepOffer(AT.redeemed, REDEEM, 99_000)).toEqual({offer: AT.redeemed, refusal: null});
  expect(stepOffer(AT.redeemed, {...REDEEM, orderId: "o2"} as OfferAction, 3_000).refusal).toBe("code-used");
});

test("a clock set back, or none, does not lengthen an offer's life", () => {
  const late = stepOffer(SHOWN, EMAIL, 10_000).offer;
  for (const atMs of [0, -1e12, NaN]) {
    const {offer} = stepOffer(late, REVEAL, atMs);
    expect(offer).toMatchObject({state: "revealed", changedMs: 10_000, expiresMs: 11_000});
  }
});

test("nothing of the e-mail address is in the offer", () => {
  const {offer} = stepOffer(SHOWN, {type: "give-email", email: "grace.hopper@navy.example"}, 2_000);
  expect(offer.emailGiven).toBe(true);
  expect(JSON.stringify(offer)).not.toMatch(/grace|hopper|navy/);
});

describe("an e-mail address", () => {
  test.each(["ada@example.org", " ada@example.org ", "a.b+c@x.y.example", "ü@bücher.example"])("%s", (email) =>
    expect(emailProblem(email)).toBeNull()
  );
  test.each([
    "",
    "ada",
    "ada@",
    "@example.org",
    "ada@example",
    "a b@example.org",
    "a@b@c.org",
    "a@.org",
    "a@b..c",
    "a@b.",
    `${"a".repeat(65)}@b.org`,
    `a@${"b".repeat(250)}.org`
  ])("%s is none", (email) => expect(emailProblem(email)).toBe("email-invalid"));
});

test("codes are read as they are typed, and ten bytes make one", () => {
  expect(codeFrom(Uint8Array.of(0, 33, 66, 3, 4, 5, 6, 7, 8, 255))).toBe("01234-5678Z");
  expect(() => codeFrom(new Uint8Array(9))).toThrow("takes 10 bytes, there are 9");
  fc.assert(
    fc.property(fc.uint8Array({minLength: 10, maxLength: 10}), (bytes) => {
      const code = codeFrom(bytes);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
      expect(readCode(code)).toBe(code);
      expect(readCode(code.toLowerCase().replace("-", "  "))).toBe(code);
    }),
    cases(50, 2_000)
  );
});

test("whatever happens, an offer ends once, its time never runs backwards, and it never comes to an order without e-mail and code", () => {
  const action = fc.constantFrom<OfferAction>(
    EMAIL,
    {type: "give-email", email: "x"},
    REVEAL,
    {type: "reveal", code: "ZZZZZ-ZZZZZ"},
    REDEEM,
    {...REDEEM, orderId: "o2"},
    {...REDEEM, cartKey: ""},
    {type: "decline"},
    {type: "expire"}
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(action, fc.integer({min: 0, max: 13_000})), {maxLength: 12}), (steps) => {
      let offer = SHOWN;
      for (const [next, atMs] of steps) {
        const {offer: then, refusal} = stepOffer(offer, next, atMs);
        if (isFinal(offer)) expect(then).toBe(offer);
        if (refusal !== null && refusal !== "offer-expired") expect(then).toBe(offer);
        expect(then.changedMs).toBeGreaterThanOrEqual(offer.changedMs);
        expect(then.code === null || then.emailGiven).toBe(true);
        expect(then.state === "redeemed").toBe(then.orderId !== null);
        if (then.state === "redeemed") {
          expect(then.code).not.toBeNull();
          expect(then.changedMs).toBeLessThan(then.expiresMs);
        }
        offer = then;
      }
    }),
    cases(200, 20_000)
  );
});

test("an offer is valid for a positive time", () => {
  for (const ms of [0, -1, NaN, Infinity]) expect(() => showOffer(TERMS, ms)).toThrow("give a positive time");
});
