import type {Arithmetic} from "./arithmetic.js";
import type {Claimed} from "./claimed.js";
import type {CitationId} from "./citations.js";
import type {Grade} from "./grades.js";
import type {Origin} from "./origin.js";
import type {Outcome} from "./outcomes.js";

/** The five systems whose documents make the claims. */
export const SYSTEMS = ["op-ecom", "enhanced", "item-intent", "smartrocket", "pred-analytics"] as const;
export type System = (typeof SYSTEMS)[number];

/**
 * What sort of statement a claim is. `result` and `data` get a verdict; `projection` and `target` get one where an experiment can
 * speak; a `setting` is implemented and linked; `count`, `effort` and `illustration` are remarked upon. A `capability` is what
 * a system is said to be able to do, in words.
 */
export const KINDS = [
  "result",
  "data",
  "projection",
  "target",
  "setting",
  "count",
  "effort",
  "illustration",
  "capability"
] as const;
export type Kind = (typeof KINDS)[number];

/** How many numbers the documents print. Claims with a greater number are made in words alone. */
export const PRINTED_NUMBERS = 186;

/** How close a repeat of our number comes: the same bits, a stated tolerance, or a measurement that varies. */
export type Exactness = "bit" | "tolerance" | "measured";

/**
 * Where our number for a claim comes from: figures of the result store, by `study#figure`. Whether they rest on real or generated
 * data is not said here but follows from the figure, see `originOf`.
 */
export interface Demonstration {
  readonly honest: string;
  /** The same figure for other models: the highest of all of them speaks. */
  readonly others?: readonly string[];
  readonly flawed?: string;
  /** The protocol errors that are switched on in `flawed`. */
  readonly flaws?: readonly string[];
  /** Our figure times this is in the claim's unit; by default share → % and ms → s are converted and all else is taken as it is. */
  readonly times?: number;
  /** Only where our data or code were set to the claimed number, or chosen for being near it: agreement is then no evidence. */
  readonly built?: Built;
  /** Whether the figure's interval already says where another count of the claim's size would fall. */
  readonly predicts?: true;
  /** Why the figure is shown beside the claim and decides nothing. */
  readonly beside?: string;
  /** What speaks as long as there is no figure `honest`, e.g. on a generated twin until someone has the data themselves. */
  readonly standIn?: Demonstration;
}

/** A test of ours that does what a capability says, so that it can be seen to be possible. */
export interface Shown {
  /** The file of the test, which fails where we cannot do it. */
  readonly test: string;
  /** What ours does, the end of "Ours …". */
  readonly what: string;
}

export interface Built {
  /** The greatest distance from the claimed number, in its unit, that still counts as the same; by default our interval decides. */
  readonly within?: number;
  /** One sentence: what was set to the number, or chosen. */
  readonly how: string;
}

/** One thing that one of the documents asserts, as typed in: nothing here is ours except where to look. */
export interface Claim {
  /** Its number among the printed ones, in the order of the documents; claims in words come after `PRINTED_NUMBERS`. */
  readonly n: number;
  /** Where one printed number says several things: which of them this is. */
  readonly part?: "a" | "b";
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
  /** False for a number of a kind that could fail and yet asserts nothing to be judged: a remark, whose `remark` says why. */
  readonly asserts?: false;
  readonly unit: string;
  readonly exactness: Exactness;
  readonly arithmetic?: Arithmetic;
  readonly demonstration?: Demonstration;
  /** Of a capability that no measurement decides. */
  readonly shown?: Shown;
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

/** A row of the ledger: a claim, our numbers for it, and the outcome that follows. This is what `npm run claims -- --json` prints. */
export interface ClaimRow {
  readonly id: string;
  readonly n: number;
  readonly part: "a" | "b" | null;
  readonly system: System;
  readonly alsoIn: System | null;
  /** The title of the system's report. */
  readonly report: string;
  readonly lines: string;
  readonly kind: Kind;
  readonly statement: string;
  readonly claimed: Claimed;
  readonly unit: string;
  readonly honest: Measured | null;
  /** Why `honest` is shown and decides nothing; null where it decides, or where there is none. */
  readonly beside: string | null;
  readonly withFlaw: WithFlaw | null;
  readonly arithmetic: ArithmeticRow | null;
  readonly outcome: Outcome;
  /** What the outcome rests on; null for remarks and for what is not tested. */
  readonly grade: Grade | null;
  readonly exactness: Exactness;
  readonly reason: string;
  /** The figures that were looked at, ours first. */
  readonly sources: readonly Source[];
  readonly command: string;
  readonly page: string;
  readonly code: string | null;
  /** The test that shows a capability; null for other claims. */
  readonly test: string | null;
}

/** A figure of the result store: enough to find it, and to see that it is still the same. */
export interface Source {
  readonly study: string;
  readonly figure: string;
  /** The key of the study's result: SHA-256 over inputs, options and code. */
  readonly key: string;
}

/** Our number under an honest protocol, in the claim's unit. `low` and `high` are null for exact counts. */
export interface Measured {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly dataset: string;
  /** Whether the data are of real visitors or generated. */
  readonly origin: Origin;
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
  /** A published fact where one of its inputs is one, else the document's own numbers. */
  readonly grade: Grade;
  /** Sources of its published inputs. */
  readonly cites: readonly CitationId[];
  /** Ids of other claims that it rests on. */
  readonly restsOn: readonly string[];
}
