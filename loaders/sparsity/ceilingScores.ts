import {Outlook, type Ahead} from "../../src/lib/generator/outlook.js";
import {Posterior} from "../../src/lib/generator/posterior.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";
import {visitYields} from "../../src/lib/generator/visitYields.js";
import {generateShop, shopOptions, streamShop, type ShopOptions} from "../../src/lib/generator/shop.js";
import {targetById as targetOf, MID_SESSION_EVENTS} from "../../src/lib/targets/target.js";
import {trains, type ShopExamples} from "./shopExamples.js";

/** The shop on which visits are counted that the outlook wants the yields of. */
const COUNTED = {users: 30_000, seed: 9001};

/**
 * What somebody who knows every rate of the shop says of the examples of the test, by the target's id: exact for the
 * session at hand, and for later sessions worked out as `Outlook` says. NaN for examples of training users.
 */
export function ceilingScores(
  options: ShopOptions,
  examples: Readonly<Record<string, ShopExamples>>
): Readonly<Record<string, Float64Array>> {
  const {catalogue, blocks} = streamShop(options);
  const posterior = new Posterior(options, catalogue);
  const yields = visitYields(generateShop(shopOptions(options.profile, {...options, ...COUNTED})));
  const outlook = new Outlook(options, catalogue, yields);
  const scores: Record<string, Float64Array> = {};
  const kinds = Object.values(examples).map((own) => {
    const rows = new Map<number, [from: number, to: number]>();
    own.user.forEach((user, row) => {
      const range = rows.get(user);
      if (range === undefined) rows.set(user, [row, row + 1]);
      else range[1] = row + 1;
    });
    const targets = Object.keys(own.labels).map((id) => {
      scores[id] = new Float64Array(own.user.length).fill(NaN);
      return {target: targetOf(id), scores: scores[id]};
    });
    return {own, rows, targets};
  });
  const departments = catalogue.items.columns.department_id;
  for (const {events} of blocks()) {
    const {user_id, ts_ms} = events.columns;
    for (const rows of rowsByUser(events, options.users)) {
      if (rows.length === 0) continue;
      const user = user_id[rows[0]];
      if (trains(user) || !kinds.some((kind) => kind.rows.has(user))) continue;
      // the moments at which the running target asks
      const running = new Map<number, number>();
      for (const [from, to] of visitsOf(events, rows))
        if (to - from >= MID_SESSION_EVENTS)
          running.set(rows[from + MID_SESSION_EVENTS - 1], ts_ms[rows[from + MID_SESSION_EVENTS - 1]]);
      posterior.walk(
        events,
        rows,
        (row, {buysLater}) => {
          if (!running.has(row)) return;
          each(user, running.get(row)!, (target, at, out) => {
            if (target.horizon.by === "session") out[at] = buysLater;
          });
        },
        false,
        (row, users, left) => {
          const prospects = new Map<string, ReturnType<Outlook["after"]>>();
          each(user, ts_ms[row], ({horizon, of, event}, at, out, item) => {
            if (horizon.by === "session") return;
            const ahead: Ahead = horizon.by === "sessions" ? {visits: horizon.sessions} : {days: horizon.days};
            const key = JSON.stringify(ahead);
            if (!prospects.has(key)) prospects.set(key, outlook.after(ts_ms[row], users, left, ahead));
            const prospect = prospects.get(key)!;
            out[at] =
              of === "anything"
                ? prospect.anything()
                : of === "item"
                  ? prospect.item(item - 1, event)
                  : prospect.category(departments[item - 1]);
          });
        }
      );
    }
  }
  return scores;

  /** The targets and rows of a user's examples whose moment is just after an event. */
  function each(
    user: number,
    lastMs: number,
    tell: (target: ReturnType<typeof targetOf>, row: number, out: Float64Array, item: number) => void
  ): void {
    for (const {own, rows, targets} of kinds) {
      const [from, to] = rows.get(user) ?? [0, 0];
      for (let row = from; row < to; row++)
        if (own.asOfMs[row] === lastMs + 1)
          for (const {target, scores} of targets) tell(target, row, scores, own.item[row]);
    }
  }
}
