import type {Block, Cell, FigureBlock, ReportDocument, Section, Tone} from "../documents/reportDocument.js";
import {exact, figure, none, part, table} from "../documents/cells.js";
import {countText as count, namesText, roughText, shareText as share} from "../documents/cellText.js";
import {wilsonInterval} from "../metrics/intervals.js";
import {arrivalSentences} from "../pipeline/arrivalDelays.js";
import type {PartialRun} from "../pipeline/stages.js";
import {EVENT_TYPES} from "../sources/events.js";
import {knownSize} from "../targets/countTargets.js";
import {HALF_WIDTHS, LEARNABLE_OPTIONS, type Learnability} from "../targets/learnable.js";
import {FEATURES} from "../features/featureList.js";
import {NEED_TEXTS, pageNeeds, targetNeeds, type PageNeeds, type TargetNeeds} from "./logNeeds.js";
import {leakageBlocks, leakageFindings} from "./leakageSection.js";
import type {LogAudit} from "./logAudit.js";
import type {LogMeasurements} from "./logMeasurements.js";
import {shareCell} from "./shareCell.js";
import {rateOf} from "./targets.js";

/** All that a report on a log is made of. */
export interface LogReportInput {
  /** The log's name, e.g. that of its file. */
  readonly name: string;
  /** The document of its run; one that stopped early has no totals. */
  readonly run: PartialRun;
  /** Null where the run gave no session to measure, which `stopped` then says. */
  readonly measured: LogMeasurements | null;
  readonly audit: LogAudit | {readonly none: string};
  /** Why the run stopped; null where it did not. */
  readonly stopped: string | null;
  /** When it was made, in words; this module has no clock. */
  readonly madeAt?: string;
}

/** A log's name as a sentence has it: a generated one always says so. */
function logTitle({name, run: {generated, profile, seed}}: Pick<LogReportInput, "name" | "run">): string {
  return generated ? `the generated shop (profile ${profile}, seed ${seed})` : name;
}

/** What was computed of a log as one document: quality, sessions, targets, what would be needed, pages, leakage. What could not be computed says why. */
export function logReport(input: LogReportInput): ReportDocument {
  const {run, measured, stopped, madeAt} = input;
  const log = logTitle(input);
  const targets =
    measured === null || run.totals === null ? [] : targetNeeds(measured, run.totals, {log, generated: run.generated});
  const why = stopped ?? "the log was not measured";
  return {
    title: `What ${log} can answer`,
    subtitle: subtitle(input),
    summary: summary(input, targets),
    sections: [
      {id: "quality", title: "Quality: what was read", blocks: quality(input)},
      {
        id: "sessions",
        title: "Sessions",
        blocks: measured === null ? [absent("Sessions", why)] : sessions(input, measured)
      },
      {
        id: "targets",
        title: "Targets: what could be predicted",
        blocks: measured === null ? [absent("Targets", why)] : targetBlocks(targets, measured, input)
      },
      {
        id: "learnability",
        title: "Learnability: what it would take",
        blocks: measured === null ? [absent("What targets need", why)] : learnability(targets)
      },
      {
        id: "pages",
        title: "Pages of the site",
        blocks: measured === null ? [absent("What pages show", why)] : [pagesTable(pageNeeds(measured, targets))]
      },
      {id: "leakage", title: "Leakage: what the audit can say", blocks: leakageBlocks(input.audit, run.notRead ?? [])}
    ] satisfies Section[],
    colophon: [
      `Made by Clickproof${madeAt === undefined ? "" : `, ${madeAt}`}, with ${run.engine}. ${run.generated ? "All data are generated, none is of real people." : "The log was read on this machine and sent nowhere."}`,
      "Intervals are 95 %. Those of sessions treat sessions as independent although some share a user; those of targets count the positives of one user once. Times are UTC.",
      ...(run.inputSha256 === null ? [] : [`SHA-256 of the events as they were read: ${run.inputSha256}`])
    ]
  };
}

const absent = (what: string, why: string): Block => ({
  kind: "warning",
  text: `${what} could not be computed: ${why}.`
});

