import {LEAST_ITEMS, LIKENESSES, lengthOf, mix32, tableSlots, TwoUsers, type Sequences} from "./sequences.js";

/** Kinds of keys from which those of places are counted: of a whole sequence that lacks an item of the other's, and the other way round. */
const SHORTER = 1;
const LONGER = 2;
const PLACES = 3;

/**
 * Marks each test sequence that has no likeness yet, and that another user's training sequence differs from in one item, with that likeness and that sequence.
 */
export function matchNear(test: Sequences, train: Sequences, likeness: Int8Array, found: Int32Array): void {
  const least = LEAST_ITEMS.near;
  const open = Array.from(test.users.keys()).filter(
    (sequence) => likeness[sequence] === -1 && lengthOf(test, sequence) >= least
  );
  if (open.length === 0) return;
  const keys = new KeyTable(open.reduce((sum, sequence) => sum + 2 * lengthOf(test, sequence) + 1, 0));
  const hasher = new DeletionKeys(Math.max(longestOf(test), longestOf(train)));
  const ofTest = (sequence: number, use: (low: number, high: number) => void) =>
    hasher.forEach(test, sequence, SHORTER, LONGER, use);
  for (const sequence of open) ofTest(sequence, (low, high) => keys.add(low, high));
  const marks = new TwoUsers(keys.entries, train.users);
  for (let sequence = 0; sequence < train.users.length; sequence++) {
    if (lengthOf(train, sequence) < least) continue;
    hasher.forEach(train, sequence, LONGER, SHORTER, (low, high) => {
      const entry = keys.find(low, high);
      if (entry !== -1) marks.mark(entry, sequence);
    });
  }
  const near = LIKENESSES.indexOf("near");
  for (const sequence of open) {
    const user = test.users[sequence];
    ofTest(sequence, (low, high) => {
      if (likeness[sequence] !== -1) return;
      const other = marks.ofOther(keys.find(low, high), user);
      // two keys may be equal by accident
      if (other === -1 || !withinOneEdit(test, sequence, train, other)) return;
      likeness[sequence] = near;
      found[sequence] = other;
    });
  }
}

function longestOf(sequences: Sequences): number {
  let longest = 0;
  for (let sequence = 0; sequence < sequences.users.length; sequence++)
    longest = Math.max(longest, lengthOf(sequences, sequence));
  return longest;
}

/** Keys of 64 bits in two halves: polynomials over the items, modulo 2^32, with a factor each. */
class DeletionKeys {
  private static readonly FACTORS = [0x01000193, 0x9e3779b1] as const;
  private readonly powers: readonly Int32Array[];

  constructor(longest: number) {
    this.powers = DeletionKeys.FACTORS.map((factor) => {
      const powers = new Int32Array(longest + 1).fill(1);
      for (let i = 1; i <= longest; i++) powers[i] = Math.imul(powers[i - 1], factor);
      return powers;
    });
  }

  /** The key of the whole sequence, and two of it without each of its items: one whatever the place of that item, and one that knows the place. */
  forEach(
    {items, starts}: Sequences,
    sequence: number,
    whole: number,
    without: number,
    use: (low: number, high: number) => void
  ): void {
    const start = starts[sequence];
    const length = starts[sequence + 1] - start;
    const [firstFactor, secondFactor] = DeletionKeys.FACTORS;
    const [firstPowers, secondPowers] = this.powers;
    let first = 0;
    let second = 0;
    for (let i = 0; i < length; i++) {
      const item = mix32(items[start + i] + 1);
      first = (Math.imul(first, firstFactor) + item) | 0;
      second = (Math.imul(second, secondFactor) + item) | 0;
    }
    const emit = (low: number, high: number, kind: number) =>
      use(mix32(low ^ mix32(kind)), mix32(high + Math.imul(kind, 0x85ebca6b)));
    emit(first, second, whole);
    let before = 0;
    let beforeSecond = 0;
    for (let i = 0; i < length; i++) {
      const item = mix32(items[start + i] + 1);
      const withIt = (Math.imul(before, firstFactor) + item) | 0;
      const withItSecond = (Math.imul(beforeSecond, secondFactor) + item) | 0;
      // what comes after the item stays as it is, and what comes before it is a place further on
      const low = (first + Math.imul(before - withIt, firstPowers[length - 1 - i])) | 0;
      const high = (second + Math.imul(beforeSecond - withItSecond, secondPowers[length - 1 - i])) | 0;
      emit(low, high, without);
      emit(low, high, PLACES + i);
      before = withIt;
      beforeSecond = withItSecond;
    }
  }
}

/** Numbers distinct keys from 0. */
class KeyTable {
  entries = 0;
  private readonly mask: number;
  private readonly slots: Int32Array;
  private readonly lows: Int32Array;
  private readonly highs: Int32Array;

  constructor(most: number) {
    const size = tableSlots(most);
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    this.lows = new Int32Array(most);
    this.highs = new Int32Array(most);
  }

  add(low: number, high: number): void {
    const slot = this.slot(low, high);
    if (this.slots[slot] !== -1) return;
    this.lows[this.entries] = low;
    this.highs[this.entries] = high;
    this.slots[slot] = this.entries++;
  }

  /** The number of a key, or −1. */
  find(low: number, high: number): number {
    return this.slots[this.slot(low, high)];
  }

  private slot(low: number, high: number): number {
    const {slots, lows, highs, mask} = this;
    let slot = low & mask;
    for (let entry = slots[slot]; entry !== -1; entry = slots[slot]) {
      if (lows[entry] === low && highs[entry] === high) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

/** Whether two sequences that are not equal become so by one item that is added, left out or replaced. */
function withinOneEdit(a: Sequences, one: number, b: Sequences, other: number): boolean {
  const lengthA = lengthOf(a, one);
  const lengthB = lengthOf(b, other);
  if (Math.abs(lengthA - lengthB) > 1) return false;
  const startA = a.starts[one];
  const startB = b.starts[other];
  const least = Math.min(lengthA, lengthB);
  let head = 0;
  while (head < least && a.items[startA + head] === b.items[startB + head]) head++;
  let tail = 0;
  while (tail < least - head && a.items[startA + lengthA - 1 - tail] === b.items[startB + lengthB - 1 - tail]) tail++;
  return Math.max(lengthA, lengthB) - head - tail <= 1;
}
