import type {StudyResult} from "../../lib/core/result.js";
import {CLAIM_RATES, type ClaimRate} from "../../lib/reports/experiments.js";
import {COLOURS} from "../colours.js";
import {estimates} from "../estimates.js";
import {count, fixed, percent} from "../format.js";

/** Where the share of buyers comes from. */
function rateTitle({figures}: StudyResult, rate: ClaimRate): string {
  const share = percent(figures[`rate-${rate}`].value, rate === "retailrocket" ? 2 : 1);
  return {
    assumed: `${share} buy (assumed)`,
    shop: `${share} buy (generated shop)`,
    retailrocket: `${share} buy (RetailRocket)`
  }[rate];
}

/** How often an experiment of a small shop shows the lift, when it is not there and when it is. */
function shownFigure(study: StudyResult) {
  const {figures, options} = study;
  const {shopUsers} = options as {shopUsers: number};
  return estimates({
    name: "experiments-claim",
    title: `What experiments with ${count(shopUsers)} users show`,
    caption: `“Seems there”: the experiment shows 15 % more purchases or more although nothing changed. “Found”: the true lift is 15 %, and the test finds it. Bars are 95 % Clopper–Pearson intervals.`,
    n: `n = ${count(figures["seems-assumed"].n)} simulated experiments each.`,
    generated: true,
    rows: CLAIM_RATES.flatMap((rate) => [
      {label: `${rateTitle(study, rate)}: seems there`, ...figures[`seems-${rate}`], colour: COLOURS.flaw},
      {label: `${rateTitle(study, rate)}: found`, ...figures[`found-${rate}`], colour: COLOURS.recomputed}
    ]),
    row: "experiments",
    axis: "experiments",
    unit: "share"
  });
}

/** By what factor the lift is overstated where it is found. */
function exaggerationFigure(study: StudyResult) {
  const {figures, options} = study;
  const {shopUsers} = options as {shopUsers: number};
  return estimates({
    name: "experiments-exaggeration",
    title: "A lift that a small experiment finds is too large",
    caption: `The lift that is seen over the true one of 15 %, mean over experiments with ${count(shopUsers)} users that find an increase. Where RetailRocket's share buys, it is ${fixed(figures["exaggeration-retailrocket"].value, 1)} times the truth. Bars are 95 % intervals of the mean.`,
    n: `n = ${CLAIM_RATES.map((rate) => count(figures[`exaggeration-${rate}`].n)).join(", ")} experiments that find one.`,
    generated: true,
    rows: CLAIM_RATES.map((rate) => ({label: rateTitle(study, rate), ...figures[`exaggeration-${rate}`]})),
    row: "visitors",
    axis: "times the true lift",
    references: [{label: "no exaggeration", value: 1}]
  });
}

/** The figures on the claimed lift: what small experiments show, and how much too large what they find is. */
export const claimFigures = (study: StudyResult) => [shownFigure(study), exaggerationFigure(study)] as const;
