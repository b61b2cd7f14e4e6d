/** A record as a store holds it. One that is not there has version 0 and no value. */
export interface Entry {
  readonly version: number;
  readonly value: unknown;
}

/** What goes into a commit: the versions on which it rests, and the values to be written. */
export interface Commit {
  /** By key: the version that was read. All of them are compared, also of records that are not written. */
  readonly seen: ReadonlyMap<string, number>;
  /** By key; every key is among `seen`. */
  readonly writes: ReadonlyMap<string, unknown>;
}

/**
 * Where the demo shop keeps its records: in the reader's browser, or in memory. Several tabs may use one store at once. It
 * promises three things, on which all else rests:
 *
 * 1. `commit` writes all or nothing, whatever crashes;
 * 2. it writes only if every record still has the version that was seen, and versions are never used twice, not even after
 *    `forget`;
 * 3. once it has answered `true`, the records outlive a crash of the browser, where the store outlives it at all.
 */
export interface OfferStore {
  /** The records of some keys, all at one moment. */
  get(keys: readonly string[]): Promise<Entry[]>;
  /** The records whose key begins so, in the order of their keys. */
  list(prefix: string): Promise<readonly {readonly key: string; readonly value: unknown}[]>;
  /**
   * False where another writer came first: nothing is written then. Without writes it only compares, which says whether
   * all that was seen was so at one moment. Throws what the store throws, with nothing written.
   */
  commit(commit: Commit): Promise<boolean>;
  /** Runs work while no other tab's work runs, where the browser can do that. Correctness does not rest on it: it saves retries. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Hears of every commit and of `forget`, from whatever tab. Gives a function that ends it. */
  watch(listener: () => void): () => void;
  /** Deletes every record. */
  forget(): Promise<void>;
  close(): void;
}

/** Reads and writes of one step, see `transact`. */
export interface Transaction {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): void;
}

/** So often in a row another tab cannot have been first unless something is wrong. */
const MOST_TRIES = 200;

/**
 * Runs a step until it is committed: it reads, works out what to write, and begins again where another tab has changed
 * anything that it read. A step may run several times, so all that it does must be in what it puts.
 *
 * @throws {Error} after 200 tries, and what the store throws
 *
 * @example
 * ```ts
 * import {memoryStore} from "./memoryStore.js";
 * const store = memoryStore();
 * const add = () => transact(store, async ({get, put}) => {
 *   const next = ((await get("n")) as number | undefined ?? 0) + 1;
 *   put("n", next);
 *   return next;
 * });
 * await Promise.all([add(), add(), add()]);
 * await add() // → 4
 * ```
 */
export function transact<T>(store: OfferStore, step: (transaction: Transaction) => Promise<T>): Promise<T> {
  return store.exclusive(async () => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const seen = new Map<string, number>();
      const writes = new Map<string, unknown>();
      const told = await step({
        async get(key) {
          if (writes.has(key)) return writes.get(key);
          const [{version, value}] = await store.get([key]);
          // read twice, it must be the same: the commit compares with the first
          if (!seen.has(key)) seen.set(key, version);
          return value;
        },
        put: (key, value) => writes.set(key, value)
      });
      const unread = [...writes.keys()].filter((key) => !seen.has(key));
      if (unread.length > 0) throw new RangeError(`${unread.join(", ")} is written without having been read`);
      if (await store.commit({seen, writes})) return told;
    }
    throw new Error(`the store was changed by others ${MOST_TRIES} times in a row`);
  });
}
