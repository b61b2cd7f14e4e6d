import {DUCKDB} from "../../src/lib/sql/dialect.js";
import {DAY_MS, HOUR_MS} from "../../src/lib/core/time.js";
import {existsSync, statSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {numbers} from "../../src/lib/core/table.js";
import {wilsonInterval} from "../../src/lib/metrics/intervals.js";
import {SESSION_BANDS} from "../../src/lib/pipeline/sessionBands.js";
import {openDuckDB} from "../engines/duckdb.js";
import {checksum} from "./checksum.js";
import {exactFigure} from "../results/exactFigure.js";

/** The files of the data set as published. */
const FILES = ["events.csv", "item_properties_part1.csv", "item_properties_part2.csv", "category_tree.csv"];
const GAP_MS = 30 * 60 * 1000;
const quick = SESSION_BANDS.find(({name}) => name === "quick")!;

/**
 * Counts RetailRocket's own files where a folder of downloads holds them, in its subfolder `retailrocket` or directly: the figures
 * of a result named `retailrocket`, for this run only, since the log may not be passed on. Null where there is no `events.csv`.
 *
 * Throws `UserError` for a folder that is not there, and for a file without the published columns.
 */
export async function retailrocketTotals(folder: string): Promise<StudyResult | null> {
  if (!existsSync(folder)) throw new UserError(`no folder ${folder}`, "name the folder that holds the downloads");
  const home = [join(folder, "retailrocket"), folder].find((path) => existsSync(join(path, FILES[0])));
  if (home === undefined) return null;
  const log = join(home, FILES[0]);
  const dataset = "RetailRocket, the published files";
  const exact = exactFigure(dataset);
  const sizes = FILES.map((name) => join(home, name))
    .filter((path) => existsSync(path))
    .map((path) => statSync(path).size);
  const engine = await openDuckDB();
  try {
    await engine
      .run(
        `CREATE TABLE raw AS SELECT "timestamp", visitorid, event, itemid, transactionid
          FROM read_csv('${log.replaceAll("'", "''")}', header = true, columns = {"timestamp": 'BIGINT', visitorid: 'BIGINT', event: 'VARCHAR', itemid: 'BIGINT', transactionid: 'BIGINT'});
        CREATE TABLE clean AS SELECT DISTINCT * FROM raw;`
      )
      .catch((error: Error) => {
        throw new UserError(
          `${log} is not RetailRocket's log: ${error.message.split("\n")[0]}`,
          "its columns are timestamp, visitorid, event, itemid, transactionid"
        );
      });
    const totals = await engine.read(
      `SELECT (SELECT count(*) FROM raw) AS raw, count(*) AS clean, count(DISTINCT visitorid) AS visitors, count(DISTINCT itemid) AS items,
        (${DUCKDB.quotient(`max("timestamp")`, DAY_MS)}) - (${DUCKDB.quotient(`min("timestamp")`, DAY_MS)}) + 1 AS days FROM clean`
    );
    const sessions = await engine.read(
      `WITH starts AS (
        SELECT visitorid, event, "timestamp", "timestamp" - lag("timestamp") OVER visitor AS pause,
          CASE WHEN pause <= ${GAP_MS} THEN 0 ELSE 1 END AS starts
        FROM clean WINDOW visitor AS (PARTITION BY visitorid ORDER BY "timestamp")
      ), numbered AS (
        SELECT visitorid, event, sum(starts) OVER (PARTITION BY visitorid ORDER BY "timestamp" ROWS UNBOUNDED PRECEDING) AS visit FROM starts
      ), visits AS (
        SELECT count(*) AS events, count(*) FILTER (WHERE event = 'transaction') AS bought FROM numbered GROUP BY visitorid, visit
      )
      SELECT count(*) AS visits, count(*) FILTER (WHERE events >= 2) AS several, count(*) FILTER (WHERE bought > 0) AS buying,
        count(*) FILTER (WHERE events >= ${quick.from} AND events < ${quick.until}) AS quick,
        (SELECT count(*) FROM starts WHERE pause <= ${GAP_MS}) AS pauses,
        (SELECT count(*) FROM starts WHERE pause < 60000) AS short
      FROM visits`
    );
    const [busiest] = numbers(
      await engine.read(
        `SELECT (${DUCKDB.quotient(`"timestamp"`, HOUR_MS)}) % 24 AS hour FROM clean GROUP BY hour ORDER BY count(*) DESC, hour LIMIT 1`
      ),
      "hour"
    );
    const of = (name: string) => numbers(totals, name)[0];
    const count = (name: string) => numbers(sessions, name)[0];
    const share = (hits: number, n: number, unit: string, protocol: string): Figure => ({
      value: hits / n,
      ...wilsonInterval(hits / n, n),
      n,
      unit,
      dataset,
      protocol: `${protocol}; Wilson 95 % interval`
    });
    return {
      study: "retailrocket",
      key: "",
      inputs: {[FILES[0]]: await checksum(log, "sha256")},
      options: {gapMs: GAP_MS},
      code: "",
      figures: {
        cleanEvents: exact(of("clean"), "events", `rows of the log less exact repetitions, of ${of("raw")} rows`),
        visitors: exact(of("visitors"), "visitors", "distinct visitors of the log"),
        items: exact(of("items"), "products", "distinct items of the log"),
        months: exact(
          (of("days") * 12) / 365.25,
          "months",
          "days from the first event to the last, UTC, both counted, as months"
        ),
        sessionsOfSeveral: exact(count("several"), "sessions", "visits of two or more events at a 30-minute gap"),
        constantAll: {
          ...share(
            count("visits") - count("buying"),
            count("visits"),
            "share of sessions",
            "right when always “no purchase” is said, all visits at a 30-minute gap"
          ),
          baseline: {name: "always “no purchase”", value: 1 - count("buying") / count("visits")}
        },
        // of a log of single events there is nothing to take a share of
        ...(count("several") > 0 && {
          quickShare: share(
            count("quick"),
            count("several"),
            "share of sessions",
            "visits of 2 to 4 events, of those of two or more"
          ),
          pausesUnderMinute: share(
            count("short"),
            count("pauses"),
            "share of pauses",
            "pauses inside a visit of less than a minute"
          )
        }),
        busiestHour: exact(busiest + 0.5, "h", "middle of the hour of the day with the most events, UTC"),
        files: exact(sizes.length, "files", "files of the data set that are there"),
        ...(sizes.length === FILES.length && {
          megabytes: exact(sizes.reduce((a, b) => a + b) / 1e6, "MB", "sizes of the four files added up")
        })
      },
      tables: {}
    };
  } finally {
    await engine.close();
  }
}
