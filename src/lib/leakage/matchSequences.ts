import {matchNear} from "./nearSequences.js";
import {LEAST_ITEMS, mix32, tableSlots, TwoUsers, type Sequences} from "./sequences.js";

export interface SequenceMatches {
  /** Index in `LIKENESSES` of the closest likeness of each test sequence, in that order; −1 where training has none like it. */
  readonly likeness: Int8Array;
  /** A sequence of training that is like it, or −1. */
  readonly train: Int32Array;
}

/**
 * Finds for each test sequence whether another user in training has the same one, one of which it is the beginning or that is its beginning, or one that differs in one
 * item that is added, left out or replaced (an edit distance of 1).
 *
 * The work is linear in the number of items. The test sequences are put into a tree by their beginnings, along which each training sequence walks as far as it goes. For
 * the third likeness, keys are made of each sequence without one of its items: sequences that differ in one place have such a key in common (the deletion neighbourhoods of
 * T. Bocek, E. Hunt, B. Stiller (2007), Fast similarity search in large dictionaries). A key keeps two training sequences of different users, one of which is another's
 * than the test sequence's. A pair that a key suggests is compared item by item.
 */
export function matchSequences(test: Sequences, train: Sequences): SequenceMatches {
  const count = test.users.length;
  const likeness = new Int8Array(count).fill(-1);
  const found = new Int32Array(count).fill(-1);
  matchBeginnings(test, train, likeness, found);
  matchNear(test, train, likeness, found);
  return {likeness, train: found};
}

function matchBeginnings(test: Sequences, train: Sequences, likeness: Int8Array, found: Int32Array): void {
  const tree = new BeginningTree(test);
  const ends = new TwoUsers(tree.nodes, train.users);
  const goesOn = new TwoUsers(tree.nodes, train.users);
  const {starts, items} = train;
  for (let sequence = 0; sequence < train.users.length; sequence++) {
    const start = starts[sequence];
    const end = starts[sequence + 1];
    if (end - start < LEAST_ITEMS.identical) continue;
    let node = 0;
    for (let at = start; at < end; at++) {
      node = tree.child(node, items[at]);
      if (node === -1) break;
      if (at === end - 1) ends.mark(node, sequence);
      else if (at - start + 1 >= LEAST_ITEMS.prefix) goesOn.mark(node, sequence);
    }
  }
  for (let sequence = 0; sequence < test.users.length; sequence++) {
    const start = test.starts[sequence];
    const end = test.starts[sequence + 1];
    const length = end - start;
    if (length < LEAST_ITEMS.identical) continue;
    const user = test.users[sequence];
    let node = 0;
    let shorter = -1;
    for (let at = start; at < end; at++) {
      node = tree.child(node, test.items[at]);
      if (at < end - 1) shorter = Math.max(shorter, ends.ofOther(node, user));
    }
    const same = ends.ofOther(node, user);
    const longer = goesOn.ofOther(node, user);
    if (same !== -1) {
      likeness[sequence] = 0;
      found[sequence] = same;
    } else if (longer !== -1 || shorter !== -1) {
      likeness[sequence] = 1;
      found[sequence] = longer !== -1 ? longer : shorter;
    }
  }
}

/** All beginnings of sequences, each once: a node for each, 0 for none of the items. */
class BeginningTree {
  nodes = 1;
  private readonly mask: number;
  private readonly parents: Int32Array;
  private readonly itemOf: Int32Array;
  private readonly slots: Int32Array;

  constructor({items, starts}: Sequences) {
    const size = tableSlots(items.length);
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    this.parents = new Int32Array(items.length + 1);
    this.itemOf = new Int32Array(items.length + 1);
    for (let sequence = 0; sequence + 1 < starts.length; sequence++) {
      let node = 0;
      for (let at = starts[sequence]; at < starts[sequence + 1]; at++) node = this.add(node, items[at]);
    }
  }

  /** The node of a beginning with one more item; −1 where no sequence has it. */
  child(node: number, item: number): number {
    return this.slots[this.slot(node, item)];
  }

  private add(node: number, item: number): number {
    const slot = this.slot(node, item);
    if (this.slots[slot] === -1) {
      this.parents[this.nodes] = node;
      this.itemOf[this.nodes] = item;
      this.slots[slot] = this.nodes++;
    }
    return this.slots[slot];
  }

  /** Where the child is, or where it would be. */
  private slot(node: number, item: number): number {
    const {slots, parents, itemOf, mask} = this;
    let slot = mix32(Math.imul(node, 0x9e3779b1) ^ mix32(item)) & mask;
    for (let child = slots[slot]; child !== -1; child = slots[slot]) {
      if (parents[child] === node && itemOf[child] === item) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
