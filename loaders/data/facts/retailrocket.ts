import {literal} from "../../../src/lib/sql/dialect.js";
import type {Engine} from "../../../src/lib/sql/engine.js";
import {runStages} from "../../../src/lib/pipeline/stages.js";
import {retailrocket} from "../../sources/retailrocket.js";
import {computeFacts, type Fact, type FactQuery} from "../fact.js";

const count = (table: string, condition: string) => `SELECT count(*) FROM ${table} WHERE ${condition}`;

/** The full file's published totals; sessions at a gap of half an hour, after exact duplicates are dropped. */
const FULL: readonly FactQuery[] = [
  ["events", 2_756_101, "SELECT count(*) FROM raw_events"],
  ["visitors", 1_407_580, "SELECT count(DISTINCT user_id) FROM raw_events"],
  ["items", 235_061, "SELECT count(DISTINCT item_id) FROM raw_events"],
  ["views", 2_664_312, count("raw_events", "event = 0")],
  ["add-to-carts", 69_332, count("raw_events", "event = 1")],
  ["transactions", 22_457, count("raw_events", "event = 3")],
  ["exact duplicate rows", 460, "SELECT coalesce(sum(rows), 0) FROM quarantine WHERE reason = 'exact duplicate'"],
  ["sessions", 1_761_675, "SELECT count(*) FROM sessions"],
  ["sessions of one event", 1_378_895, count("sessions", "events = 1")],
  ["sessions of two or more", 382_780, count("sessions", "events >= 2")],
  ["sessions with a transaction", 14_297, count("sessions", "transactions > 0")],
  ["sessions with an add-to-cart", 43_924, count("sessions", "carts > 0")]
];

const SAMPLE: readonly FactQuery[] = [
  ["events of the sample", 9_385, "SELECT count(*) FROM raw_events"],
  ["visitors of the sample", 5_000, "SELECT count(DISTINCT user_id) FROM raw_events"],
  ["views of the sample", 9_076, count("raw_events", "event = 0")],
  ["add-to-carts of the sample", 263, count("raw_events", "event = 1")],
  ["transactions of the sample", 46, count("raw_events", "event = 3")]
];

/** What is known of each of RetailRocket's files, of those that are here. `paths` are by the files' names. */
export async function retailrocketFacts(engine: Engine, paths: Readonly<Record<string, string>>): Promise<Fact[]> {
  const facts: Fact[] = [];
  const full = paths["events.csv"];
  const events = full ?? paths["sample_events.csv"];
  if (events !== undefined) {
    const source = await retailrocket({path: events});
    await source.load(engine);
    await runStages(engine, source.spec, {}, {hash: false});
    facts.push(...(await computeFacts(engine, full === undefined ? SAMPLE : FULL)));
  }
  const tree = paths["category_tree.csv"];
  if (tree !== undefined) {
    const from = `read_csv(${literal(tree)}, header = true, auto_detect = false, delim = ',', columns = {'categoryid': 'INTEGER', 'parentid': 'INTEGER'})`;
    facts.push(
      ...(await computeFacts(
        engine,
        [
          ["categories", 1_669, `SELECT count(*) FROM ${from}`],
          ["categories without a parent", 25, `SELECT count(*) FROM ${from} WHERE parentid IS NULL`]
        ],
        tree
      ))
    );
  }
  const features = paths["cart_session_features.csv"];
  if (features !== undefined) {
    const from = `read_csv(${literal(features)}, header = true)`;
    facts.push(
      ...(await computeFacts(
        engine,
        [
          ["cart sessions", 43_917, `SELECT count(*) FROM ${from}`],
          ["cart sessions that bought", 11_932, `SELECT count(*) FROM ${from} WHERE has_transaction = 1`],
          [
            "cart sessions whose columns give the label away (events − views − carts = transactions)",
            43_917,
            `SELECT count(*) FROM ${from} WHERE event_count - view_count - addtocart_count = transaction_count
  AND (transaction_count > 0) = (has_transaction = 1)`
          ],
          [
            "% of cart sessions do not buy: what always saying no gets right",
            72.83,
            `SELECT round(100.0 * (1 - avg(has_transaction)), 2) FROM ${from}`
          ],
          ["visitors with a cart", 37_715, `SELECT count(DISTINCT visitorid) FROM ${from}`]
        ],
        features
      ))
    );
  }
  const prefixes = paths["prefix_dataset.parquet"];
  if (prefixes !== undefined) {
    const from = `read_parquet(${literal(prefixes)})`;
    facts.push(
      ...(await computeFacts(
        engine,
        [
          ["prefixes of cart sessions", 91_036, `SELECT count(*) FROM ${from}`],
          [
            "as events after the first cart",
            "0, 1, 2, 3, 5, 10",
            `SELECT string_agg(k, ', ' ORDER BY k) FROM (SELECT DISTINCT cutoff_k AS k FROM ${from})`
          ]
        ],
        prefixes
      ))
    );
  }
  const timed = paths["cart_sessions_with_ts.parquet"];
  if (timed !== undefined) {
    const from = `read_parquet(${literal(timed)})`;
    const time = "first_addtocart_utc_gybai";
    facts.push(
      ...(await computeFacts(
        engine,
        [
          ["cart sessions in the table with times", 43_917, `SELECT count(*) FROM ${from}`],
          ["of them with the time of the first cart", 29_410, `SELECT count(${time}) FROM ${from}`],
          ["visitors in the table with times", 37_715, `SELECT count(DISTINCT visitorid) FROM ${from}`],
          ["as month of the first", "2015-05", `SELECT strftime(min(${time}), '%Y-%m') FROM ${from}`]
        ],
        timed
      ))
    );
  }
  return facts;
}
