import type {ClaimsHeadline} from "../lib/reports/claims.js";
import {count} from "./format.js";

/** The answer of the page on claims, of so many systems. */
export function claimsAnswer(
  {printed, asserted, judged, reproduced, better, notReached, refuted, uninformative}: ClaimsHeadline,
  systems: number
): string {
  return `The documents of ${systems} systems print ${count(printed)} numbers; ${count(asserted)} of them assert something that could fail, and ${count(judged)} can be judged so far: ${count(reproduced)} are reproduced or follow from other numbers, ${count(better)} are bettered, ${count(notReached)} are not reached, ${count(refuted)} contradict their own document, and ${count(uninformative)} say nothing that chance or a constant would not say too.`;
}

/** The answer of the first page. */
export function indexAnswer({
  printed,
  reproduced,
  better,
  refuted,
  uninformative,
  notReached,
  notTestable
}: ClaimsHeadline): string {
  return `Of ${count(printed)} numbers that five reports on purchase prediction assert, ${count(reproduced + better)} hold so far, ${count(refuted)} contradict their own arithmetic, ${count(uninformative)} a constant or a coin would reach or chance explains, ${count(notReached)} are not reached honestly, and ${count(notTestable)} wait for parts of this workbench that are still to come.`;
}
