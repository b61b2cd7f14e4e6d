import type {Figure, StudyResult} from "../core/result.js";
import {wilsonInterval} from "../metrics/intervals.js";

/** A figure that no study states but that follows from figures and tables of one. */
export interface DerivedFigure {
  readonly study: string;
  readonly name: string;
  /** Names of the study's figures that it is computed from. */
  readonly figures: readonly string[];
  /** Names of the study's tables that it is computed from. */
  readonly tables: readonly string[];
  /** Undefined where the result has not got what it takes. */
  compute(result: StudyResult): Figure | undefined;
}

/** By `study#name`, as the ledger refers to figures. */
export const DERIVED: Readonly<Record<string, DerivedFigure>> = Object.fromEntries(
  [nextSessionOfAll(), purchasesWhereAny(), labelsAcrossSplit()].map((one) => [`${one.study}#${one.name}`, one])
);

/** Sessions whose next session buys, among all sessions, those without a next one counted as not buying. */
function nextSessionOfAll(): DerivedFigure {
  return {
    study: "shop-paper",
    name: "nextSessionOfAll",
    figures: ["conversionGivenSuccessor", "sessions"],
    tables: [],
    compute({figures: {conversionGivenSuccessor: given, sessions}}) {
      if (given === undefined || sessions === undefined) return undefined;
      const share = (given.value * given.n) / sessions.value;
      return {
        value: share,
        ...wilsonInterval(share, sessions.value),
        n: sessions.value,
        unit: "share of sessions",
        dataset: given.dataset,
        protocol:
          "sessions whose next session buys, among all sessions, also those that have no next one; Wilson 95 % interval"
      };
    }
  };
}

/** Items bought in a session, among sessions that buy: a mean above one means that some sessions buy several. */
function purchasesWhereAny(): DerivedFigure {
  return {
    study: "shop-paper",
    name: "purchasesPerBuyingSession",
    figures: ["purchasesPerSession", "sessionConversion"],
    tables: [],
    compute({figures: {purchasesPerSession: all, sessionConversion: buying}}) {
      if (all === undefined || buying === undefined || !(buying.value > 0)) return undefined;
      return {
        value: all.value / buying.value,
        low: null,
        high: null,
        n: Math.round(buying.value * buying.n),
        unit: "distinct items a session",
        dataset: all.dataset,
        protocol: "mean number of distinct items bought, over the sessions that buy anything; a full count"
      };
    }
  };
}

/** Positives that a training or validation example owes to sessions of a later part, under the split nearest the report's counts. */
function labelsAcrossSplit(): DerivedFigure {
  return {
    study: "targets-paper",
    name: "labelsAcrossSplit",
    figures: ["trainPositives"],
    tables: ["protocols"],
    compute({figures: {trainPositives}, tables: {protocols}}) {
      if (trainPositives === undefined || protocols === undefined) return undefined;
      const split = "date 50/12.5/37.5";
      const positives = (until: string) => {
        const row = protocols.split.findIndex(
          (name, i) => name === split && protocols.sessions[i] === "all" && protocols.until[i] === until
        );
        return row < 0 ? NaN : Number(protocols.trainPositives[row]) + Number(protocols.validationPositives[row]);
      };
      const value = positives("log") - positives("part");
      if (Number.isNaN(value)) return undefined;
      return {
        value,
        low: null,
        high: null,
        n: positives("log"),
        unit: "positives",
        dataset: trainPositives.dataset,
        protocol: `training and validation examples that are positive only because of sessions after the end of their part, split ${split}; a full count`
      };
    }
  };
}
