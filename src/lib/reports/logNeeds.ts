import type {Need} from "../features/feature.js";
import {roughText} from "../documents/cellText.js";
import {wilsonInterval} from "../metrics/intervals.js";
import {positivesForAuc} from "../metrics/sampleSize.js";
import type {SplitOptions} from "../pipeline/split.js";
import {knownSize} from "../targets/countTargets.js";
import {HALF_WIDTHS, LEARNABLE_OPTIONS, MIN_POSITIVE_USERS} from "../targets/learnable.js";
import {MAX_USERS, type CountedTarget} from "../targets/powerAnalysis.js";
import type {Target} from "../targets/target.js";
import type {ShopSize} from "../targets/opportunityFactor.js";
import {usersNeeded} from "../targets/usersNeeded.js";
import {FEATURES} from "../features/featureList.js";
import {assessTargets, type AssessedTarget, type AssessedTargets} from "./targets.js";
import type {LogMeasurements} from "./logMeasurements.js";
import {LOG_PAGES, type LogPagePath} from "./logPages.js";

/** What a log lacks, and what to bring so that it does not. */
export const NEED_TEXTS: Readonly<Record<Need, {readonly lacks: string; readonly bring: string}>> = {
  purchases: {lacks: "no purchases", bring: "rows for purchases, with a word for them in the column of event types"},
  carts: {lacks: "no additions to a cart", bring: "rows for additions to the cart"},
  removes: {lacks: "no removals from a cart", bring: "rows for removals from the cart"},
  items: {lacks: "no items", bring: "a column that names the item"},
  departments: {lacks: "no categories of items", bring: "a column with the item's category"},
  prices: {lacks: "no prices", bring: "a column of prices"},
  users: {
    lacks: "no user who comes back",
    bring: "a column that names the user, the same in every visit, over a time in which users come back"
  },
  hours: {lacks: "days and no times of day", bring: "times with hour and minute"},
  dwell: {lacks: "no time spent on pages", bring: "a column of time spent"},
  content: {lacks: "no descriptions of items", bring: "a table of items with tags, stars or reviews"}
};

/** Users, sessions and days at which a target is planned to be learnable, all else being as in this log. */
export interface SizeNeeded {
  readonly users: number;
  /** 95 % interval of `users`, as far as it hangs on how few positives were counted, those of one user taken once; a null end is open. */
  readonly usersLow: number;
  readonly usersHigh: number | null;
  readonly sessions: number;
  /** How long such a log would take at this log's sessions a day. */
  readonly days: number;
}

/** A target of a log: what there is, and what it would take. */
export interface TargetNeeds extends AssessedTarget {
  /** Positives that training and test would need; null where there is no rate to go by, or nothing is missing. */
  readonly positives: {readonly train: number | null; readonly test: number | null};
  readonly size: SizeNeeded | null;
  /** Why there is no size; null where there is one, or none is needed. */
  readonly noSize: string | null;
  /** What to bring, a clause each, the most important one first; empty where the target is learnable. */
  readonly bring: readonly string[];
}

/** The log that is asked, as far as the document of its run says. */
export interface LogSize {
  readonly users: number;
  readonly sessions: number;
  readonly buyingSessions: number;
  readonly cartingSessions: number;
}

/** Every target of a log: whether it can be asked, how many positives it has, whether it could be learned, and what would be needed. */
export function targetNeeds(
  measured: LogMeasurements,
  size: LogSize,
  about: Pick<AssessedTargets, "log" | "generated">
): TargetNeeds[] {
  const {targets} = assessTargets(measured.targets, {
    ...about,
    protocol: {split: measured.split, until: "part", sessions: "all"},
    parameters: LEARNABLE_OPTIONS.parameters
  });
  return targets.map((one) => needsOf(one, measured, size));
}

