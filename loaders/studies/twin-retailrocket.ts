import {DUCKDB} from "../../src/lib/sql/dialect.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {numbers} from "../../src/lib/core/table.js";
import type {Figure} from "../../src/lib/core/result.js";
import {wilsonInterval} from "../../src/lib/metrics/intervals.js";
import {sessionBands} from "../../src/lib/pipeline/sessionBands.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {Posterior} from "../../src/lib/generator/posterior.js";
import {PUBLISHED_RETAILROCKET as PUBLISHED} from "../../src/lib/generator/publishedRetailrocket.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";
import {TRANSACTION} from "../../src/lib/sources/events.js";
import {openDuckDB} from "../engines/duckdb.js";
import {exactFigure} from "../results/exactFigure.js";
import {generatedShop} from "../sources/generatedShop.js";
import type {Study} from "./study.js";

const options = {profile: "retailrocket", seed: 1, ceilingUsers: 281_516};
const TWIN = `generated twin of RetailRocket, seed ${options.seed}`;

/** The twin's totals beside the published ones, what constants reach on it, and what any forecast could. */
export const study: Study = {
  name: "twin-retailrocket",
  title: "Counts the generated twin of RetailRocket, and scores constants and the exact posterior on it.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const engine = await openDuckDB();
    const one = async (sql: string): Promise<Record<string, number>> => {
      const found = await engine.read(sql);
      return Object.fromEntries(Object.keys(found.columns).map((name) => [name, numbers(found, name)[0]]));
    };
    try {
      progress("generating and staging the twin");
      const source = await generatedShop(options);
      await source.load(engine);
      const {totals, input, quarantine} = await runStages(engine, source.spec, {}, {...options, hash: false});
      const {both, buying, several} = await one(BUYING_SQL);
      const days = await one(DAYS_SQL);
      const parts = await one(CONSTANT_SQL);
      const pauses = await one(PAUSES_SQL);
      const lengths = await engine.read(LENGTHS_SQL);
      const column = (name: string) => Array.from(numbers(lengths, name));
      const bands = sessionBands({
        events: column("events"),
        sessions: column("sessions"),
        buying: column("buying")
      });
      progress("the exact posterior of a part of its users");
      const ceiling = ceilingOf(options.ceilingUsers);

      const exact = exactFigure(TWIN);
      const share = (hits: number, n: number, unit: string, protocol: string, dataset = TWIN): Figure => ({
        value: hits / n,
        ...wilsonInterval(hits / n, n),
        n,
        unit,
        dataset,
        protocol: `${protocol}; Wilson 95 % interval`
      });
      const constant = {name: "always “no purchase”"};
      const asked = ({right, quiet, n}: Asked, protocol: string): Figure => ({
        ...share(right, n, "share of sessions", protocol, `${TWIN}, its first ${options.ceilingUsers} visitors`),
        baseline: {...constant, value: quiet / n}
      });
      const sessionsOfSeveral = totals.sessions - totals.singleEventSessions;
      const of = (name: string) => bands.find((band) => band.name === name)!.sessions;
      const banded = (name: string, what: string) =>
        share(of(name), sessionsOfSeveral, "share of sessions", `${what}, of sessions of two or more events`);
      const pausesOf = (name: string, what: string) =>
        share(pauses[name], pauses.all, "share of pauses", `pauses inside a session ${what}`);
      const never = (quiet: number, n: number, which: string): Figure => {
        const figure = share(quiet, n, "share of sessions", `right when always “no purchase” is said, ${which}`);
        return {...figure, baseline: {...constant, value: figure.value}};
      };
      const generated: Record<keyof typeof PUBLISHED, number> = {
        visitors: totals.users,
        items: totals.items,
        events: input.events,
        views: input.byType.view,
        carts: input.byType.addtocart,
        removes: input.byType.removefromcart,
        transactions: input.byType.transaction,
        duplicates: quarantine.reduce((sum, {rows}) => sum + rows, 0),
        sessions: totals.sessions,
        singleEventSessions: totals.singleEventSessions,
        sessionsOfSeveral,
        buyingSessions: totals.buyingSessions,
        cartingSessions: totals.cartingSessions,
        cartingSessionsThatBuy: both,
        singleEventShare: totals.singleEventSessions / totals.sessions,
        cartConversion: both / totals.cartingSessions
      };
      const names = Object.keys(PUBLISHED) as (keyof typeof PUBLISHED)[];
      const sharesOf: Partial<Record<keyof typeof PUBLISHED, number>> = {
        singleEventShare: totals.sessions,
        cartConversion: totals.cartingSessions
      };
      const compared = Object.fromEntries(
        names.map((name) => {
          const n = sharesOf[name];
          const [unit, value] = [UNITS[name] ?? "sessions", generated[name]];
          return [name, n === undefined ? exact(value, unit, WHAT[name]) : share(value * n, n, unit, WHAT[name])];
        })
      );
      return {
        figures: {
          ...compared,
          cleanEvents: exact(
            totals.events,
            "events",
            `rows of the log less exact repetitions, of ${input.events} rows`
          ),
          days: exact(days.days, "days", "days from the first event to the last, UTC, both counted"),
          sessionConversion: share(
            totals.buyingSessions,
            totals.sessions,
            "share of sessions",
            "sessions with a transaction"
          ),
          constantAll: never(totals.sessions - buying, totals.sessions, "all sessions"),
          constantSeveral: never(sessionsOfSeveral - several, sessionsOfSeveral, "sessions of two or more events"),
          constantCarting: never(totals.cartingSessions - both, totals.cartingSessions, "sessions with an addtocart"),
          constantGap: exact(
            Math.abs(parts.train / parts.trainSessions - parts.test / parts.testSessions),
            "share of sessions",
            "difference between training and test part, split by date, of the accuracy of always “no purchase”, sessions of two or more events",
            parts.trainSessions + parts.testSessions
          ),
          ceilingAfterFirst: asked(
            ceiling.first,
            "exact posterior after a session's first event, right about a purchase to come, all sessions"
          ),
          ceilingAfterSecond: asked(
            ceiling.second,
            "exact posterior after a session's second event, right about a purchase to come, sessions of two or more events that have not bought by then"
          ),
          ceilingInHindsight: asked(
            ceiling.last,
            "exact posterior at the last event before a session's purchase or, without one, at its end, sessions of two or more events"
          ),
          quickShare: banded("quick", "2 to 4 events"),
          activeShare: banded("active", "5 to 14 events"),
          deepShare: banded("deep", "15 or more events"),
          pausesUnderMinute: pausesOf("short", "of less than a minute"),
          pausesOfMinutes: pausesOf("middle", "of 1 to 5 minutes"),
          pausesOverFiveMinutes: pausesOf("long", "of 5 minutes or more")
        },
        tables: {
          totals: {
            total: names.map((name) => WHAT[name]),
            unit: names.map((name) => UNITS[name] ?? "sessions"),
            published: names.map((name) => PUBLISHED[name]),
            generated: names.map((name) => generated[name])
          },
          bands: {
            band: bands.map(({name}) => name),
            from: bands.map(({from}) => from),
            sessions: bands.map(({sessions}) => sessions),
            buying: bands.map(({buying}) => buying)
          }
        }
      };
    } finally {
      await engine.close();
    }
  }
};

