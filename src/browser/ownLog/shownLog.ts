/**
 * Which log pages show: the reader's own or the site's. It is chosen once, holds for every page and outlives them; an address that names a log wins on its own
 * page. Pages that show a log say which one it is, so that the header can.
 */
export type LogName = "own" | "built-in";

const KEY = "clickproof-log";

/** What was chosen last; the site's logs where nothing was. */
export function chosenLog(): LogName {
  try {
    return localStorage.getItem(KEY) === "own" ? "own" : "built-in";
  } catch {
    return remembered; // this browser keeps nothing
  }
}

let remembered: LogName = "built-in";
let shown: LogName | null = null;
const choosers = new Set<(name: LogName) => void>();
const watchers = new Set<(name: LogName | null) => void>();

/** Chooses the log of all pages, this one's too. */
export function chooseLog(name: LogName): void {
  remembered = name;
  try {
    if (name === "own") localStorage.setItem(KEY, name);
    else localStorage.removeItem(KEY);
  } catch {
    // it holds for this page only
  }
  for (const hear of [...choosers]) hear(name);
}

/** Hears of every choice. Returns the function that ends it. */
export function watchChoice(hear: (name: LogName) => void): () => void {
  choosers.add(hear);
  return () => void choosers.delete(hear);
}

/** Says which log this page shows; null where it has no choice. */
export function tellShown(name: LogName | null): void {
  shown = name;
  for (const hear of [...watchers]) hear(name);
}

/** Hears which log this page shows, now and whenever it changes; null where it has no choice. */
export function watchShown(hear: (name: LogName | null) => void): void {
  watchers.add(hear);
  hear(shown);
}
