import {zipSync} from "fflate";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {CLAIMS} from "../../src/lib/claims/ledger.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {abandonmentReport} from "../../src/lib/reports/abandonment.js";
import type {AbandonmentPage} from "../../src/lib/reports/abandonmentPage.js";
import type {PlayedSessions} from "../../src/lib/sequence/playedSessions.js";
import type {SessionEncoder} from "../../src/lib/sequence/sessionEncoder.js";
import {sessionsOfPart, takeSessions, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {sequencesToJson} from "../../src/lib/sequence/sequencesJson.js";
import {shopOptions, streamShop} from "../../src/lib/generator/shop.js";
import {scoreSessionsOnnx} from "../engines/onnx.js";
import {posteriorScores} from "../sequence/posteriorScores.js";
import {readSessions} from "../sequence/readSessions.js";
import {requireResult} from "../results/results.js";
import {MODELS} from "../training/train.js";
import {onnxSize} from "./onnxSize.js";

/** The network that sessions are played with: trained on the generated shop by `npm run train -- tcn`. */
const FILE = "shop-purchase-this-session-tcn.onnx";

/** What the page on abandonment shows before any control is touched, from committed studies and the claim ledger. */
export function abandonmentPage(): AbandonmentPage {
  const studies = {
    shop: requireResult("tcn-shop"),
    twin: requireResult("tcn-twin"),
    later: requireResult("retailrocket-later")
  };
  return {...abandonmentReport(studies, CLAIMS), runtime: onnxSize()};
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
