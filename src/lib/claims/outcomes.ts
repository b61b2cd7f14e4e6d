/**
 * What the ledger says of a claim, in the order in which pages list it.
 *
 * - `reproduced`: a measurement of ours agrees, on real data or on generated data that were not set to the number;
 * - `better than claimed`, `not reproduced`: ours lies wholly on the good side, or wholly elsewhere;
 * - `only with a flaw`: not reproduced, and named errors of protocol bring the claimed number back;
 * - `consistent`: it agrees with other numbers of its document or with a published fact; nothing was measured;
 * - `possible`: we built something that has this number, or can do what is claimed, which shows that it can be so and not
 *   that it was;
 * - `refuted`: it contradicts its document's other numbers or a published fact;
 * - `uninformative`: chance or a constant does as well, or the claim's own interval is too wide to say anything;
 * - `undecided`: our interval crosses what is claimed, so that more data would have to decide;
 * - `not tested here`: what is missing is named;
 * - `remark`: it asserts nothing that could fail.
 */
export const OUTCOMES = [
  "reproduced",
  "better than claimed",
  "consistent",
  "possible",
  "undecided",
  "not reproduced",
  "only with a flaw",
  "refuted",
  "uninformative",
  "not tested here",
  "remark"
] as const;
export type Outcome = (typeof OUTCOMES)[number];
