import {auditedFeatures} from "../../src/lib/leakage/auditedFeatures.js";
import {auditLeakage, type LeakageOptions, type LeakageReport} from "../../src/lib/leakage/auditLeakage.js";
import {auditInjectedLeaks, type InjectedLeakOutcome} from "../../src/lib/leakage/auditInjectedLeaks.js";
import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {UserError} from "../../src/lib/core/errors.js";
import {examplesName} from "../../src/lib/features/examples.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {OPTIONAL} from "../../src/lib/features/optionalGroups.js";
import {clopperPearsonInterval} from "../../src/lib/metrics/intervals.js";
import {withAuditLog, type AuditLogOptions} from "../leakage/auditLog.js";
import {ESHOP_CLOTHING_SHA256} from "../../src/lib/sources/publishedSets.js";
import type {Study, StudyContext} from "./study.js";

const options = {
  seed: 1,
  logs: [
    {id: "paper", source: "shop", profile: "paper", examples: 1000, planted: 100, cuts: 3, optional: true},
    {id: "twin", source: "shop", profile: "retailrocket", examples: 200, planted: 10, cuts: 2, optional: false},
    {id: "eshop", source: "eshop-clothing", profile: undefined, examples: 500, planted: 50, cuts: 3, optional: false}
  ],
  moments: ["end", {afterEvent: 3}]
} as const;

interface AuditedFeatures {
  readonly log: string;
  readonly examples: string;
  readonly what: string;
  readonly report: LeakageReport;
  readonly lacking: number;
}

interface Planted extends InjectedLeakOutcome {
  readonly log: string;
  readonly examples: string;
}

/** Whether any of the features looks ahead, on generated and real logs, and whether the audit would see it. */
export const study: Study = {
  name: "leakage-replay",
  title: "Deletes the future of examples, makes their features anew and compares; and audits leaks planted on purpose.",
  options,
  inputs: {"e-shop clothing 2008.csv": ESHOP_CLOTHING_SHA256},
  measured: false,
  async run(context) {
    const {figures, tables, audits} = await auditLogs(options.logs, context);
    return {figures, tables: {...tables, features: featureRows(audits)}};
  },
  sample: {
    title: "the generated shop at both moments: the 37 features, the optional ones and the leaks planted on purpose",
    async run(context) {
      const {figures, tables} = await auditLogs(
        options.logs.filter(({id}) => id === SHOWN.log),
        context
      );
      return {figures, tables};
    }
  }
};

