import {EVENT_TYPES, type EventType} from "../sources/events.js";

/** A path's types of event in the order in which they first occur, from its code in `Description.paths`: 1203 is view, addtocart, transaction. */
export function pathTypes(code: number): EventType[] {
  const places = [1000, 100, 10, 1].map((unit) => Math.floor(code / unit) % 10);
  return EVENT_TYPES.map((type, i) => ({type, place: places[i]}))
    .filter(({place}) => place > 0)
    .sort((a, b) => a.place - b.place || EVENT_TYPES.indexOf(a.type) - EVENT_TYPES.indexOf(b.type))
    .map(({type}) => type);
}

export interface FunnelStep {
  readonly name: string;
  /** Sessions that came this far, in order. */
  readonly sessions: number;
  /** Sessions with the step's event, whatever came before it. */
  readonly anyOrder: number;
}

/**
 * The funnel view → addtocart → transaction. A session takes a step in order if it took the one before and this type first occurs
 * after that one's first; a purchase from an old cart counts in `anyOrder` only.
 */
export function funnel({
  code,
  sessions
}: {
  readonly code: readonly number[];
  readonly sessions: readonly number[];
}): FunnelStep[] {
  const steps: readonly EventType[] = ["view", "addtocart", "transaction"];
  const all = sessions.reduce((sum, n) => sum + n, 0);
  return [
    {name: "all", sessions: all, anyOrder: all},
    ...steps.map((name, k) => {
      let inOrder = 0;
      let anyOrder = 0;
      code.forEach((c, i) => {
        const types = pathTypes(c);
        const places = steps.slice(0, k + 1).map((type) => types.indexOf(type));
        if (places[k] !== -1) anyOrder += sessions[i];
        if (places.every((place, j) => place !== -1 && (j === 0 || place > places[j - 1]))) inOrder += sessions[i];
      });
      return {name, sessions: inOrder, anyOrder};
    })
  ];
}
