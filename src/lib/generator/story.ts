import {UserError} from "../core/errors.js";
import type {Shop} from "./shop.js";
import {TRANSACTION} from "../sources/events.js";
import {INTENTS, PERSONAS, SENSITIVITIES, STAGES} from "./options.js";
import {Posterior} from "./posterior.js";
import {rowsByUser} from "./visits.js";

/** One user's events beside what was hidden behind them and what could be known of it at the time; one entry an event. */
export interface Story {
  readonly user: number;
  readonly persona: string;
  readonly sensitivity: string;
  readonly taste: string;
  readonly visit: number[];
  readonly ms: number[];
  readonly event: number[];
  readonly item: number[];
  readonly priceCents: number[];
  readonly intent: string[];
  readonly stage: string[];
  /** Probability that the visit buys later than this event. */
  readonly buysLater: number[];
  /** Belief in each persona, intent and stage after this event, in the order of the option tables. */
  readonly personaBelief: number[][];
  readonly intentBelief: number[][];
  readonly stageBelief: number[][];
}

/** Tells stories of a shop's users. Setting up costs more than a story, so one teller serves many. */
export function storyteller(shop: Shop): (user: number) => Story {
  const posterior = new Posterior(shop.options, shop.catalogue);
  const users = rowsByUser(shop.events, shop.options.users);
  const {persona, taste, sensitivity} = shop.truth.users.columns;
  return (user) => {
    const rows = users[user - 1];
    if (rows === undefined)
      throw new UserError(`there is no user ${user}`, `choose a whole number from 1 to ${shop.options.users}`);
    const columns = shop.events.columns;
    const truth = shop.truth.events.columns;
    const take = (column: ArrayLike<number>): number[] => Array.from(rows, (row) => column[row]);
    const story: Story = {
      user,
      persona: PERSONAS[persona[user - 1]],
      sensitivity: SENSITIVITIES[sensitivity[user - 1]],
      taste: shop.catalogue.departments[taste[user - 1]],
      visit: take(truth.visit_no),
      ms: take(columns.ts_ms),
      event: take(columns.event),
      item: take(columns.item_id),
      priceCents: take(columns.price_cents),
      intent: take(truth.intent).map((i) => INTENTS[i]),
      stage: take(truth.stage).map((s) => STAGES[s]),
      buysLater: [],
      personaBelief: [],
      intentBelief: [],
      stageBelief: []
    };
    posterior.walk(
      shop.events,
      rows,
      (_, belief) => {
        story.buysLater.push(belief.buysLater);
        story.personaBelief.push(Array.from(belief.persona));
        story.intentBelief.push(Array.from(belief.intent));
        story.stageBelief.push(Array.from(belief.stage));
      },
      true
    );
    return story;
  };
}

/**
 * A user worth showing first: the lowest number whose log has 25 to 70 events in at least two visits, one of which buys and one
 * of which does not. Throws `UserError` where a small shop has none.
 */
export function exampleUser(shop: Shop): number {
  const users = rowsByUser(shop.events, shop.options.users);
  for (let u = 0; u < users.length; u++) {
    const rows = users[u];
    if (rows.length < 25 || rows.length > 70) continue;
    const visits = new Set<number>();
    const buying = new Set<number>();
    for (const row of rows) {
      visits.add(shop.truth.events.columns.visit_no[row]);
      if (shop.events.columns.event[row] === TRANSACTION) buying.add(shop.truth.events.columns.visit_no[row]);
    }
    if (buying.size > 0 && visits.size > buying.size) return u + 1;
  }
  throw new UserError("no user has both a visit that buys and one that does not", "make the shop larger");
}