const UNITS: Partial<Record<keyof typeof PUBLISHED, string>> = {
  visitors: "visitors",
  items: "products",
  events: "events",
  views: "events",
  carts: "events",
  removes: "events",
  transactions: "events",
  duplicates: "events",
  singleEventShare: "share of sessions",
  cartConversion: "share of sessions"
};

const WHAT: Record<keyof typeof PUBLISHED, string> = {
  visitors: "distinct visitors of the log",
  items: "distinct items of the log",
  events: "rows of the log",
  views: "rows of type view",
  carts: "rows of type addtocart",
  removes: "rows of type removefromcart",
  transactions: "rows of type transaction",
  duplicates: "rows that repeat another exactly",
  sessions: "sessions at a 30-minute gap",
  singleEventSessions: "sessions of one event",
  sessionsOfSeveral: "sessions of two or more events",
  buyingSessions: "sessions with a transaction",
  cartingSessions: "sessions with an addtocart",
  cartingSessionsThatBuy: "sessions with both",
  singleEventShare: "sessions of one event, of all sessions",
  cartConversion: "sessions with a transaction, of those with an addtocart"
};

const BUYING_SQL = `SELECT count(*) FILTER (WHERE carts > 0 AND transactions > 0) AS "both",
  count(*) FILTER (WHERE transactions > 0) AS buying, count(*) FILTER (WHERE transactions > 0 AND events > 1) AS several
FROM sessions`;

