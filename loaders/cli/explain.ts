import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {backgroundOf} from "../../src/lib/explain/explainer.js";
import {FACTOR_RULES, judgeRules} from "../../src/lib/explain/factorRules.js";
import {PAIRED_METRICS, type PairedMetric} from "../../src/lib/metrics/comparisons.js";
import {takeColumns, takeRows, type TrainingSet} from "../../src/lib/models/matrix.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import {CARD_IMPORTANCE, importanceOf} from "../explain/cardImportance.js";
import {counterfactualOf, type CounterfactualChoices, type RowCounterfactual} from "../explain/counterfactualOf.js";
import {
  explanationJson,
  printExplanation,
  type ExplanationReport,
  type GlobalImportance
} from "../explain/explanationReport.js";
import {fillCards} from "../explain/fillCards.js";
import {
  EXPLAINED_IDS,
  fileModel,
  isCostly,
  readModelFile,
  trainedModel,
  type ModelFile,
  type OpenedModel
} from "../explain/openedModel.js";
import {placeOfGreatest} from "../explain/placeOfGreatest.js";
import {constantColumns} from "../explain/rowCautions.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {DEFAULT_TARGET, trainingData, type TrainingData} from "../training/train.js";
import {readConfig} from "./config.js";
import {asUsage, choiceFlag, wholeFlag} from "./flagValues.js";
import {SOURCE_FLAGS, SOURCE_HELP, sourceOptions} from "./logFlags.js";
import {nearest, parseFlags} from "./parseFlags.js";

const HOW = ["fast", "interventional", "probability"] as const;
/** Test rows of which the importance is measured, at most: each is predicted once for each column and shuffle. */
const MOST_ROWS = 5000;
/** Rows of training that rows are compared with; fewer where the model is a network or a file, which takes its time. */
const BACKGROUND = 100;
const COSTLY_BACKGROUND = 20;
const MOST_CHANGES = 5;

const HELP = `npm run explain -- MODEL|FILE.onnx [flags]
npm run explain -- --cards [CARD…]
Trains a model, or opens its file, and says what each feature adds to its predictions of single test rows (Shapley
values), and how much worse it ranks the test rows when a feature is shuffled (permutation importance, with 95 %
intervals over test rows). Then the decision factors of each row by rule, with the share of positives among the test
rows that a rule holds for.
MODEL is one of ${EXPLAINED_IDS.join(", ")}
FILE.onnx is a file that npm run train wrote; source, target and split are those of its card unless flags say otherwise
${SOURCE_HELP}
  --target ID          what is predicted: ${TARGETS.map(({id}) => id).join(", ")} (${DEFAULT_TARGET})
  --split SPLIT        training, gap and test ("date 70/15/15"); rows are of the test part
  --row N              a row of the test part, from 0; may be repeated (the row that is ranked highest)
  --how NAME           fast: trees by the training rows of their nodes, a linear model by its coefficients, others by a
                       sample of coalitions; interventional: against rows of training, whatever the model; probability:
                       the same, on the scale of probabilities (fast)
  --background N       rows of training that rows are compared with (${BACKGROUND}; ${COSTLY_BACKGROUND} for networks and files)
  --coalitions N       that are tried of features, where the model has nothing of its own (2,048, or 32 a feature)
  --metric NAME        of the importance: ${PAIRED_METRICS.join(", ")} (auc)
  --together           shuffles features with a rank correlation of .7 or more as one
  --counterfactual     also says the nearest change that moves each row across a probability: fewest features first, then
                       the smallest sum of changes, each by the feature's median absolute deviation in training
  --to P               that probability (0.5)
  --fixed A,B          features that may not change
  --up A,B             features that may only rise
  --down A,B           features that may only fall
  --changes N          features that change, at most (3)
  --cards              works out the importance of the committed models' features and writes it into their cards
  --seed N             of training, shuffles and samples (1)
  --json               one JSON document on standard output, and nothing else
Examples:
  npm run explain -- boosting
  npm run explain -- logistic --source clicks.csv --target cart-in-session --row 12 --json
  npm run explain -- boosting --row 12 --counterfactual --fixed user_age_days --up session_carts
  npm run explain -- models/online-shoppers-revenue-tabm.onnx --mirror DIR --row 3`;

const FLAGS = {
  ...SOURCE_FLAGS,
  target: {type: "string"},
  split: {type: "string"},
  row: {type: "string", multiple: true},
  how: {type: "string"},
  background: {type: "string"},
  coalitions: {type: "string"},
  metric: {type: "string"},
  together: {type: "boolean"},
  counterfactual: {type: "boolean"},
  to: {type: "string"},
  fixed: {type: "string"},
  up: {type: "string"},
  down: {type: "string"},
  changes: {type: "string"},
  cards: {type: "boolean"},
  seed: {type: "string"}
} as const;
type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>;

/**
 * `npm run explain`. Throws `UsageError` for words and flags that make no sense and `UserError` for a model that cannot be
 * trained or opened, and a row that there is not.
 */
