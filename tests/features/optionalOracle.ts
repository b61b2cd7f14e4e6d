import {DAY_MS} from "../../src/lib/core/time.js";
import type {Row} from "../pipeline/oracle.js";
import {ascending, type OracleAttribute, type OracleExample} from "./oracle.js";

export function optionalFeaturesOf(
  log: readonly Row[],
  {session_id, user_id, item_id, as_of_ms}: OracleExample,
  attributes: readonly OracleAttribute[]
): Record<string, number> {
  const known = log.filter((event) => event.ts_ms! < as_of_ms);
  const of = (events: readonly Row[], where: Partial<Row>) =>
    events.filter((event) => Object.entries(where).every(([name, value]) => event[name] === value));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const mean = (values: readonly number[]) => (values.length === 0 ? 0 : Math.floor(sum(values) / values.length));

  // pages left before the moment, with the time of leaving
  const left = log
    .filter((event) => event.event === 0 && event.dwell_ms !== null && event.ts_ms! + event.dwell_ms! < as_of_ms)
    .map((event) => ({...event, left_ms: event.ts_ms! + event.dwell_ms!}) as Row);
  const lastDays = (pages: readonly Row[]) => pages.filter((page) => page.left_ms! >= as_of_ms - 30 * DAY_MS);
  const dwell = (pages: readonly Row[]) => pages.map((page) => page.dwell_ms!);
  const pairLeft = of(left, {user_id, item_id});
  const lastLeft = Math.max(...pairLeft.map((page) => page.left_ms!));
  const seconds = (ms: number) => Math.floor(ms / 1000);

  const item = of(known, {item_id});
  const latest = (events: readonly Row[]) => {
    const priced = events.filter((event) => event.price_cents !== null);
    const last = Math.max(...priced.map((event) => event.ts_ms!));
    return Math.max(...priced.filter((event) => event.ts_ms === last).map((event) => event.price_cents!));
  };
  const price = latest(item);
  const against = (events: readonly Row[]) => {
    const prices = events.filter((event) => event.price_cents !== null).map((event) => event.price_cents!);
    return price === -Infinity || mean(prices) === 0 ? 1000 : Math.floor((1000 * price) / mean(prices));
  };
  const session = of(known, {session_id});
  const user = of(known, {user_id});
  const pricedViews = user.filter(
    (event) => event.event === 0 && event.price_cents !== null && event.ts_ms! >= as_of_ms - 30 * DAY_MS
  );
  const discounted = pricedViews.filter((view) =>
    log.some(
      (event) =>
        view.item_id !== null &&
        event.item_id === view.item_id &&
        event.ts_ms! <= view.ts_ms! &&
        event.price_cents !== null &&
        event.price_cents! > view.price_cents!
    )
  );

  const said = (id: number) =>
    attributes
      .filter((attribute) => attribute.item_id === id && attribute.from_ms < as_of_ms)
      .sort((a, b) => b.from_ms - a.from_ms)[0] as OracleAttribute | undefined;
  const others = ascending(session.filter((e) => e.item_id !== null && e.item_id !== item_id).map((e) => e.item_id!));
  const here = said(item_id);
  const shared = others.map((id) => {
    const there = said(id);
    if (here?.department_id == null || there?.department_id !== here.department_id) return 0;
    return here.tags == null || there.tags == null ? null : bits(here.tags & there.tags);
  });
  const sharedKnown = shared.filter((n) => n !== null);

  const date = new Date(as_of_ms - 1);
  const hour = date.getUTCHours();
  const weekend = [0, 6].includes(date.getUTCDay());
  const evening = hour >= 18 && hour < 23;
  const views = (days: number) => item.filter((e) => e.event === 0 && e.ts_ms! >= as_of_ms - days * DAY_MS).length;

  const sessionsOf = (...items: readonly number[]) =>
    ascending(known.filter((e) => e.session_id !== session_id).map((e) => e.session_id!)).filter((id) =>
      items.every((wanted) => known.some((e) => e.session_id === id && e.item_id === wanted))
    ).length;
  const met = others.map((id) => {
    const [i, j, both] = [sessionsOf(item_id), sessionsOf(id), sessionsOf(item_id, id)];
    return {
      both,
      jaccard: i + j - both === 0 ? 0 : Math.floor((1000 * both) / (i + j - both)),
      cosine: i * j === 0 ? 0 : Math.floor(1000 * Math.sqrt((both * both) / (i * j)) + 1e-9)
    };
  });
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);

  const start = Math.min(...session.map((event) => event.ts_ms!));
  const spent = seconds(Math.max(...session.map((event) => event.ts_ms!)) - start);
  const department = here?.department_id ?? null;
  const distinct = others.length + (session.some((event) => event.item_id === item_id) ? 1 : 0);

  return {
    dwell_user_item_seconds_30d: seconds(sum(dwell(lastDays(pairLeft)))),
    dwell_user_item_longest: seconds(most(dwell(pairLeft))),
    dwell_user_item_last: seconds(most(dwell(pairLeft.filter((page) => page.left_ms === lastLeft)))),
    dwell_item_mean_30d: seconds(mean(dwell(lastDays(of(left, {item_id}))))),
    dwell_user_mean_30d: seconds(mean(dwell(lastDays(of(left, {user_id}))))),
    dwell_session_seconds: seconds(sum(dwell(of(left, {session_id})))),

    price_against_viewed: against(of(user, {event: 0})),
    price_against_bought: against(of(user, {event: 3})),
    price_against_session: against(of(session, {event: 0})),
    discounted_views_30d: pricedViews.length === 0 ? 0 : Math.floor((1000 * discounted.length) / pricedViews.length),

    item_rating: here?.rating_tenths ?? 0,
    item_reviews: here?.reviews ?? 0,
    shared_tags_most: most(sharedKnown),
    shared_tags_mean: shared.length === 0 ? 0 : Math.floor((1000 * sum(sharedKnown)) / shared.length),
    same_category_items: others.filter((id) => here?.category_id != null && said(id)?.category_id === here.category_id)
      .length,

    season_weekend: weekend ? 1 : 0,
    season_evening: evening ? 1 : 0,
    season_month_part: date.getUTCDate() <= 10 ? 0 : date.getUTCDate() <= 20 ? 1 : 2,
    season_item_week: views(14) === 0 ? 500 : Math.floor((1000 * views(7)) / views(14)),

    together_jaccard_most: most(met.map(({jaccard}) => jaccard)),
    together_jaccard_mean: mean(met.map(({jaccard}) => jaccard)),
    together_cosine_most: most(met.map(({cosine}) => cosine)),
    together_items: met.filter(({both}) => both > 0).length,

    made_up_session_seconds: Math.floor(
      (spent * (department === 0 ? 13 : department === 2 ? 8 : 10) * (weekend ? 13 : 10) * (evening ? 12 : 10)) / 1000 +
        1e-9
    ),
    made_up_session_events: Math.floor(
      (session.length * (department === 0 ? 12 : 10) * (weekend ? 12 : 10)) / 100 + 1e-9
    ),
    made_up_session_items: Math.floor((distinct * (department === 1 ? 15 : 10)) / 10 + 1e-9)
  };
}

const bits = (n: number): number => (n === 0 ? 0 : (n & 1) + bits(n >>> 1));
