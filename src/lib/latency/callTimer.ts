import type {Clock} from "./clockTick.js";

/** What is timed; `turn` counts its calls. A promise is waited for. */
export type Call = (turn: number) => unknown;

export interface CallTimerOptions {
  readonly now: Clock;
  /** See `clockTick`. */
  readonly tickMs: number;
  /** How long it is called before anything is kept, in milliseconds. */
  readonly warmUpMs?: number;
}

/** What the clock said. */
export interface CallReadings {
  /** Calls between two readings of `means`. */
  readonly callsPerReading: number;
  /** Milliseconds a call, each the mean of `callsPerReading` calls in a row. */
  readonly means: readonly number[];
  /** Milliseconds of single calls, as coarse as the clock; none where `means` are of single calls already. */
  readonly singles: readonly number[];
}

export interface CallTimer {
  /** Calls for about so many milliseconds, and keeps what the clock says. */
  run(ms: number): Promise<void>;
  readings(): CallReadings;
}

/** A reading spans at least so many ticks, so that the clock's coarseness is a twentieth of it at most. */
export const TICKS = 20;
const MOST_CALLS = 1 << 16;
/** Readings of a kind that are kept; more tell no more. */
const MOST_READINGS = 4000;

/**
 * Times a call over and over. As a clock may be coarser than a call is long, calls are timed so many at a time that a
 * reading spans `TICKS` ticks; as a mean of many hides the slow ones among them, single calls are timed in turn with
 * them, too. The first readings are dropped until the call has been warmed up.
 */
export async function openCallTimer(call: Call, {now, tickMs, warmUpMs = 20}: CallTimerOptions): Promise<CallTimer> {
  let turn = 0;
  const time = async (calls: number): Promise<number> => {
    const start = now();
    for (let k = 0; k < calls; k++) {
      const answer = call(turn++);
      if (answer instanceof Promise) await answer;
    }
    return now() - start;
  };
  const end = now() + warmUpMs;
  do await time(1);
  while (now() < end);
  // whatever else the machine does makes a reading longer, never shorter
  const quickest = async (calls: number) => Math.min(await time(calls), await time(calls), await time(calls));
  let calls = 1;
  let took = await quickest(calls);
  for (; took < TICKS * tickMs && calls < MOST_CALLS; took = await quickest(calls)) calls *= 2;
  // doubled, a reading is up to twice as long as need be
  if (calls > 1 && took > 0) calls = Math.min(calls, Math.max(calls / 2, Math.ceil((calls * TICKS * tickMs) / took)));

  const means: number[] = [];
  const singles: number[] = [];
  return {
    async run(ms) {
      const until = now() + ms;
      do {
        if (means.length < MOST_READINGS) means.push((await time(calls)) / calls);
        if (calls > 1) for (let k = 0; k < calls && singles.length < MOST_READINGS; k++) singles.push(await time(1));
      } while (now() < until && means.length < MOST_READINGS);
    },
    readings: () => ({callsPerReading: calls, means, singles})
  };
}