export async function explainCommand(argv: readonly string[]): Promise<void> {
  // names of cards may follow their flag
  const words = argv[0] === "--cards" ? argv.slice(1) : argv;
  const at = words.findIndex((word) => word.startsWith("-"));
  const [id, ...others] = at === -1 ? words : words.slice(0, at);
  const flags = parseFlags(at === -1 ? [] : words.slice(at), FLAGS);
  if (flags.help) return console.log(HELP);
  const say = (text: string) => flags.json || process.stderr.write(`${text}\n`);
  if (words !== argv || flags.cards) return renewCards(id === undefined ? [] : [id, ...others], flags, say);
  if (id === undefined) throw new UsageError(`name a model: ${EXPLAINED_IDS.join(", ")}; or an ONNX file`);
  const isFile = id.endsWith(".onnx");
  if (!isFile && !EXPLAINED_IDS.includes(id))
    throw new UsageError(
      `there is no model ${id}; did you mean ${nearest(id, EXPLAINED_IDS)}? There are ${EXPLAINED_IDS.join(", ")}; or give a file that ends in .onnx`
    );
  if (others.length > 0) throw new UsageError(`one model at a time; ${others.join(", ")} is too much`);
  const how = choiceFlag("how", flags.how, HOW);
  const metric = choiceFlag("metric", flags.metric, PAIRED_METRICS as unknown as ["auc", ...typeof PAIRED_METRICS]);
  const seed = wholeFlag("seed", flags.seed, 0) ?? 1;
  const costly = isCostly(id);
  const background = wholeFlag("background", flags.background, 1, 10_000) ?? (costly ? COSTLY_BACKGROUND : BACKGROUND);
  const coalitions = wholeFlag("coalitions", flags.coalitions, 1, 1_000_000);
  const wanted = (flags.row ?? []).map((text) => wholeFlag("row", text, 0)!);
  const choices = counterfactualFlags(flags);
  const file = isFile ? readModelFile(id) : null;
  say("Preparing rows …");
  const data = withColumnsOf(file, await rowsOf(flags, file, say));
  const {train, test} = data.task;
  if (test.rows === 0) throw new UserError("the test part has no rows", "choose another split, or a longer log");
  const beyond = wanted.find((row) => row >= test.rows);
  if (beyond !== undefined)
    throw new UserError(
      `there is no row ${beyond}: the test part has ${test.rows} row${test.rows === 1 ? "" : "s"}`,
      test.rows === 1 ? "give 0" : `give 0 to ${test.rows - 1}`
    );
  say(file === null ? `Training ${id} on ${train.rows} rows …` : `Scoring ${test.rows} rows with ${file.id} …`);
  const model = file === null ? await trainedModel(id, data, seed) : await fileModel(file);
  try {
    const predicted = await model.predict(test);
    const rows = wanted.length > 0 ? wanted : [placeOfGreatest(predicted)];
    const reference = backgroundOf(train, background);
    const kernel = {
      seed,
      ...(coalitions === undefined ? {} : {coalitions}),
      report: ({done, of}: {done: number; of: number}) => void (of > 1 && say(`Explained ${done} of ${of} rows`))
    };
    say(rows.length === 1 ? "Explaining one row …" : `Explaining ${rows.length} rows …`);
    const explanation = await model.explain(takeRows(test, rows), reference, {how, kernel});
    const counterfactuals = choices === null ? null : await counterfactualsOf(model, data, rows, choices, say);
    const global = await globalOf(model, data, file, {metric, seed, costly, together: flags.together === true, say});
    const rules = judgeRules(FACTOR_RULES, {matrix: test, predictions: predicted, contributions: null}, test.y);
    const constant = constantColumns(train);
    const report: ExplanationReport = {
      ...{id: model.id, data, rows, predicted, explanation, background: reference.rows},
      ...{constant, global, rules, counterfactuals}
    };
    if (flags.json) console.log(JSON.stringify(explanationJson(report)));
    else printExplanation(report);
  } finally {
    await model.close();
  }
}

/** Writes the importance of features into the cards of the committed models. */
async function renewCards(names: readonly string[], flags: Flags, say: (text: string) => unknown): Promise<void> {
  const given = Object.keys(flags).filter((name) => !["cards", "json", "mirror"].includes(name));
  if (given.length > 0)
    throw new UsageError(`--cards takes its rows from the cards: leave --${given.join(", --")} out`);
  const {mirror} = sourceOptions(flags, await readConfig());
  const cards = await fillCards(names, {mirror, say});
  if (flags.json) return console.log(JSON.stringify(cards.map(({name, importance}) => ({name, importance}))));
  for (const card of cards) console.log(`${card.name}: ${firstFeatures(card)}`);
}

/** What a model goes by first. */
function firstFeatures({importance}: FiledCard): string {
  const sorted = [...importance!.features].sort((a, b) => b.value - a.value).slice(0, 3);
  return sorted
    .map(
      ({name, value, low, high}) =>
        `${name} ${value.toFixed(4)}${low === null || high === null ? "" : ` [${low.toFixed(4)}, ${high.toFixed(4)}]`}`
    )
    .join(", ");
}

