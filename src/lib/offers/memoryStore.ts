import type {Entry, OfferStore} from "./offerStore.js";

/** What several stores in memory share, as tabs share a disk. */
export interface MemoryDisk {
  records: ReadonlyMap<string, Entry>;
  /** Of the latest version. */
  tick: number;
  readonly listeners: Set<() => void>;
}

/** An empty disk. */
export function memoryDisk(): MemoryDisk {
  return {records: new Map(), tick: 0, listeners: new Set()};
}

/** The points at which a store in memory waits, so that a test can order what several tabs do, or let one of them crash there. */
export type StorePoint = "get" | "list" | "commit" | "write" | "committed" | "forget";

/**
 * A store that lasts as long as its disk. `at` is waited for at every point of every call; where it throws, the call crashes
 * there: before a commit, between two of its writes, or after it and before its answer.
 */
export function memoryStore(
  disk: MemoryDisk = memoryDisk(),
  at: (point: StorePoint) => Promise<void> | void = () => {}
): OfferStore {
  const own = new Set<() => void>();
  const tell = () => disk.listeners.forEach((listener) => listener());
  return {
    async get(keys) {
      await at("get");
      return keys.map((key) => disk.records.get(key) ?? {version: 0, value: undefined});
    },
    async list(prefix) {
      await at("list");
      return [...disk.records]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, {value}]) => ({key, value}));
    },
    async commit({seen, writes}) {
      await at("commit");
      const before = disk.records;
      for (const [key, version] of seen) if ((before.get(key)?.version ?? 0) !== version) return false;
      if (writes.size === 0) return true;
      // on a copy, which becomes the disk's at once or not at all
      const after = new Map(before);
      const version = disk.tick + 1;
      for (const [key, value] of writes) {
        await at("write");
        after.set(key, {version, value: structuredClone(value)});
      }
      // as of a database whose transactions take turns
      if (disk.records !== before) return false;
      disk.records = after;
      disk.tick = version;
      tell();
      await at("committed");
      return true;
    },
    exclusive: (work) => work(),
    watch(listener) {
      own.add(listener);
      disk.listeners.add(listener);
      return () => disk.listeners.delete(listener);
    },
    async forget() {
      await at("forget");
      disk.records = new Map();
      tell();
    },
    close() {
      for (const listener of own) disk.listeners.delete(listener);
    }
  };
}