function subtitle({run, measured}: LogReportInput): string {
  const {totals, input} = run;
  if (totals === null) return `${count(input.rows)} rows${run.generated ? ", generated data" : ""}`;
  const period = measured === null ? "" : `, ${day(measured.firstMs)} to ${day(measured.lastMs)}`;
  return `${count(totals.events)} events of ${count(totals.users)} ${totals.users === 1 ? "user" : "users"} in ${count(totals.sessions)} ${totals.sessions === 1 ? "session" : "sessions"}${period}${run.generated ? ", generated data" : ""}`;
}

/** The findings that a reader wants first, a sentence each. */
function summary({run, measured, audit, stopped}: LogReportInput, targets: readonly TargetNeeds[]): string[] {
  const found: string[] = [];
  if (stopped !== null) found.push(`The log could not be worked on: ${stopped}.`);
  else if (targets.length > 0) found.push(targetsSentence(targets));
  const aside = run.input.rows - (run.totals?.events ?? run.input.events);
  found.push(
    run.input.rows === 0
      ? "The file holds no row."
      : aside === 0
        ? run.input.rows === 1
          ? "Its only row was read as an event."
          : `All ${count(run.input.rows)} rows were read as events.`
        : `${count(aside)} of ${count(run.input.rows)} rows (${share(aside / run.input.rows)}) were set aside.`
  );
  if (run.totals !== null && run.totals.sessions > 0 && measured?.has.includes("purchases")) {
    const {low, high} = wilsonInterval(run.totals.sessionConversion, run.totals.sessions);
    found.push(
      `${share(run.totals.sessionConversion)} of sessions buy (95 % interval ${share(low)} to ${share(high)}, n = ${count(run.totals.sessions)}).`
    );
  } else if (measured !== null) found.push("The log has no purchases, so nothing is said of who buys.");
  if (!("none" in audit)) found.push(...leakageFindings(audit));
  return found;
}

/** How many targets could be learned, in a sentence. */
function targetsSentence(targets: readonly TargetNeeds[]): string {
  const asked = targets.filter(({judged}) => judged !== null);
  if (asked.length === 0) {
    const lacks = [...new Set(targets.flatMap((one) => one.lacks))].map((need) => NEED_TEXTS[need].lacks);
    return `None of the ${targets.length} purchase targets can be asked: the log has ${lacks.join(", ")}.`;
  }
  const of = (verdict: Learnability) => asked.filter(({judged}) => judged!.verdict === verdict);
  const learnable = of("learnable");
  const rest =
    asked.length < targets.length ? ` ${targets.length - asked.length} cannot be asked of this log at all.` : "";
  if (learnable.length > 0)
    return `${learnable.length} of ${targets.length} purchase targets ${learnable.length === 1 ? "has" : "have"} enough positives to be learned and tested.${rest}`;
  const borderline = of("borderline").length;
  return `None of the ${targets.length} purchase targets has enough positives to be learned and tested with confidence${borderline === 0 ? "" : `; ${borderline} ${borderline === 1 ? "lies" : "lie"} at the border`}.${rest}`;
}

/** What a page says of a log at its top: one sentence, with one number at most. */
export function logAnswer(log: string, targets: readonly TargetNeeds[]): string {
  const asked = targets.filter(({judged}) => judged !== null);
  if (asked.length === 0)
    return `In ${log} no purchase target can be asked: it has ${[...new Set(targets.flatMap((one) => one.lacks))].map((need) => NEED_TEXTS[need].lacks).join(", ")}.`;
  const learnable = asked.filter(({judged}) => judged!.verdict === "learnable");
  if (learnable.length > 0)
    return learnable.length === 1
      ? `In ${log} one purchase target has enough positives to be learned and tested: “${learnable[0].target.title}”.`
      : `In ${log} ${learnable.length} purchase targets have enough positives to be learned and tested.`;
  const nearest = asked.reduce<TargetNeeds | null>(
    (best, one) => (one.size !== null && (best === null || one.size.users < best.size!.users) ? one : best),
    null
  );
  return `In ${log} no purchase target has enough positives to be learned and tested with confidence${nearest === null ? "" : `; the nearest, “${nearest.target.title}”, would take about ${roughText(nearest.size!.users)} users`}.`;
}

// quality