function needsOf(one: AssessedTarget, measured: LogMeasurements, size: LogSize): TargetNeeds {
  const {target, lacks, judged, parts} = one;
  const none = {positives: {train: null, test: null}, size: null, noSize: null};
  if (judged === null) return {...one, ...none, bring: lacks.map((lack) => NEED_TEXTS[lack].bring)};
  if (judged.verdict === "learnable") return {...one, ...none, bring: []};
  const train = judged.riley?.positives ?? null;
  const test = judged.testPositives;
  const known = parts.map(knownSize);
  const sum = (name: "examples" | "positives" | "positiveUsers") => known.reduce((all, part) => all + part[name], 0);
  const counted = {target, examples: sum("examples"), positives: sum("positives"), positiveUsers: sum("positiveUsers")};
  const bring: string[] = [];
  const least = leastDays(target, measured.split);
  if (least !== null && measured.days < least)
    bring.push(
      `a log of ${count(least)} days or more: with ${count(measured.days)}, the test part ends before a label of ${target.horizon.by === "days" ? count(target.horizon.days) : ""} days is known`
    );
  else {
    const why = unjudged(one);
    if (why !== null) bring.push(why);
  }
  if (counted.positives === 0)
    bring.push(
      `positives: none is known yet, and the test alone takes about ${count(LEAST_TEST_POSITIVES)} to know an AUC of ${LEARNABLE_OPTIONS.auc} to ±${HALF_WIDTHS[0]}`
    );
  else if (counted.positives === counted.examples)
    bring.push("examples with the answer no: every known one is a yes, so there is nothing to tell apart");
  else
    bring.push(
      [
        train === null ? null : `${count(train)} positives in training (it has ${had(known[0])})`,
        test === null
          ? `about ${count(LEAST_TEST_POSITIVES)} positives in the test (it has ${had(known[2])})`
          : `${count(test)} in the test (it has ${had(known[2])})`
      ]
        .filter((text) => text !== null)
        .join(" and ") + ", of different users"
    );
  const planned = sizeNeeded(counted, measured, size);
  if ("none" in planned) return {...one, positives: {train, test}, size: null, noSize: planned.none, bring};
  bring.push(
    `about ${roughText(planned.users)} users with ${roughText(planned.sessions)} sessions (it has ${count(size.users)} and ${count(size.sessions)}), which takes ${planned.days > LONGEST_DAYS ? "more than ten years" : `about ${roughText(planned.days)} days`} at this pace`
  );
  return {...one, positives: {train, test}, size: planned, noSize: null, bring};
}

/** Positives, and of how many users where some have several: those of one user count less. */
const had = ({positives, positiveUsers}: {readonly positives: number; readonly positiveUsers: number}): string =>
  `${count(positives)}${positiveUsers < positives ? ` of ${count(positiveUsers)} users` : ""}`;

/** What to bring where training or test has no example to go by; null where both have. */
function unjudged({target, parts}: AssessedTarget): string | null {
  const [train, , test] = parts;
  const long = target.examples.moment === "end" ? "" : " that is long enough to be asked";
  if (parts.every(({examples}) => examples === 0))
    return `${long === "" ? "a longer log" : "longer sessions"}: there is none${long}`;
  for (const [name, part] of [
    ["training", train],
    ["test", test]
  ] as const) {
    if (part.examples === 0) return `a longer log: the ${name} part has no session${long}`;
    if (knownSize(part).examples === 0)
      return target.horizon.by === "sessions"
        ? `a longer log, or users who come back sooner: the ${name} part ends before any label is known`
        : `a longer log: the ${name} part ends before any label is known`;
  }
  return null;
}

/** Logs that would take longer are not said in days. */
const LONGEST_DAYS = 3650;

/** Positives that a test needs where negatives are plenty. */
const LEAST_TEST_POSITIVES = positivesForAuc(LEARNABLE_OPTIONS.auc, HALF_WIDTHS[0], {negativesPerPositive: 1000});

/** The days from which on a test part knows labels of so many days; null for other horizons, and for splits by calendar. */
function leastDays({horizon}: Target, split: SplitOptions): number | null {
  if (horizon.by !== "days") return null;
  // by date the test part is the last share of the days; of users or sessions dealt out, every part goes on to the end of the log
  if (split.by === "date") return Math.floor(horizon.days / split.shares[2] + 1e-9) + 1;
  return split.by === "user" || split.by === "random" ? horizon.days + 1 : null;
}

