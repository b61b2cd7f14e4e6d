/** Sequences of items, one after another in `items`. */
export interface Sequences {
  /** Codes of items from 0, in order. */
  readonly items: Int32Array;
  /** Where each sequence begins in `items`, and after the last the length of `items`: sequences + 1. */
  readonly starts: Int32Array;
  /** Whose each is. */
  readonly users: Float64Array;
}

/** How a sequence of the test part is like one of another user in training. */
export const LIKENESSES = ["identical", "prefix", "near"] as const;
export type Likeness = (typeof LIKENESSES)[number];

/** What each likeness says of two sequences. */
export const LIKENESS_MEANINGS: Readonly<Record<Likeness, string>> = {
  identical: "the same items in the same order",
  prefix: "one is the beginning of the other",
  near: "one item more, less or other"
};

/** The fewest items of both sequences: fewer are alike too often to tell anything. */
export const LEAST_ITEMS: Readonly<Record<Likeness, number>> = {identical: 3, prefix: 3, near: 5};

/** How many items a sequence has. */
export function lengthOf({starts}: Sequences, sequence: number): number {
  return starts[sequence + 1] - starts[sequence];
}

/** For each of so many places, two training sequences of different users. */
export class TwoUsers {
  private readonly first: Int32Array;
  private readonly second: Int32Array;

  constructor(
    places: number,
    private readonly users: Float64Array
  ) {
    this.first = new Int32Array(places).fill(-1);
    this.second = new Int32Array(places).fill(-1);
  }

  mark(place: number, sequence: number): void {
    const {first, second, users} = this;
    if (first[place] === -1) first[place] = sequence;
    else if (second[place] === -1 && users[first[place]] !== users[sequence]) second[place] = sequence;
  }

  /** A marked sequence of somebody else; −1 where there is none. */
  ofOther(place: number, user: number): number {
    const first = this.first[place];
    return first === -1 || this.users[first] !== user ? first : this.second[place];
  }
}

/** Avalanches 32 bits (the finaliser of MurmurHash3). */
export function mix32(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Slots of a table for so many entries: a power of two of which half stays empty. */
export function tableSlots(entries: number): number {
  return 2 ** Math.ceil(Math.log2(2 * entries + 2));
}
