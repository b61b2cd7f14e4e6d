import {op, table, type ColumnTable} from "arquero";

/** Sessions of one group with so many later ones. */
export interface LaterShare {
  readonly group: number;
  /** Later sessions of the same user; the last class is open. */
  readonly k: number;
  readonly sessions: number;
  /** Of the group's sessions, and how many these are. */
  readonly share: number;
  readonly all: number;
}

/**
 * Sessions of each group by their number of later sessions, 0 to `classes` − 1, none left out, with their shares of the
 * group. A group without any session is left out.
 *
 * @param counts columns `group`, `later` and `sessions`; a pair may come in several rows
 */
export function withShares(counts: ColumnTable, classes: number): LaterShare[] {
  const later = Array.from({length: classes}, (_, k) => k);
  // nothing of every class in one group, so that all groups are filled up with all classes
  const none = table({group: later.map(() => counts.get("group", 0)), later, sessions: later.map(() => 0)});
  return counts
    .select("group", "later", "sessions")
    .concat(none)
    .groupby("group", "later")
    .rollup({sessions: op.sum("sessions")})
    .ungroup()
    .impute({sessions: "() => 0"}, {expand: ["group", "later"]})
    .groupby("group")
    .derive({all: op.sum("sessions")})
    .ungroup()
    .filter("d => d.all > 0")
    .derive({k: "d => d.later", share: "d => d.sessions / d.all"})
    .orderby("group", "k")
    .select("group", "k", "sessions", "share", "all")
    .objects() as LaterShare[];
}
