import type {Arithmetic} from "./arithmetic.js";
import type {Claimed} from "./claimed.js";
import type {Verdict} from "./verdictNames.js";

/** The five systems whose documents make the claims. */
export const SYSTEMS = ["op-ecom", "enhanced", "item-intent", "smartrocket", "pred-analytics"] as const;
export type System = (typeof SYSTEMS)[number];

/**
 * What sort of statement a claim is. `result` and `data` get a verdict; `projection` and `target` get one where an experiment can
 * speak; a `setting` is implemented and linked; `count`, `effort` and `illustration` are remarked upon.
 */
export const KINDS = ["result", "data", "projection", "target", "setting", "count", "effort", "illustration"] as const;
export type Kind = (typeof KINDS)[number];

/** How close a repeat of our number comes: the same bits, a stated tolerance, or a measurement that varies. */
export type Exactness = "bit" | "tolerance" | "measured";

/** Where our number for a claim comes from: figures of the result store, by `study#figure`. */
export interface Demonstration {
  readonly honest: string;
  readonly flawed?: string;
  /** The protocol errors that are switched on in `flawed`. */
  readonly flaws?: readonly string[];
  /** Our figure times this is in the claim's unit; by default share → % and ms → s are converted and all else is taken as it is. */
  readonly times?: number;
  /**
   * Only where the claimed value was a target to which our generated data were built, so that agreement is no evidence of its own:
   * the greatest distance from it, in the claim's unit, that still counts as the same.
   */
  readonly within?: number;
  /** Whether ours is made on generated data that stand in for data we do not have. */
  readonly onTwin: boolean;
  /** What speaks as long as there is no figure `honest`, e.g. on a generated twin until someone has the data themselves. */
  readonly standIn?: Demonstration;
}

/** One number that one of the documents asserts, as typed in: nothing here is ours except where to look. */
export interface Claim {
  /** Its number among the 186, in the order of the documents. */
  readonly n: number;
  /** A stable name, used in addresses. */
  readonly id: string;
  readonly system: System;
  /** A second document that says the same. */
  readonly alsoIn?: System;
  /** Lines of the document. */
  readonly lines: string;
  readonly kind: Kind;
  readonly statement: string;
  readonly claimed: Claimed;
  /** Whether the number that is printed is a condition: `claimed` then holds what should come true under it, in `unit`. */
  readonly condition?: true;
  readonly unit: string;
  readonly exactness: Exactness;
  readonly arithmetic?: Arithmetic;
  readonly demonstration?: Demonstration;
  /** What a reader should know besides the verdict. */
  readonly remark?: string;
  /** What is to come before this can be tested; required for every claim that neither arithmetic nor a demonstration settles. */
  readonly missing?: string;
  /** The file of ours that implements a setting. */
  readonly code?: string;
  /** The page of the workbench that shows it, relative to the site's root; by default the claim's own row. */
  readonly page?: string;
  readonly command?: string;
}

/** A row of the ledger: a claim, our numbers for it, and the verdict that follows. This is what `npm run claims -- --json` prints. */
export interface ClaimRow {
  readonly id: string;
  readonly n: number;
  readonly system: System;
  readonly alsoIn: System | null;
  readonly lines: string;
  readonly kind: Kind;
  readonly statement: string;
  readonly claimed: Claimed;
  readonly unit: string;
  readonly honest: Measured | null;
  readonly withFlaw: WithFlaw | null;
  readonly arithmetic: ArithmeticRow | null;
  readonly verdict: Verdict;
  readonly exactness: Exactness;
  readonly onTwin: boolean;
  readonly reason: string;
  readonly command: string;
  readonly page: string;
  readonly code: string | null;
}

/** Our number under an honest protocol, in the claim's unit. `low` and `high` are null for exact counts. */
export interface Measured {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly dataset: string;
  readonly protocol: string;
  /** What a constant, random or naive rule reaches at the same task. */
  readonly baseline: {readonly name: string; readonly value: number} | null;
}

/** Our number with named protocol errors switched on. */
export interface WithFlaw {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly flaws: readonly string[];
}

/** What arithmetic says, with its steps worked out. */
export interface ArithmeticRow {
  readonly outcome: "refutes" | "uninformative" | "holds" | "open";
  readonly steps: readonly {readonly expression: string; readonly value: number; readonly unit: string}[];
  readonly conclusion: string;
  /** Numbers of other claims that it rests on, by id. */
  readonly restsOn: readonly string[];
}
