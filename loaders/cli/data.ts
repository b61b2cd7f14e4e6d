import {relative} from "node:path";
import {UsageError} from "../../src/lib/core/errors.js";
import {fetchSet} from "../data/fetchSet.js";
import {filesHere, findSet, type Places} from "../data/findSet.js";
import type {TransferProgress} from "../data/download.js";
import {PUBLISHED_SETS, type PublishedSet} from "../../src/lib/sources/publishedSets.js";
import {verifySet, type Verification} from "../data/verifySet.js";
import {nearest, parseFlags} from "./parseFlags.js";

const HELP = `npm run data -- list [flags]
  Lists the data sets, their licences, and which are here.
npm run data -- fetch NAME [flags]
  Downloads a data set into data/raw/NAME and checks it; goes on with a download that was stopped.
npm run data -- verify [NAME] [flags]
  Checks the checksums and recomputes every known fact.
  --mirror DIR|URL     a folder of downloads, or an address with the same folders (CLICKPROOF_DATA_MIRROR)
  --raw DIR            where fetched files are kept (data/raw)
  --json               for list and verify: one JSON document on standard output, and nothing else
NAME is one of ${PUBLISHED_SETS.map(({name}) => name).join(", ")}. data/README.md has a card for each.
Examples:
  npm run data -- fetch online-retail
  npm run data -- verify --mirror DIR`;

const FLAGS = {
  mirror: {type: "string"},
  raw: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

const ACTIONS = ["list", "fetch", "verify"] as const;

/** `npm run data`. Gives 1 where something that was verified does not hold; throws `UserError` and `UsageError`. */
export async function dataCommand(argv: readonly string[]): Promise<number> {
  const words = argv.findIndex((word) => word.startsWith("-"));
  const [action, name, ...more] = words === -1 ? argv : argv.slice(0, words);
  const flags = parseFlags(words === -1 ? [] : argv.slice(words), FLAGS);
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  if (!(ACTIONS as readonly (string | undefined)[]).includes(action)) {
    throw new UsageError(
      action === undefined
        ? `say what to do: ${ACTIONS.join(", ")}`
        : `data cannot ${action}; did you mean ${nearest(action, ACTIONS)}? It can ${ACTIONS.join(", ")}`
    );
  }
  if (more.length > 0 || (action === "list" && name !== undefined)) {
    throw new UsageError(
      `${[name, ...more].at(-1)} is too much: data ${action} takes ${action === "list" ? "no" : "one"} name`
    );
  }
  const environment = process.env.CLICKPROOF_DATA_MIRROR || undefined;
  const places: Places = {
    raw: flags.raw,
    mirror: flags.mirror ?? environment,
    mirrorFirst: flags.mirror !== undefined
  };
  if (action === "list") return list(places, flags.json ?? false);
  if (action === "verify") return verify(name === undefined ? null : findSet(name), places, flags.json ?? false);
  if (name === undefined) throw new UsageError(`name a data set: ${PUBLISHED_SETS.map((set) => set.name).join(", ")}`);
  if (flags.json) throw new UsageError("--json is for list and verify");
  return fetchOne(findSet(name), places);
}

function list(places: Places, json: boolean): number {
  const sets = PUBLISHED_SETS.map((set) => ({set, here: filesHere(set, places)}));
  if (json) {
    const document = sets.map(({set: {parts, ...about}, here}) => ({
      ...about,
      files: parts.flatMap(({what, needed, forms}) =>
        forms.map(({name, bytes, checksum, official}) => ({
          name,
          what,
          needed,
          bytes,
          checksum,
          official: official?.url ?? null,
          here: here.find(({file}) => file.name === name)?.path ?? null
        }))
      )
    }));
    console.log(JSON.stringify(document));
    return 0;
  }
  for (const {set, here} of sets) {
    console.log(`${set.name.padEnd(16)}${set.title}`);
    console.log(`${" ".repeat(16)}${set.licence} · ${set.page}`);
    for (const part of set.parts) {
      const found = here.find((one) => one.part === part);
      const state =
        found !== undefined
          ? `here: ${shown(found.path)} (${size(found.bytes)})`
          : `not here${part.needed ? "" : ", can do without"}: ${part.forms.map((file) => `${file.name} (${size(file.bytes)})`).join(" or ")}`;
      console.log(`${" ".repeat(16)}${found === undefined ? "–" : "✓"} ${part.what}: ${state}`);
    }
  }
  return 0;
}

async function fetchOne(set: PublishedSet, {mirror, raw}: Places): Promise<number> {
  const report = reporter();
  const parts = await fetchSet(set, {mirror, raw, onProgress: report.progress});
  report.done();
  for (const {part, file, path, already} of parts) {
    if (path === null) console.log(`– ${part.what}: not to be had there`);
    else
      console.log(
        `✓ ${part.what}: ${shown(path)} (${size(file!.bytes)}, ${already ? "was here, " : ""}checksum right)`
      );
  }
  console.log(`Licence: ${set.licence}. Name its makers wherever you show what you made of it:\n${set.attribution}`);
  return 0;
}

async function verify(one: PublishedSet | null, places: Places, json: boolean): Promise<number> {
  const sets = one === null ? PUBLISHED_SETS : [one];
  const found: Verification[] = [];
  for (const set of sets) {
    // of all sets, those that someone has; of one, that one or an explanation
    if (one === null && filesHere(set, places).length === 0) {
      if (!json) console.log(`${set.name}: not here`);
      continue;
    }
    const verification = await verifySet(set, places);
    found.push(verification);
    if (!json) printVerification(verification);
  }
  if (json) {
    console.log(
      JSON.stringify(
        found.map(({set, files, facts, failure, holds}) => ({
          name: set.name,
          holds,
          failure,
          files: files.map(({file, path, bytes, right, found: checksum}) => ({
            name: file.name,
            path,
            bytes,
            right,
            checksum
          })),
          facts
        }))
      )
    );
  } else if (found.length === 0) {
    console.log("nothing to verify: fetch a data set, or name a folder that has it with --mirror DIR");
  }
  return found.every(({holds}) => holds) ? 0 : 1;
}

function printVerification({set, files, facts, failure}: Verification): void {
  console.log(set.name);
  for (const {file, bytes, right, found} of files) {
    console.log(
      right
        ? `  ${file.name}: ${size(bytes)}, ${file.checksum.algorithm} ${found.slice(0, 12)}… ✓`
        : `  ${file.name}: ${size(bytes)}, ${file.checksum.algorithm} ${found} ✗ expected ${file.checksum.value}`
    );
  }
  for (const {what, expected, found, holds} of facts) {
    console.log(`  ${number(found)} ${what} ${holds ? "✓" : `✗ expected ${number(expected)}`}`);
  }
  if (failure !== null) console.log(`  ${failure} ✗`);
}

const number = (value: number | string) => (typeof value === "number" ? value.toLocaleString("en-US") : value);

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, power] = bytes < 1e6 ? ["kB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(bytes / power).toFixed(bytes / power < 10 ? 1 : 0)} ${unit}`;
}