function quality({run, measured}: LogReportInput): Block[] {
  const {input, totals, quarantine, counts = {}, notRead = [], notices = [], arrivals} = run;
  const aside = quarantine.reduce((sum, {rows}) => sum + rows, 0);
  const of = (n: number): Cell => (input.rows === 0 ? none("no rows") : part(n / input.rows));
  const blocks: Block[] = [
    table({
      caption: "Rows of the file",
      columns: [{name: "what"}, {name: "rows"}, {name: "share of all"}],
      rows: [
        ["read", exact(input.rows), of(input.rows)],
        ["set aside, for all reasons", exact(aside), of(aside)],
        ...(totals === null ? [] : [["events that are used", exact(totals.events), of(totals.events)]]),
        ...(counts.exactDuplicates === undefined
          ? []
          : [
              [
                "exact duplicates of another row, kept as events of their own",
                exact(counts.exactDuplicates),
                of(counts.exactDuplicates)
              ]
            ])
      ],
      note: "Counts of the whole file, so they have no interval."
    }),
    quarantine.length === 0
      ? {kind: "paragraph", text: "No row was set aside."}
      : table({
          caption: "Rows that were set aside, by reason",
          columns: [{name: "reason"}, {name: "rows"}, {name: "share of all"}, {name: "first in line"}],
          rows: quarantine.map(({reason, rows, firstLine}) => [
            reason,
            exact(rows),
            of(rows),
            firstLine === null ? none("found after reading") : exact(firstLine)
          ])
        })
  ];
  if (totals !== null) {
    blocks.push(
      table({
        caption: "Events by type",
        columns: [{name: "type"}, {name: "events"}, {name: "share of events"}],
        rows: EVENT_TYPES.map((type) => [
          type,
          exact(totals.byType[type]),
          totals.events === 0 ? none("no events") : part(totals.byType[type] / totals.events)
        ])
      })
    );
    if (measured !== null)
      blocks.push(
        table({
          caption: "Missing values among the events that are used",
          columns: [{name: "value"}, {name: "events without it"}, {name: "share of events"}, {name: "what follows"}],
          rows: [
            ["user, time, event type", exact(0), part(0), "rows without one are set aside above"],
            [
              "item",
              exact(measured.missing.item),
              part(measured.missing.item / totals.events),
              measured.missing.item === 0
                ? "nothing"
                : measured.missing.item === totals.events
                  ? "the log names no items"
                  : "such events count for users and sessions, and are left out wherever an item is asked for"
            ],
            [
              "price",
              exact(measured.missing.price),
              part(measured.missing.price / totals.events),
              measured.missing.price === 0
                ? "nothing"
                : measured.missing.price === totals.events
                  ? "the log has no prices: nothing is said of revenue"
                  : "features of prices have their fill value there"
            ]
          ]
        })
      );
  }
  blocks.push({
    kind: "paragraph",
    text:
      arrivals === undefined
        ? "Arrival: the log does not say when its events reached it, so nothing is said of late events."
        : `Arrival: ${arrivalSentences(arrivals).join(". ")}.`
  });
  for (const notice of notices) blocks.push({kind: "warning", text: sentence(notice)});
  if (notRead.length > 0)
    blocks.push({
      kind: "paragraph",
      text: `Columns that no role takes, and from which nothing is read: ${namesText(notRead)}.`
    });
  return blocks;
}

// sessions