/** Audits some of the logs; a log's figures and rows do not depend on the others. */
async function auditLogs(
  logs: readonly (typeof options.logs)[number][],
  {progress}: StudyContext
): Promise<Pick<StudyResult, "figures" | "tables"> & {readonly audits: readonly AuditedFeatures[]}> {
  const audits: AuditedFeatures[] = [];
  const planted: Planted[] = [];
  for (const {id, examples, planted: plantedExamples, cuts, optional, ...log} of logs)
    for (const moment of options.moments) {
      const source: AuditLogOptions = {
        ...log,
        seed: options.seed,
        moment,
        mirror: process.env.CLICKPROOF_DATA_MIRROR
      };
      const onNote = (note: string) => {
        throw new UserError(note, "use the published file");
      };
      await withAuditLog({...source, onNote}, async (found) => {
        const name = examplesName(found.examples);
        progress(`${id}, ${name}`);
        const chosen: LeakageOptions = {moment, seed: options.seed, examples, cuts};
        const audit = async (what: string, features: typeof found.features, asked: LeakageOptions) =>
          audits.push({
            log: id,
            examples: name,
            what,
            report: await auditLeakage(found.engine, auditedFeatures(features), asked),
            lacking: what === "the 37" ? found.lacking.length : 0
          });
        await audit("the 37", found.features, chosen);
        if (optional && moment === "end") {
          progress(`${id}, optional groups`);
          const more = OPTIONAL.flatMap(({features}) => features);
          await audit("optional groups", more, {...chosen, examples: plantedExamples, cuts: 1});
        }
        progress(`${id}, ${name}: planted leaks`);
        const outcomes = await auditInjectedLeaks(found.engine, {...chosen, examples: plantedExamples, cuts: 1});
        planted.push(...outcomes.map((outcome) => ({log: id, examples: name, ...outcome})));
      });
    }
  const figures: Record<string, Figure> = {};
  for (const {id} of logs) {
    const own = audits.filter(({log, what}) => log === id && what === "the 37");
    const moments = total(own, ({report}) => report.moments);
    const leaking = new Set(own.flatMap(({report}) => report.leaks.map(({feature}) => feature))).size;
    const dataset = DATASETS[id];
    const exact = (value: number, unit: string, protocol: string, n = value): Figure => ({
      value,
      low: null,
      high: null,
      n,
      unit,
      dataset,
      protocol
    });
    figures[`${id}-features`] = exact(
      FEATURES.length - Math.max(...own.map(({lacking}) => lacking)),
      "features",
      "features that the log can fill"
    );
    figures[`${id}-leaking`] = exact(
      leaking,
      "features",
      "features with any difference, in a replay or when everything is deleted from a time on",
      FEATURES.length
    );
    figures[`${id}-examples`] = exact(
      total(own, ({report}) => report.examples),
      "examples",
      "replayed one moment at a time, drawn at random, at the session's end and after its third event"
    );
    figures[`${id}-values`] = exact(
      total(own, ({report}) => report.cells),
      "values",
      "features compared between the whole log and the log before the moment, and between it and a world with another future"
    );
    figures[`${id}-differences`] = exact(
      total(own, ({report}) => differencesOf(report)),
      "values",
      "of these, not the same",
      total(own, ({report}) => report.cells)
    );
    figures[`${id}-wideValues`] = exact(
      total(own, ({report}) => report.wide.cells),
      "values",
      "features of all examples before some times, compared between the whole log and the log before each time"
    );
    figures[`${id}-wideDifferences`] = exact(
      total(own, ({report}) => wideDifferencesOf(report)),
      "values",
      "of these, not the same",
      total(own, ({report}) => report.wide.cells)
    );
    const differing = total(own, ({report}) => report.differing);
    figures[`${id}-momentsWithDifference`] = {
      value: differing / moments,
      ...clopperPearsonInterval(differing, moments),
      n: moments,
      unit: "share of moments",
      dataset,
      protocol: "moments with any difference in a replay; exact 95 % interval of Clopper and Pearson"
    };
    const tried = planted.filter(({log, expected}) => log === id && expected);
    figures[`${id}-planted`] = exact(tried.length, "leaks", "features that look ahead on purpose, at both moments");
    figures[`${id}-caught`] = exact(
      tried.filter(({caught}) => caught).length,
      "leaks",
      "of these, caught",
      tried.length
    );
    figures[`${id}-named`] = exact(
      tried.filter(({kind, namedAs}) => kind === namedAs).length,
      "leaks",
      "of these, called by their kind",
      tried.length
    );
  }
  return {
    figures,
    audits,
    tables: {
      audits: {
        log: audits.map(({log}) => log),
        moment: audits.map(({examples}) => examples),
        what: audits.map(({what}) => what),
        features: audits.map(({report}) => report.features),
        lacking: audits.map(({lacking}) => lacking),
        examples: audits.map(({report}) => report.examples),
        moments: audits.map(({report}) => report.moments),
        values: audits.map(({report}) => report.cells),
        differences: audits.map(({report}) => differencesOf(report)),
        wideExamples: audits.map(({report}) => report.wide.cuts.reduce((sum, cut) => sum + cut.examples, 0)),
        wideValues: audits.map(({report}) => report.wide.cells),
        wideDifferences: audits.map(({report}) => wideDifferencesOf(report))
      },
      ...lookTables(audits, planted),
      planted: {
        log: planted.map(({log}) => log),
        moment: planted.map(({examples}) => examples),
        leak: planted.map(({name}) => name),
        kind: planted.map(({kind}) => kind),
        expected: planted.map(({expected}) => (expected ? "yes" : "no")),
        caught: planted.map(({caught}) => (caught ? "yes" : "no")),
        namedAs: planted.map(({namedAs}) => namedAs)
      }
    }
  };
}

