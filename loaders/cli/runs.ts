import {relative} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {nearest, parseFlags} from "./parseFlags.js";
import type {RunRecord} from "../runs/runRecord.js";
import {readRunLog, readRuns, RUN_STORE, type RunProblem} from "../runs/runStore.js";
import {describeRunRecord, runsTable} from "../runs/runsText.js";

const HELP = `npm run runs -- list [flags]
  Lists what the pipeline, training and studies did.
  --command NAME       only runs of this command: pipeline, train, tune, study
  --limit N            at most N runs, the latest ones (20)
  --json               one JSON document on standard output, and nothing else
npm run runs -- show ID|latest [flags]
  Shows one run. ID may be the beginning or the end of an id, if only one run matches.
  --log                also prints its whole log
  --json               its record as one JSON document; with --log, the log is in "log"
Each run has a folder in data/built/runs: run.json has its parameters, hashes and metrics, log.txt its log, and the files
that it made are next to them. A run that was killed is listed as interrupted. This command changes nothing; to remove a
run, delete its folder.
Examples:
  npm run runs -- list --command train
  npm run runs -- show latest --log`;

const WORDS = ["list", "show"];

/**
 * `npm run runs`. Throws `UsageError` for words and flags that make no sense and for an id that no run has, naming the
 * nearest, and `UserError` where there is nothing to show.
 */
export async function runsCommand(argv: readonly string[], {store = RUN_STORE} = {}): Promise<void> {
  const at = argv.findIndex((word) => word.startsWith("-"));
  const words = at === -1 ? argv : argv.slice(0, at);
  const flags = parseFlags(at === -1 ? [] : argv.slice(at), {
    command: {type: "string"},
    limit: {type: "string"},
    log: {type: "boolean"},
    json: {type: "boolean"},
    help: {type: "boolean", short: "h"}
  });
  if (flags.help) return console.log(HELP);
  const [word = "", ...others] = words;
  if (!WORDS.includes(word))
    throw new UsageError(
      word === "" ? "say list, or show and a run" : `unknown word ${word}; did you mean ${nearest(word, WORDS)}?`
    );
  const idle = word === "list" ? ["log"] : ["command", "limit"];
  const wrong = idle.find((name) => flags[name as "log"] !== undefined);
  if (wrong !== undefined) throw new UsageError(`--${wrong} is not for ${word}`);
  if (word === "list") {
    if (others.length > 0) throw new UsageError(`list takes no ${others[0]}; to see one run: show ${others[0]}`);
    return list(store, flags.command, limitOf(flags.limit), flags.json === true);
  }
  if (others.length !== 1) throw new UsageError("show wants one run: its id, or latest");
  show(store, others[0], flags);
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return 20;
  if (!/^\d+$/.test(text) || Number(text) === 0)
    throw new UsageError(`--limit is ${JSON.stringify(text)}; give a whole number from 1`);
  return Number(text);
}

function list(store: string, command: string | undefined, limit: number, json: boolean): void {
  const {runs, problems} = readRuns(store);
  const commands = [...new Set(runs.map((run) => run.command))].sort();
  if (command !== undefined && runs.length > 0 && !commands.includes(command))
    throw new UsageError(
      `there is no run of ${command}; did you mean ${nearest(command, commands)}? There are runs of ${commands.join(", ")}`
    );
  const wanted = runs.filter((run) => command === undefined || run.command === command);
  const shown = wanted.slice(-limit).reverse();
  if (json) return console.log(JSON.stringify({runs: shown, total: wanted.length, problems}));
  if (wanted.length === 0) console.log(`No runs in ${placeOf(store)}: npm run pipeline, train and study write them.`);
  else console.log(runsTable(shown));
  if (shown.length < wanted.length)
    console.log(`\n${shown.length} of ${wanted.length} runs, the latest first; --limit ${wanted.length} shows all.`);
  for (const problem of problems) console.error(problemText(problem, store));
}

function show(store: string, id: string, {log = false, json = false}: {log?: boolean; json?: boolean}): void {
  const run = findRun(store, id);
  if (json) {
    const whole = log ? {...run, log: readRunLog(run.id, store)} : run;
    return console.log(JSON.stringify(whole));
  }
  console.log(`${describeRunRecord(run)}\nin ${placeOf(store)}/${run.id}`);
  if (log) console.log(`log:\n${readRunLog(run.id, store).trimEnd()}`);
}

/** The run of an id, of its beginning or its end, or the latest. */
function findRun(store: string, id: string): RunRecord {
  const {runs, problems} = readRuns(store);
  const damaged = problems.find(({name}) => name === id);
  if (damaged !== undefined) throw new UserError(`${damaged.name}: ${damaged.why}`, damaged.remedy);
  if (runs.length === 0)
    throw new UserError(`there are no runs in ${placeOf(store)}`, "npm run pipeline, train and study write them");
  if (id === "latest") return runs[runs.length - 1];
  const exact = runs.find((run) => run.id === id);
  if (exact !== undefined) return exact;
  const found = runs.filter((run) => run.id.startsWith(id) || run.id.endsWith(id));
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw new UsageError(
      `${id} is ${found.length} runs: ${found
        .slice(-5)
        .map((run) => run.id)
        .join(", ")}`
    );
  const rest = new Set(["latest", ...runs.map((run) => run.id)]);
  const near: string[] = [];
  while (near.length < 3 && rest.size > 0) {
    const next = nearest(id, [...rest]);
    near.push(next);
    rest.delete(next);
  }
  throw new UsageError(`there is no run ${id}; the nearest: ${near.join(", ")}`);
}

const placeOf = (store: string) => relative(".", store) || ".";

const problemText = ({name, why, remedy}: RunProblem, store: string) => `${placeOf(store)}/${name}: ${why}; ${remedy}`;