function shown(path: string): string {
  const near = relative(".", path);
  return near.startsWith("../..") ? path : near;
}

/** Milliseconds between two lines about one transfer where nothing can move. */
const LINE_MS = 5000;

/** Bytes, rate and time left: one moving line on a terminal, a line now and then elsewhere. */
function reporter() {
  const terminal = process.stderr.isTTY;
  const starts = new Map<string, {readonly time: number; readonly received: number}>();
  let last = -Infinity;
  let moving = false;
  const say = (text: string) => process.stderr.write(terminal ? `\r\x1b[K${text}` : `${text}\n`);
  return {
    progress(file: string, {received, resumed, total, note}: TransferProgress) {
      const now = performance.now();
      const first = !starts.has(file);
      if (first) starts.set(file, {time: now, received});
      if (note !== undefined) {
        say(`${file}: ${note}${terminal ? "\n" : ""}`);
        return;
      }
      if (first && resumed > 0) say(`${file}: going on after ${size(resumed)}${terminal ? "\n" : ""}`);
      if (!first && received !== total && now - last < (terminal ? 100 : LINE_MS)) return;
      last = now;
      moving = true;
      const start = starts.get(file)!;
      const rate = ((received - start.received) / Math.max(now - start.time, 1)) * 1000;
      const left = total === null || rate <= 0 ? "" : `, ${Math.ceil((total - received) / rate)} s left`;
      say(
        `${file}: ${size(received)}${total === null ? "" : ` of ${size(total)}`}${rate > 0 ? `, ${size(rate)}/s` : ""}${left}`
      );
    },
    done() {
      if (terminal && moving) process.stderr.write("\r\x1b[K");
    }
  };
}
