import {UserError} from "../lib/core/errors.js";
import {memoryStore} from "../lib/offers/memoryStore.js";
import type {Entry, OfferStore} from "../lib/offers/offerStore.js";

const NAME = "clickproof-demo-shop";
const RECORDS = "records";
/** The number of the latest version, which outlives `forget`, so that no version is used twice. */
const TICK = "tick";
const LOCK = `${NAME}-writer`;

/** A store, and what is lost compared with one that outlives the browser; null for nothing. */
export interface OpenedStore {
  readonly store: OfferStore;
  readonly loss: string | null;
}

/**
 * Opens the demo shop's store in this browser. Where the browser keeps nothing (some private windows, a store that cannot be
 * opened), the records live in this tab's memory, and `loss` says so. `name` is for tests.
 */
export async function openOfferStore(name = NAME): Promise<OpenedStore> {
  try {
    return {store: browserStore(await openDatabase(name), name), loss: null};
  } catch (error) {
    return {
      store: memoryStore(),
      loss: `This browser keeps nothing for the shop (${error instanceof Error ? error.message : String(error)}). Cart, offers and orders are in this tab's memory, and are gone once it is closed or loaded again.`
    };
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(RECORDS);
      asked.result.createObjectStore(TICK);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("the store cannot be opened"));
    asked.onblocked = () => reject(new Error("another tab holds an older version of the store"));
  });
}

/** What a request gives. */
function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the store did not answer"));
  });
}

/** Waits until a transaction is on the disk, or says why it is not. */
function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(explained(transaction.error));
  });
}

function explained(error: DOMException | null): Error {
  return error?.name === "QuotaExceededError"
    ? new UserError(
        "the browser has no room left for the shop, and nothing of the last step was kept",
        "free some space, or forget the shop's records with the button below"
      )
    : new UserError(
        `the browser did not keep the last step (${error?.message ?? "it gave no reason"})`,
        "try again, or reload the page"
      );
}

function browserStore(database: IDBDatabase, name: string): OfferStore {
  const channel = new BroadcastChannel(name);
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  channel.onmessage = tell;
  // another tab deletes the database, or a newer page changes it
  database.onversionchange = () => database.close();
  const changed = () => {
    channel.postMessage("changed");
    tell();
  };
  const writing = () => database.transaction([RECORDS, TICK], "readwrite", {durability: "strict"});
  return {
    async get(keys) {
      const records = database.transaction(RECORDS).objectStore(RECORDS);
      const found = await Promise.all(keys.map((key) => answerOf<Entry | undefined>(records.get(key))));
      return found.map(entryOf);
    },
    async list(prefix) {
      const records = database.transaction(RECORDS).objectStore(RECORDS);
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, values] = await Promise.all([
        answerOf(records.getAllKeys(range)),
        answerOf<unknown[]>(records.getAll(range))
      ]);
      return keys.map((key, k) => ({key: String(key), value: entryOf(values[k]).value}));
    },
    async commit({seen, writes}) {
      const transaction = writes.size === 0 ? database.transaction(RECORDS) : writing();
      const end = ended(transaction);
      end.catch(() => {});
      const records = transaction.objectStore(RECORDS);
      const now = await Promise.all(
        [...seen.keys()].map((key) => answerOf<Entry | undefined>(records.get(key)).then(entryOf))
      );
      const same = [...seen.values()].every((version, k) => now[k].version === version);
      if (same && writes.size > 0) {
        const ticks = transaction.objectStore(TICK);
        const version = ((await answerOf<number | undefined>(ticks.get(TICK))) ?? 0) + 1;
        ticks.put(version, TICK);
        for (const [key, value] of writes) records.put({version, value}, key);
      }
      await end;
      if (same && writes.size > 0) changed();
      return same;
    },
    exclusive: (work) => ("locks" in navigator ? navigator.locks.request(LOCK, work) : work()),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async forget() {
      const transaction = writing();
      const end = ended(transaction);
      transaction.objectStore(RECORDS).clear();
      await end;
      changed();
    },
    close() {
      listeners.clear();
      channel.close();
      database.close();
    }
  };
}

/** A record as it was written; one that something else has overwritten has no version that was ever seen, and no value that can be read. */
function entryOf(found: unknown): Entry {
  if (found === undefined) return {version: 0, value: undefined};
  const {version, value} = (typeof found === "object" && found !== null ? found : {}) as Partial<Entry>;
  return typeof version === "number" ? {version, value} : {version: -1, value: found};
}