/**
 * Users, sessions and days at which a target is planned to be learnable in a log like this one that has more users. Says why where that cannot be planned.
 */
function sizeNeeded(
  counted: CountedTarget,
  measured: LogMeasurements,
  size: LogSize
): SizeNeeded | {readonly none: string} {
  if (counted.positives === 0) return {none: "no positive is known yet, so there is no rate to plan from"};
  if (counted.positives === counted.examples) return {none: "every known example is positive"};
  const shop: ShopSize = {
    users: size.users,
    sessions: size.sessions,
    // only its ratio to itself matters, as the shop stays like it is
    conversion: (counted.target.event === "cart" ? size.cartingSessions : size.buyingSessions) / size.sessions,
    itemsPerSession: Math.min(1000, Math.max(1, measured.itemsPerSession)),
    days: Math.min(10_000, measured.days)
  };
  const users = usersNeeded(shop, counted, shop);
  if (users === null) return {none: `not even ${count(MAX_USERS)} users would do`};
  const eachUser = counted.positiveUsers / counted.positives;
  const rate = wilsonInterval(counted.positives / counted.examples, counted.examples * eachUser);
  // only ratios of these counts matter, so that they need not be whole
  const usersAt = (share: number) => {
    const positives = share * counted.examples;
    return usersNeeded(shop, {...counted, positives, positiveUsers: positives * eachUser}, shop);
  };
  // the rarer class decides, so that more positives take fewer users only up to a half
  const ends = [rate.low, rate.high].map(usersAt);
  const least = rate.low < 0.5 && rate.high > 0.5 ? [usersAt(0.5)] : [];
  const known = [...ends, ...least].filter((n) => n !== null);
  const sessions = Math.max(users, Math.round((users * size.sessions) / size.users));
  return {
    users,
    usersLow: Math.min(users, ...known),
    usersHigh: ends.includes(null) ? null : Math.max(users, ...known),
    sessions,
    days: Math.ceil((sessions * measured.days) / size.sessions)
  };
}

/** What a page of the site makes of a log, and what of it the log lacks. */
export interface PageNeeds {
  /** Address of the page, without ending. */
  readonly path: string;
  readonly title: string;
  /** What it shows of this log, and what it does not and why. */
  readonly shows: readonly string[];
  readonly lacks: readonly {readonly what: string; readonly needs: readonly Need[]}[];
  /** Why the page can do nothing with the log at all; null where it can. */
  readonly nothing: string | null;
  /** What to bring so that it shows all; empty where it does. */
  readonly bring: readonly string[];
}

/** A part of a page, and what it asks of the log. */
interface PagePart {
  readonly what: string;
  readonly needs: readonly Need[];
}

/** The parts of each page that takes a log of the reader's own, but for the one that says all this. What Targets, Models and Features show is counted, see `pageNeeds`. */
const PAGE_PARTS: Readonly<Record<Exclude<LogPagePath, "your-log">, readonly PagePart[]>> = {
  data: [
    {what: "events and sessions by day", needs: []},
    {what: "hours, and pauses between events", needs: ["hours"]},
    {what: "conversion and the way to a purchase", needs: ["purchases"]},
    {what: "top and trending items", needs: ["items"]},
    {what: "loyalty to a category", needs: ["departments"]}
  ],
  sessions: [
    {what: "the split", needs: []},
    {what: "sessions by gap", needs: ["hours"]},
    {what: "conversion by gap", needs: ["hours", "purchases"]},
    {what: "later sessions of the same user", needs: ["users"]}
  ],
  features: [{what: "the timeline of a user and an item", needs: ["items"]}],
  leakage: [{what: "the replay, and what training and test share", needs: []}],
  targets: [],
  models: [],
  abandonment: [
    {what: "when a session ends", needs: ["hours"]},
    {what: "which session buys", needs: ["hours", "purchases"]},
    {what: "which cart is abandoned", needs: ["hours", "carts", "purchases"]}
  ],
  forecast: [
    {what: "daily sales of items, four weeks ahead, of what was bought", needs: ["purchases", "items"]},
    {what: "the same of views", needs: ["items"]}
  ],
  recommend: [
    {what: "what each model recommends after any click, and why", needs: ["items"]},
    {what: "how visits end", needs: ["items", "carts"]}
  ],
  overfitting: [{what: "boosting on real and on shuffled labels", needs: ["purchases", "items", "users"]}],
  rerun: [{what: "every stage again, with hashes", needs: []}],
  sql: [{what: "its tables, by your own queries", needs: []}]
};

