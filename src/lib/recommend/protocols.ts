import {UserError} from "../core/errors.js";
import {random} from "../core/random.js";
import {DAY_MS} from "../core/time.js";
import {
  sessionCount,
  sessionsOfAtLeast,
  startMs,
  takeSessions,
  withoutRepeats,
  type ItemSequences
} from "./itemSequences.js";

/** How sessions are cut into what teaches and what tests. */
export type Protocol =
  /** Sessions that start in the last days of the log test, the earlier ones teach. */
  | {readonly by: "last-days"; readonly days: number}
  /** Sessions at random: the future then teaches the past. */
  | {readonly by: "random-sessions"; readonly share: number; readonly seed: number}
  /** The last click of each session tests, those before it teach: sessions that test also teach. */
  | {readonly by: "leave-one-out"};

/** Whether a click on the item of the click before is kept. */
export type Repeats = "keep" | "drop";

export interface SplitSequences {
  readonly train: ItemSequences;
  readonly test: ItemSequences;
  /** Of leave-one-out, only the last click of a test session is predicted. */
  readonly lastOnly: boolean;
}

/** The name of a protocol in outputs and on the command line. */
export function protocolName(protocol: Protocol): string {
  if (protocol.by === "last-days") return `last-${protocol.days}-days`;
  if (protocol.by === "leave-one-out") return "leave-one-out";
  return `random-sessions-${Math.round(100 * protocol.share)}-seed-${protocol.seed}`;
}

/**
 * The protocol of a name. Throws `UserError` for what is none.
 *
 * @example
 * ```ts
 * parseProtocol("last-14-days") // → {by: "last-days", days: 14}
 * parseProtocol("random-sessions-20-seed-3") // → {by: "random-sessions", share: 0.2, seed: 3}
 * parseProtocol("yesterday") // → throws UserError: there is no protocol yesterday
 * ```
 */
export function parseProtocol(text: string): Protocol {
  const days = /^last-(\d{1,5})-days$/.exec(text);
  if (days !== null && Number(days[1]) > 0) return {by: "last-days", days: Number(days[1])};
  const share = /^random-sessions-(\d{1,2})-seed-(\d{1,9})$/.exec(text);
  if (share !== null && Number(share[1]) > 0)
    return {by: "random-sessions", share: Number(share[1]) / 100, seed: Number(share[2])};
  if (text === "leave-one-out") return {by: "leave-one-out"};
  throw new UserError(
    `there is no protocol ${text}`,
    "protocols are last-14-days (any number of days), random-sessions-20-seed-1, leave-one-out"
  );
}

/**
 * Cuts sessions by a protocol. Repeats are dropped first where they are to be, and sessions of one click are left out.
 * Throws `UserError` where nothing teaches or nothing tests.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const day = 86_400_000;
 * const sequences = itemSequences({sessions: [1, 1, 2, 2], items: [0, 1, 1, 2], timesMs: [0, 1, day, day]});
 * const {train, test} = splitSequences(sequences, {by: "last-days", days: 1});
 * train.items // → [0, 1]
 * test.items // → [1, 2]
 * ```
 */
export function splitSequences(all: ItemSequences, protocol: Protocol, repeats: Repeats = "keep"): SplitSequences {
  const sequences = repeats === "drop" ? withoutRepeats(all) : all;
  const sessions = sessionsOfAtLeast(sequences, 2);
  const cut = (tests: (session: number, k: number) => boolean): SplitSequences => ({
    train: takeSessions(
      sequences,
      sessions.filter((s, k) => !tests(s, k))
    ),
    test: takeSessions(sequences, sessions.filter(tests)),
    lastOnly: false
  });
  const made = ((): SplitSequences => {
    if (protocol.by === "leave-one-out") {
      const whole = takeSessions(sequences, sessions);
      const {offsets} = whole;
      const ends = new Set(offsets.subarray(1).map((end) => end - 1));
      const train = takeSessions(
        whole,
        Int32Array.from({length: sessions.length}, (_, s) => s),
        (i) => !ends.has(i)
      );
      return {train, test: whole, lastOnly: true};
    }
    if (protocol.by === "random-sessions") {
      const draws = random(protocol.seed, 41);
      const chosen = sessions.map(() => draws.uniform() < protocol.share);
      return cut((_, k) => chosen[k]);
    }
    let last = -Infinity;
    for (let s = 0; s < sessionCount(all); s++) last = Math.max(last, startMs(all, s));
    const from = (Math.floor(last / DAY_MS) - protocol.days + 1) * DAY_MS;
    return cut((s) => startMs(sequences, s) >= from);
  })();
  for (const part of ["train", "test"] as const)
    if (made[part].items.length === 0)
      throw new UserError(
        `${protocolName(protocol)} leaves no session of two clicks to ${part}`,
        protocol.by === "last-days" ? "choose another number of days" : "choose another protocol"
      );
  return made;
}
