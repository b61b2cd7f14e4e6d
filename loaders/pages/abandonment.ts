import {zipSync} from "fflate";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {CLAIMS} from "../../src/lib/claims/ledger.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import type {
  AbandonmentPage,
  CartAuc,
  DualAuc,
  Estimate,
  TokenAccuracy
} from "../../src/lib/sequence/abandonmentPage.js";
import type {PlayedSessions} from "../../src/lib/sequence/playedSessions.js";
import type {GeneralizationGap, PrefixReport} from "../../src/lib/sequence/prefixReport.js";
import type {SessionEncoder} from "../../src/lib/sequence/sessionEncoder.js";
import {sessionsOfPart, takeSessions, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {sequencesToJson} from "../../src/lib/sequence/sequencesJson.js";
import {SESSION_TARGETS, targetName} from "../../src/lib/sequence/sessionTargets.js";
import {shopOptions, streamShop} from "../../src/lib/generator/shop.js";
import {scoreSessionsOnnx} from "../engines/onnx.js";
import {posteriorScores} from "../sequence/posteriorScores.js";
import {readSessions} from "../sequence/readSessions.js";
import {requireResult} from "../results/results.js";
import {tableRows, type TableRow} from "../results/tableRows.js";
import {MODELS} from "../training/train.js";
import {onnxSize} from "./onnxSize.js";

/** The network that sessions are played with: trained on the generated shop by `npm run train -- tcn`. */
const FILE = "shop-purchase-this-session-tcn.onnx";

/** What the page on abandonment shows before any control is touched, from committed studies and the claim ledger. */
export function abandonmentPage(): AbandonmentPage {
  const result = requireResult("tcn-shop");
  const later = requireResult("retailrocket-later");
  const {shop, split} = result.options as {shop: AbandonmentPage["shop"]; split: string};
  const models = tableRows(result.tables.models) as unknown as AbandonmentPage["models"];
  const accuracy = CLAIMS.find(({id}) => id === "op-ecom-tcn-accuracy")!.claimed;
  const precision = CLAIMS.find(({id}) => id === "op-ecom-detection-precision")!.claimed;
  // both are claimed in per cent
  const share = (value: number | null) => value! / 100;
  return {
    shop: {profile: shop.profile, seed: shop.seed},
    split: parseSplit(split),
    models,
    reports: reportsOf(result, models[0].id),
    ways: tableRows(result.tables.shares) as unknown as AbandonmentPage["ways"],
    differences: tableRows(result.tables.differences) as unknown as AbandonmentPage["differences"],
    leastWay: {
      value: result.figures.leastShareOfWay.value,
      low: result.figures.leastShareOfWay.low!,
      high: result.figures.leastShareOfWay.high!,
      protocol: result.figures.leastShareOfWay.protocol
    },
    accuracies: accuraciesOf(result),
    dual: tableRows(result.tables.dual).map(
      ({gain, gainLow, gainHigh, ...row}) =>
        ({...row, gain: gain === null ? null : {value: gain, low: gainLow, high: gainHigh}}) as unknown as DualAuc
    ),
    twin: twinOf(requireResult("tcn-twin"), models[0].id),
    carts: {
      models: tableRows(later.tables.models) as unknown as AbandonmentPage["carts"]["models"],
      rows: tableRows(later.tables.runs).map(({cut, model, positives, test}): CartAuc => {
        const of = (metric: string) => {
          const {value, low, high} = later.figures[`after-${cut}-${model}-${metric}`];
          return {value, low: low!, high: high!};
        };
        return {
          after: Number(cut),
          model: String(model),
          n: Number(test),
          positives: Number(positives),
          auc: of("auc"),
          accuracy: of("accuracy"),
          constant: later.figures[`after-${cut}-${model}-accuracy`].baseline!.value
        };
      })
    },
    claimed: {
      accuracy: {
        value: share(accuracy.value),
        low: share(accuracy.low),
        high: share(accuracy.high),
        n: accuracy.n!
      },
      precision: share(precision.value)
    },
    runtime: onnxSize()
  };
}

function accuraciesOf({tables}: StudyResult): TokenAccuracy[] {
  return tableRows(tables.accuracies).map((row) => ({...row, token: row.token === 1}) as unknown as TokenAccuracy);
}

function twinOf(result: StudyResult, own: string): AbandonmentPage["twin"] {
  const {sessions, trainingMinutes, peakGigabytes, [`purchase-gap-accuracy-${own}`]: gap} = result.figures;
  return {
    sessions: sessions.value,
    minutes: trainingMinutes.value,
    gigabytes: peakGigabytes.value,
    training: trainingMinutes.protocol,
    accuracies: accuraciesOf(result),
    gap: {value: gap.value, low: gap.low!, high: gap.high!},
    constantGap: gap.baseline!.value
  };
}

/** Models whose alarms the page offers beside those of its own one. */
const ALARMED = ["boosting", "posterior"];

/** The reports of a study's test, one for each target it was asked, as far as the page draws them. */
function reportsOf({tables}: StudyResult, own: string): PrefixReport[] {
  const of = (table: string, target: string): TableRow[] =>
    tableRows(tables[table])
      .filter((row) => row.target === target)
      .map(({target: _, ...row}) => row);
  return SESSION_TARGETS.flatMap((target): PrefixReport[] => {
    const name = targetName(target);
    const alarms = of("alarms", name).filter(({model}) => model === own || ALARMED.includes(String(model)));
    const areas = of("areas", name);
    if (areas.length === 0) return [];
    return [
      {
        target,
        areas: areas as unknown as PrefixReport["areas"],
        means: of("means", name).filter(({model}) => model === own) as unknown as PrefixReport["means"],
        alarms: alarms.map((row) => ({
          model: String(row.model),
          threshold: Number(row.threshold),
          sessions: Number(row.sessions),
          positives: Number(row.positives),
          alarms: Number(row.alarms),
          rightAlarms: Number(row.rightAlarms),
          precision: estimateOf(row, "precision"),
          recall: estimateOf(row, "recall"),
          before: estimateOf(row, "before"),
          eventsLeft:
            row.leftMedian === null
              ? null
              : {lower: Number(row.leftLower), median: Number(row.leftMedian), upper: Number(row.leftUpper)}
        })),
        gaps: of("gaps", name).map((row) => ({
          model: String(row.model),
          metric: row.metric as GeneralizationGap["metric"],
          train: estimateOf(row, "train")!,
          test: estimateOf(row, "test")!,
          gap: estimateOf(row, "gap")!,
          trainSessions: Number(row.trainSessions),
          testSessions: Number(row.testSessions)
        }))
      }
    ];
  });
}

/** A value with its interval, from the columns `name`, `nameLow` and `nameHigh`; null where there is none. */
function estimateOf(row: TableRow, name: string): Estimate | null {
  if (row[name] === null) return null;
  return {value: Number(row[name]), low: Number(row[`${name}Low`]), high: Number(row[`${name}High`])};
}

/** How many sessions there are to play of each end that a session can come to. */
const PLAYED = {buying: 80, leaving: 80, without: 40};
/** Shorter sessions are soon over, and longer ones take long. */
const [SHORTEST, LONGEST] = [4, 60];

/**
 * What the page fetches when a session is played or scored: `sessions.json`, sessions of the shop's test, and
 * `tcn.onnx`, the network's file, with what it says in Node among the first. Throws `UserError` where the file has not
 * been trained.
 */
export async function abandonmentArchive(): Promise<Uint8Array> {
  const file = tcnFile();
  const encoder = JSON.parse(readOnnxMetadata(file).metadata.encoder) as SessionEncoder;
  const {sequences: all, profile, seed, split} = await readSessions();
  const sequences = playable(sessionsOfPart(all, 2));
  const shop = shopOptions(profile!, {seed: seed!});
  const short = (x: number) => Number(x.toFixed(6));
  const played: PlayedSessions = {
    about: `the generated shop, profile ${profile}, seed ${seed}, split by ${split}`,
    sequences: sequencesToJson(sequences),
    departments: streamShop(shop).catalogue.departments,
    withStart: encoder.withStart,
    posterior: Array.from(posteriorScores(shop, sequences), short),
    published: Array.from(await scoreSessionsOnnx(file, encoder, sequences), short)
  };
  // the earliest time that an archive can say, so that its bytes are always the same
  return zipSync(
    {"sessions.json": new TextEncoder().encode(JSON.stringify(played)), "tcn.onnx": file},
    {mtime: "1980-01-01T00:00:00", level: 0}
  );
}

function tcnFile(): Uint8Array {
  try {
    return new Uint8Array(readFileSync(join(MODELS, FILE)));
  } catch {
    throw new UserError(`there is no models/${FILE}`, "make it with: npm run train -- tcn");
  }
}

/** The first sessions of each end, of a length worth playing, in the order of the log. */
function playable(test: SessionSequences): SessionSequences {
  const left: Record<keyof typeof PLAYED, number> = {...PLAYED};
  const chosen: number[] = [];
  for (let s = 0; s < test.sessions; s++) {
    const events = test.from[s + 1] - test.from[s];
    if (events < SHORTEST || events > LONGEST) continue;
    const {transactions, carts} = test.outcomes;
    const end = transactions[s] > 0 ? "buying" : carts[s] > 0 ? "leaving" : "without";
    if (left[end] === 0) continue;
    left[end]--;
    chosen.push(s);
  }
  return takeSessions(test, chosen);
}