/** What each page of the site that takes a log shows of this one. Pages about published experiments take none. */
export function pageNeeds(measured: LogMeasurements, targets: readonly TargetNeeds[]): PageNeeds[] {
  const has = new Set(measured.has);
  return LOG_PAGES.flatMap(({path, name: title}) => {
    if (path === "your-log") return [];
    const judged = PAGE_PARTS[path].map(({what, needs}) => ({what, needs: needs.filter((need) => !has.has(need))}));
    const shows = judged.filter(({needs}) => needs.length === 0).map(({what}) => what);
    const lacks = judged.filter(({needs}) => needs.length > 0);
    const extra =
      path === "features"
        ? featuresLine(measured)
        : path === "targets" || path === "models"
          ? targetsLine(path, targets)
          : null;
    const all = extra === null ? shows : [...extra.shows, ...shows];
    const bring = new Set([
      ...lacks.flatMap(({needs}) => needs.map((need) => NEED_TEXTS[need].bring)),
      ...(extra?.bring ?? [])
    ]);
    return {
      path,
      title,
      shows: all,
      lacks,
      nothing:
        all.length > 0
          ? null
          : (extra?.nothing ??
            `the log has ${[...new Set(lacks.flatMap(({needs}) => needs))].map((need) => NEED_TEXTS[need].lacks).join(", ")}`),
      bring: [...bring]
    };
  });
}

interface ExtraLine {
  readonly shows: readonly string[];
  readonly nothing: string | null;
  readonly bring: readonly string[];
}

function featuresLine({lackingFeatures}: LogMeasurements): ExtraLine {
  const filled = FEATURES.length - lackingFeatures.length;
  const needs = new Set(lackingFeatures.flatMap(({lacks}) => lacks));
  return {
    shows: filled === 0 ? [] : [`${filled} of ${FEATURES.length} features`],
    nothing: filled === 0 ? `it can fill none of the ${FEATURES.length} features` : null,
    bring: [...needs].map((need) => NEED_TEXTS[need].bring)
  };
}

function targetsLine(path: "targets" | "models", targets: readonly TargetNeeds[]): ExtraLine {
  const asked = targets.filter(({judged}) => judged !== null);
  const bring = [...new Set(targets.flatMap(({lacks}) => lacks))].map((need) => NEED_TEXTS[need].bring);
  if (path === "targets")
    return {
      shows: asked.length === 0 ? [] : [`${asked.length} of ${targets.length} targets counted and judged`],
      nothing: asked.length === 0 ? "none of the targets can be asked of it" : null,
      bring
    };
  const trainable = asked.filter(
    ({parts}) => parts[0].positiveUsers >= MIN_POSITIVE_USERS.train && parts[2].positiveUsers >= MIN_POSITIVE_USERS.test
  );
  return {
    shows:
      trainable.length === 0 ? [] : [`models of ${trainable.length} of ${targets.length} targets, trained in the tab`],
    nothing:
      trainable.length === 0
        ? `no target has ${MIN_POSITIVE_USERS.train} users with a positive in training and ${MIN_POSITIVE_USERS.test} in the test`
        : null,
    bring: trainable.length === 0 ? [...bring, "more users with positives"] : bring
  };
}

const count = (n: number) => n.toLocaleString("en-US");
