/**
 * Bands of session length in events, `[from, until)`. A common way to name them, quick 2–5, active 5–15 and deep 15 or more, puts
 * sessions of 5 and of 15 events in two bands each; here a band includes its lower bound and not its upper one. A session of one event has
 * no length to speak of and is a band by itself.
 */
export const SESSION_BANDS = [
  {name: "single", from: 1, until: 2},
  {name: "quick", from: 2, until: 5},
  {name: "active", from: 5, until: 15},
  {name: "deep", from: 15, until: Infinity}
] as const;
export type SessionBand = (typeof SESSION_BANDS)[number]["name"];

export interface BandCount {
  readonly name: SessionBand;
  readonly from: number;
  readonly until: number;
  readonly sessions: number;
  readonly buying: number;
}

/** Sessions of each band, from counts by number of events. Every session of one event or more is in exactly one band. */
export function sessionBands(lengths: {
  readonly events: readonly number[];
  readonly sessions: readonly number[];
  readonly buying: readonly number[];
}): BandCount[] {
  return SESSION_BANDS.map((band) => {
    let sessions = 0;
    let buying = 0;
    lengths.events.forEach((events, i) => {
      if (events < band.from || events >= band.until) return;
      sessions += lengths.sessions[i];
      buying += lengths.buying[i];
    });
    return {...band, sessions, buying};
  });
}