/** The log and moment whose examples the page shows. */
const SHOWN = {log: "paper", moment: examplesName({unit: "item", moment: options.moments[1], sessions: "all"})};

/** One example for each of the audits of `SHOWN`: its values, and its user's events. */
function lookTables(
  audits: readonly AuditedFeatures[],
  planted: readonly Planted[]
): Record<string, Record<string, (number | string | null)[]>> {
  const here = ({log, examples}: {log: string; examples: string}) => log === SHOWN.log && examples === SHOWN.moment;
  const looks = [
    ...audits.filter(here).map(({what, report}) => ({what, look: report.look!})),
    ...planted.filter(here).map(({name, look}) => ({what: name, look: look!}))
  ];
  const values = looks.flatMap(({what, look}) => look.values.map((value) => ({what, ...value})));
  const events = looks.flatMap(({what, look: {events}}) => events.ms.map((_, i) => ({what, events, i})));
  return {
    looks: {
      what: looks.map(({what}) => what),
      example: looks.map(({look}) => look.example),
      user: looks.map(({look}) => look.userId),
      session: looks.map(({look}) => look.sessionId),
      item: looks.map(({look}) => look.itemId),
      atMs: looks.map(({look}) => look.atMs)
    },
    lookValues: {
      what: values.map(({what}) => what),
      feature: values.map(({feature}) => feature),
      whole: values.map(({whole}) => whole),
      deleted: values.map(({deleted}) => deleted),
      invented: values.map(({invented}) => invented)
    },
    lookEvents: {
      what: events.map(({what}) => what),
      ms: events.map(({events, i}) => events.ms[i]),
      event: events.map(({events, i}) => events.event[i]),
      item: events.map(({events, i}) => events.item[i]),
      session: events.map(({events, i}) => events.session[i])
    }
  };
}

const DATASETS: Readonly<Record<string, string>> = {
  paper: `generated shop, profile paper, seed ${options.seed}`,
  twin: `generated twin of RetailRocket, seed ${options.seed}`,
  eshop: "e-shop clothing 2008 (UCI 553)"
};

function total(audits: readonly AuditedFeatures[], of: (audit: AuditedFeatures) => number): number {
  return audits.reduce((sum, audit) => sum + of(audit), 0);
}

function differencesOf({byFeature}: LeakageReport): number {
  return byFeature.reduce((sum, {deleted, invented}) => sum + deleted + invented, 0);
}

function wideDifferencesOf({wide}: LeakageReport): number {
  return wide.byFeature.reduce((sum, {differences}) => sum + differences, 0);
}

/** One row a feature of the 37: how many values were compared over all logs and moments, and how many were not the same. */
function featureRows(audits: readonly AuditedFeatures[]): Record<string, (number | string)[]> {
  const own = audits.filter(({what}) => what === "the 37");
  const rows = FEATURES.map(({name, group}) => {
    const asked = own.filter(({report}) => report.byFeature.some(({feature}) => feature === name));
    const found = asked.map(({report}) => report.byFeature.find(({feature}) => feature === name)!);
    const wide = asked.flatMap(({report}) => report.wide.byFeature.filter(({feature}) => feature === name));
    return {
      name,
      group,
      logs: new Set(asked.map(({log}) => log)).size,
      compared: total(asked, ({report}) => (report.cells + report.wide.cells) / report.features),
      deleted: found.reduce((sum, {deleted}) => sum + deleted, 0),
      invented: found.reduce((sum, {invented}) => sum + invented, 0),
      wide: wide.reduce((sum, {differences}) => sum + differences, 0)
    };
  });
  return {
    feature: rows.map(({name}) => name),
    group: rows.map(({group}) => group),
    logs: rows.map(({logs}) => logs),
    compared: rows.map(({compared}) => compared),
    deleted: rows.map(({deleted}) => deleted),
    invented: rows.map(({invented}) => invented),
    wide: rows.map(({wide}) => wide)
  };
}
