const PREFIX = "clickproof-queries-";
/** Statements that are kept. */
const LONGEST = 50;

/** The statements that were run on one log, the newest first, as this browser keeps them. */
export interface QueryHistory {
  all(): readonly string[];
  /** Puts a statement first. */
  add(sql: string): void;
  clear(): void;
}

/** The history of a log by its id. A browser that keeps nothing has it as long as the page lives. */
export function queryHistory(log: string, storage: Storage | null = browserStorage()): QueryHistory {
  let kept = read(storage, log);
  const write = () => {
    try {
      if (kept.length === 0) storage?.removeItem(PREFIX + log);
      else storage?.setItem(PREFIX + log, JSON.stringify(kept));
    } catch {
      // full, or switched off: kept for this page alone
    }
  };
  return {
    all: () => kept,
    add(sql) {
      kept = [sql, ...kept.filter((other) => other !== sql)].slice(0, LONGEST);
      write();
    },
    clear() {
      kept = [];
      write();
    }
  };
}

/** Drops the histories of logs that are not kept any more: what was asked of a log is forgotten with it. */
export function dropHistories(logs: readonly string[], storage: Storage | null = browserStorage()): void {
  if (storage === null) return;
  const keys = Array.from({length: storage.length}, (_, i) => storage.key(i)!);
  for (const key of keys)
    if (key.startsWith(PREFIX) && !logs.includes(key.slice(PREFIX.length))) storage.removeItem(key);
}

function read(storage: Storage | null, log: string): readonly string[] {
  try {
    const found: unknown = JSON.parse(storage?.getItem(PREFIX + log) ?? "[]");
    return Array.isArray(found) ? found.filter((sql) => typeof sql === "string").slice(0, LONGEST) : [];
  } catch {
    return [];
  }
}

function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