function counterfactualFlags({counterfactual, to, fixed, up, down, changes}: Flags): CounterfactualChoices | null {
  if (counterfactual !== true) {
    const alone = Object.entries({to, fixed, up, down, changes}).find(([, value]) => value !== undefined);
    if (alone !== undefined) throw new UsageError(`--${alone[0]} is for --counterfactual: give that as well`);
    return null;
  }
  const threshold = to === undefined ? 0.5 : to.trim() === "" ? NaN : Number(to);
  if (!(threshold > 0 && threshold < 1))
    throw new UsageError(`--to is ${JSON.stringify(to)}; give a probability between 0 and 1`);
  const names = (text: string | undefined) => (text === undefined ? [] : text.split(",").map((name) => name.trim()));
  return {
    to: threshold,
    mostColumns: wholeFlag("changes", changes, 1, MOST_CHANGES) ?? 3,
    fixed: names(fixed),
    up: names(up),
    down: names(down)
  };
}

/** The rows that flags ask for; of a file, those of its card where flags are silent. */
async function rowsOf(flags: Flags, file: ModelFile | null, say: (text: string) => unknown): Promise<TrainingData> {
  const config = await readConfig();
  const card = file?.filed?.data;
  const ofCard = card !== undefined && flags.source === undefined;
  const from = sourceOptions(
    {...flags, ...(ofCard ? {source: card.source, profile: flags.profile ?? card.profile ?? undefined} : {})},
    ofCard ? {...config, seed: card.seed ?? config.seed} : config
  );
  const table = await isSessionTable(from.source);
  if (ofCard) say(`Source ${card.source}${card.generated ? ", generated" : ""}, as the file's card has it`);
  const split = flags.split ?? (ofCard && !table ? card.split : undefined);
  const data = await trainingData({
    ...from,
    target: flags.target ?? (table ? undefined : ofCard ? file!.filed!.target.id : config.target),
    ...(split === undefined ? {} : {split: asUsage(() => parseSplit(split))}),
    onNote: (note) => say(`Note: ${note}`)
  });
  if (file !== null && file.filed === null)
    say("Note: the file has no card, so that nobody knows what it was trained on");
  else if (card !== undefined && card.sha256 !== data.data.sha256)
    say("Note: these rows are others than those of the file's card; some may have been trained on");
  return data;
}

/** The rows with a file's columns in its order. Throws `UserError` where they have not all of them. */
function withColumnsOf(file: ModelFile | null, data: TrainingData): TrainingData {
  if (file === null) return data;
  const {columns} = data.task.train;
  const missing = file.columns.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new UserError(
      `${file.id} takes ${missing.length === 1 ? "a column" : `${missing.length} columns`} that the rows of ${data.data.source} do not have: ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", …" : ""}`,
      file.filed === null
        ? "name the source that it was trained on with --source"
        : `it was trained on ${file.filed.data.source}`
    );
  const at = file.columns.map((name) => columns.indexOf(name));
  const taken = <Rows extends TrainingSet>(rows: Rows): Rows => ({...rows, ...takeColumns(rows, at)});
  return {...data, task: {...data.task, train: taken(data.task.train), test: taken(data.task.test)}};
}

async function counterfactualsOf(
  model: OpenedModel,
  data: TrainingData,
  rows: readonly number[],
  choices: CounterfactualChoices,
  say: (text: string) => unknown
): Promise<RowCounterfactual[]> {
  const {train, test} = data.task;
  const categories = Object.fromEntries(
    data.schema.columns.flatMap(({name, known}) => (known === undefined ? [] : [[name, known]]))
  );
  say("Looking for the nearest change …");
  const found: RowCounterfactual[] = [];
  for (const row of rows)
    found.push(await counterfactualOf(model, takeRows(test, [row]), train, {...choices, categories}));
  return found;
}

/** Off a file's card where it has just that, else on the test rows; a sentence where it cannot be said. */
async function globalOf(
  {predict}: OpenedModel,
  {task, data}: TrainingData,
  file: ModelFile | null,
  of: {metric: PairedMetric; seed: number; costly: boolean; together: boolean; say: (text: string) => unknown}
): Promise<GlobalImportance | string> {
  const {metric, seed, costly, together, say} = of;
  const filed = (file?.filed ?? {}) as Partial<FiledCard>;
  const {importance} = filed;
  if (importance?.metric === metric && importance.seed === seed && filed.data?.sha256 === data.sha256)
    return {...importance, together, fromCard: true};
  say("Shuffling features …");
  const found = await importanceOf(predict, task, {
    metric,
    seed,
    repeats: costly ? CARD_IMPORTANCE.repeats : 10,
    mostRows: costly ? CARD_IMPORTANCE.mostRows : MOST_ROWS,
    of: together ? "groups" : "features",
    report: costly ? ({done, of: all}) => void say(`Shuffled ${done} of ${all}`) : undefined
  });
  return typeof found === "string" ? found : {...found, together, fromCard: false};
}