function sessions({run}: LogReportInput, measured: LogMeasurements): Block[] {
  const totals = run.totals!;
  const purchases = measured.has.includes("purchases");
  const blocks: Block[] = [
    table({
      caption: "Sessions in figures",
      columns: [{name: "figure"}, {name: "value"}, {name: "how it is meant"}],
      rows: [
        [
          "sessions",
          exact(totals.sessions),
          run.options.sessions === "own"
            ? "the log's own"
            : `cut at pauses of more than ${run.options.gapMs / 60_000} minutes`
        ],
        ["users", exact(totals.users), `${count(measured.returningUsers)} of them have two sessions or more`],
        ["days", exact(measured.days), `${day(measured.firstMs)} to ${day(measured.lastMs)}`],
        [
          "sessions of one event",
          shareCell(totals.singleEventSessions, totals.sessions),
          "no later event to learn from"
        ],
        [
          "sessions that buy",
          purchases ? shareCell(totals.buyingSessions, totals.sessions) : none("no purchases"),
          purchases
            ? `baseline: “nobody buys” is right for ${share(1 - totals.sessionConversion)} of sessions`
            : "nothing to compare with"
        ]
      ],
      note: "95 % Wilson intervals."
    })
  ];
  if (!measured.has.includes("hours"))
    blocks.push({
      kind: "warning",
      text: "The log knows days and no times of day, so sessions cut at pauses mean little."
    });
  const empty = emptyWeeks(measured);
  if (empty.length > 0)
    blocks.push({
      kind: "warning",
      text: `${count(empty.length)} of ${count(measured.weeks.startMs.length)} weeks have no event (${namesText(empty.map((ms) => `week of ${day(ms)}`))}). Was the log being written then?`
    });
  blocks.push(figure(weeksFigure(run, measured, purchases)));
  const conversion = purchases ? conversionFigure(run, measured) : null;
  if (conversion !== null) blocks.push(figure(conversion));
  blocks.push(
    table({
      caption: "Sessions by length",
      columns: [{name: "length"}, {name: "sessions"}, {name: "share of sessions"}, {name: "of these, buy"}],
      rows: measured.lengths.map(({name, from, to, sessions: some, buying}) => [
        `${name}: ${to === null ? `${from} events or more` : to === from ? "1 event" : `${from} to ${to} events`}`,
        exact(some),
        shareCell(some, totals.sessions),
        !purchases ? none("no purchases") : some === 0 ? none("no such session") : shareCell(buying, some)
      ]),
      note: `95 % Wilson intervals.${purchases ? ` Baseline: ${share(totals.sessionConversion)} of all sessions buy.` : ""}`
    })
  );
  return blocks;
}

function emptyWeeks({weeks}: LogMeasurements): number[] {
  return weeks.startMs.filter((_, week) => weeks.events[week] === 0);
}

/** Bars or points that a figure has at most; longer logs take several weeks together. */
const MOST_STEPS = 60;

interface Steps {
  /** Weeks of a step. */
  readonly weeks: number;
  readonly startMs: readonly number[];
  readonly sessions: readonly number[];
  readonly buying: readonly number[];
}

function stepsOf({weeks}: LogMeasurements): Steps {
  const length = Math.max(1, Math.ceil(weeks.startMs.length / MOST_STEPS));
  const starts = weeks.startMs.flatMap((_, week) => (week % length === 0 ? [week] : []));
  const sum = (values: readonly number[]) =>
    starts.map((week) => values.slice(week, week + length).reduce((a, b) => a + b, 0));
  return {
    weeks: length,
    startMs: starts.map((week) => weeks.startMs[week]),
    sessions: sum(weeks.sessions),
    buying: sum(weeks.buying)
  };
}

const stepName = ({weeks}: Steps) => (weeks === 1 ? "week" : `${weeks} weeks`);

function weeksFigure({totals, generated}: PartialRun, measured: LogMeasurements, purchases: boolean): FigureBlock {
  const steps = stepsOf(measured);
  const labels = steps.startMs.map(day);
  const most = Math.max(...steps.sessions);
  const peak = labels[steps.sessions.indexOf(most)];
  return {
    title: `Sessions per ${stepName(steps)}`,
    caption: `Most sessions begin in the ${stepName(steps)} of ${peak}: ${count(most)}. n = ${count(totals!.sessions)} sessions, counted whole, so without an interval. The last bar may be of fewer days.${generated ? " Generated data." : ""}`,
    alternative: `A bar for each ${stepName(steps)} from ${labels[0]} to ${labels.at(-1)}, ${count(Math.min(...steps.sessions))} to ${count(most)} sessions high${purchases ? ", with the sessions that buy at its foot" : ""}.`,
    chart: {
      kind: "bars",
      xTitle: `first day of the ${stepName(steps)}`,
      yTitle: "sessions",
      labels,
      series: purchases
        ? [
            {name: "sessions that buy", values: steps.buying},
            {name: "sessions that do not", values: steps.sessions.map((all, i) => all - steps.buying[i])}
          ]
        : [{name: "sessions", values: steps.sessions}]
    },
    table: {
      caption: `Sessions per ${stepName(steps)}`,
      columns: [{name: "from"}, {name: "sessions"}, ...(purchases ? [{name: "of these, buy"}] : [])],
      rows: labels.map((label, i) => [label, exact(steps.sessions[i]), ...(purchases ? [exact(steps.buying[i])] : [])])
    }
  };
}