const DAYS_SQL = `SELECT ${DUCKDB.quotient("max(ts_ms)", DAY_MS)} - ${DUCKDB.quotient("min(ts_ms)", DAY_MS)} + 1 AS days FROM clean_events`;

const LENGTHS_SQL = `SELECT events, count(*) AS sessions, count(*) FILTER (WHERE transactions > 0) AS buying
FROM sessions GROUP BY events ORDER BY events`;

const CONSTANT_SQL = `SELECT
  count(*) FILTER (WHERE part = 0) AS "trainSessions", count(*) FILTER (WHERE part = 0 AND transactions = 0) AS train,
  count(*) FILTER (WHERE part = 2) AS "testSessions", count(*) FILTER (WHERE part = 2 AND transactions = 0) AS test
FROM sessions JOIN split_sessions USING (session_id) WHERE events > 1`;

const PAUSES_SQL = `SELECT count(*) AS "all", count(*) FILTER (WHERE ms < 60000) AS short,
  count(*) FILTER (WHERE ms >= 60000 AND ms < 300000) AS middle, count(*) FILTER (WHERE ms >= 300000) AS long
FROM (
  SELECT ts_ms - lag(ts_ms) OVER (PARTITION BY session_id ORDER BY event_no) AS ms FROM sessionized_events
) WHERE ms IS NOT NULL`;

/** Sessions asked, how often the likelier answer was right, and how many had no purchase to come. */
interface Asked {
  right: number;
  quiet: number;
  n: number;
}

/** What the best of all forecasts reaches at three moments of a session, on this many users of the twin. */
function ceilingOf(users: number): {first: Asked; second: Asked; last: Asked} {
  const shop = generateShop(shopOptions(options.profile, {seed: options.seed, users}));
  const posterior = new Posterior(shop.options, shop.catalogue);
  const {event, ts_ms, item_id} = shop.events.columns;
  const asked = {first: none(), second: none(), last: none()};
  const ask = (at: Asked, probability: number, buys: boolean): void => {
    at.n++;
    if (!buys) at.quiet++;
    if (probability > 0.5 === buys) at.right++;
  };
  for (const rows of rowsByUser(shop.events, users)) {
    const believed: number[] = [];
    posterior.walk(shop.events, rows, (_, {buysLater}) => believed.push(buysLater));
    for (const [from, to] of visitsOf(shop.events, rows)) {
      const repeats = (k: number): boolean =>
        ts_ms[rows[k]] === ts_ms[rows[k - 1]] && item_id[rows[k]] === item_id[rows[k - 1]];
      const places: number[] = [];
      for (let k = from; k < to; k++) if (k === from || !repeats(k)) places.push(k);
      const bought = places.findIndex((k) => event[rows[k]] === TRANSACTION);
      ask(asked.first, believed[from], bought > 0);
      if (places.length === 1) continue;
      if (bought !== 1) ask(asked.second, believed[places[1]], bought > 1);
      ask(asked.last, believed[places[(bought === -1 ? places.length : bought) - 1]], bought !== -1);
    }
  }
  return asked;
}

function none(): Asked {
  return {right: 0, quiet: 0, n: 0};
}