function conversionFigure({totals, generated}: PartialRun, measured: LogMeasurements): FigureBlock | null {
  const steps = stepsOf(measured);
  if (steps.startMs.length < 2) return null;
  const labels = steps.startMs.map(day);
  const known = steps.sessions.map((n, i) =>
    n === 0 ? null : {value: steps.buying[i] / n, ...wilsonInterval(steps.buying[i] / n, n)}
  );
  const overall = totals!.sessionConversion;
  const outside = known.filter((one) => one !== null && (one.low > overall || one.high < overall)).length;
  const points = known.filter((one) => one !== null).length;
  return {
    title: `Share of sessions that buy, per ${stepName(steps)}`,
    caption: `In ${outside} of ${points} ${steps.weeks === 1 ? "weeks" : "points"} the 95 % interval does not hold the share over all (dashed, ${share(overall)}); about ${count(0.05 * points)} would by chance. n = ${count(totals!.sessions)} sessions.${points < known.length ? ` No session begins in ${count(known.length - points)}, which have no point.` : ""}${generated ? " Generated data." : ""}`,
    alternative: `A line over ${points} points with a band for the 95 % Wilson interval of each, and a dashed line at the share over all.`,
    chart: {
      kind: "lines",
      xTitle: `first day of the ${stepName(steps)}`,
      yTitle: "share of sessions",
      labels,
      shares: true,
      series: [
        {
          name: "sessions that buy, 95 % interval",
          values: known.map((one) => one?.value ?? null),
          low: known.map((one) => one?.low ?? null),
          high: known.map((one) => one?.high ?? null)
        }
      ],
      baseline: {name: "over all", value: overall}
    },
    table: {
      caption: `Share of sessions that buy, per ${stepName(steps)}`,
      columns: [{name: "from"}, {name: "sessions that buy"}],
      rows: labels.map((label, i) => [
        label,
        steps.sessions[i] === 0 ? none("no session") : shareCell(steps.buying[i], steps.sessions[i])
      ])
    }
  };
}

// targets

const TONES: Readonly<Record<Learnability, Tone>> = {learnable: "good", borderline: "fair", "not learnable": "bad"};

/** A target's verdict as a cell. */
function verdictCell({judged}: Pick<TargetNeeds, "judged">): Cell {
  return judged === null
    ? {kind: "verdict", tone: "unknown", text: "cannot be asked"}
    : {kind: "verdict", tone: TONES[judged.verdict], text: judged.verdict};
}

/** What a log has not, in words: `no purchases, no items`. */
export function lacksText({lacks}: Pick<TargetNeeds, "lacks">): string {
  return lacks.map((lack) => NEED_TEXTS[lack].lacks).join(", ");
}

function targetBlocks(targets: readonly TargetNeeds[], measured: LogMeasurements, {run}: LogReportInput): Block[] {
  const rates = targets.map(({parts}) => rateOf(parts[0]));
  return [
    {
      kind: "paragraph",
      text: `A target is a question with the answer yes or no about a session or an item in it; a positive is an example whose answer is yes. Examples are split into training, validation and test (${measured.splitName}). A label is known where what it asks about ends before its part does; the others are censored, and neither train nor test.`
    },
    figure({
      title: "How often each target comes true in training",
      caption: `95 % intervals in which the positives of one user count once. The rarer the positives, the more examples it takes. Baseline: always saying no is right for all the others. Split ${measured.splitName}.${run.generated ? " Generated data." : ""}`,
      alternative: "A point with its interval for each target, at the share of training examples that are positive.",
      chart: {
        kind: "intervals",
        xTitle: "share of training examples with the answer yes",
        shares: true,
        rows: targets.map((one, i) => {
          const rate = one.judged === null ? null : rates[i];
          return {
            label: one.target.title,
            value: rate?.value ?? null,
            low: rate?.low,
            high: rate?.high,
            why: one.judged === null ? `cannot be asked: ${lacksText(one)}` : "no training example has a known label"
          };
        })
      },
      table: {
        caption: "Rate of positives in training",
        columns: [{name: "target"}, {name: "rate in training"}],
        rows: targets.map((one) => [one.target.title, rateCell(one, 0)])
      }
    }),
    table({
      caption: "Positives of each target",
      columns: [
        {name: "target"},
        {name: "training: positives"},
        {name: "of users"},
        {name: "training: rate"},
        {name: "test: positives"},
        {name: "of users"},
        {name: "censored", unit: "of all examples"},
        {name: "right by always saying no", unit: "in the test"}
      ],
      rows: targets.map((one) => {
        const [train, , test] = one.parts;
        const cannot = none(lacksText(one));
        if (one.judged === null) return [one.target.title, cannot, "–", "–", "–", "–", "–", "–"];
        const all = one.parts.reduce((sum, {examples}) => sum + examples, 0);
        const censored = one.parts.reduce((sum, part) => sum + part.censored, 0);
        const tested = knownSize(test);
        return [
          one.target.title,
          exact(train.positives),
          exact(train.positiveUsers),
          rateCell(one, 0),
          exact(test.positives),
          exact(test.positiveUsers),
          all === 0 ? none("no examples") : part(censored / all),
          tested.examples === 0 ? none("no label is known") : part(1 - tested.positives / tested.examples)
        ];
      }),
      note: "Positives are complete counts of examples whose label is known. Rates have 95 % Wilson intervals in which each user's positives count once; n is the number of examples."
    })
  ];
}

function rateCell({parts, judged, lacks}: TargetNeeds, part: number): Cell {
  if (judged === null) return none(lacksText({lacks}));
  const rate = rateOf(parts[part]);
  return rate === null ? none("no label is known") : {kind: "share", ...rate, n: knownSize(parts[part]).examples};
}

function learnability(targets: readonly TargetNeeds[]): Block[] {
  return [
    {
      kind: "paragraph",
      text: `Learnable: training has what Riley's criteria ask for ${LEARNABLE_OPTIONS.parameters} parameters at this rate, and the test knows an AUC (area under the ROC curve) of ${LEARNABLE_OPTIONS.auc} to ±${HALF_WIDTHS[0]}, even if the positives of one user count once. Borderline: a third of that and ±${HALF_WIDTHS[1]}, with all counted. No model is fitted for this. The baseline of an AUC is 0.5, a ranking by chance.`
    },
    neededTable(targets),
    table({
      caption: "Why, and what is needed",
      columns: [{name: "target"}, {name: "training"}, {name: "test"}, {name: "to bring"}],
      rows: targets.map((one) => [
        one.target.title,
        one.judged?.reasons[0] ?? `The log has ${lacksText(one)}.`,
        one.judged?.reasons[1] ?? "–",
        one.bring.length === 0 ? "nothing more" : sentence(one.bring.join("; "))
      ])
    })
  ];
}

function neededTable(targets: readonly TargetNeeds[]): Block {
  return table({
    caption: "What each target has, and what it would need",
    columns: [
      {name: "target"},
      {name: "verdict"},
      {name: "training positives", unit: "has / needs"},
      {name: "test positives", unit: "has / needs"},
      {name: "users needed"}
    ],
    rows: targets.map((one) => {
      const of = (part: number, needed: number | null): Cell =>
        one.judged === null
          ? "–"
          : `${count(one.parts[part].positives)} / ${one.judged.verdict === "learnable" ? "enough" : needed === null ? "no rate to go by" : count(needed)}`;
      return [
        one.target.title,
        verdictCell(one),
        of(0, one.positives.train),
        of(2, one.positives.test),
        one.judged?.verdict === "learnable"
          ? "enough"
          : one.size !== null
            ? {kind: "estimate", value: one.size.users, low: one.size.usersLow, high: one.size.usersHigh}
            : none(one.noSize ?? lacksText(one))
      ];
    }),
    note: "Users needed are planned by power analysis: a log like this one with more users, split at random 70/15/15, each user with as many sessions and positives as here. The interval knows only how few positives were counted, so take it as an order of magnitude."
  });
}

// pages

function pagesTable(pages: readonly PageNeeds[]): Block {
  return table({
    caption: "What each page that takes a log shows of this one",
    columns: [{name: "page"}, {name: "shows"}, {name: "does not show"}, {name: "to bring"}],
    rows: pages.map(({title, shows, lacks, nothing, bring}) => [
      title,
      shows.length === 0 ? none(nothing ?? "nothing") : shows.join("; "),
      lacks.length === 0
        ? "–"
        : lacks
            .map(({what, needs}) => `${what} (${needs.map((need) => NEED_TEXTS[need].lacks).join(", ")})`)
            .join("; "),
      bring.length === 0 ? "nothing more" : bring.join("; ")
    ]),
    note: `Features count as filled where the log has what they ask for (${FEATURES.length} in all). Pages about published experiments take no log.`
  });
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
