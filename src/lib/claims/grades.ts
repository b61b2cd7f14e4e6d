/**
 * What an outcome rests on, strongest first. A grade is never typed in: it follows from where the figures of a row come from, see
 * `verdict` and `originOf`. Claims that are not tested, and remarks, have none.
 */
export const GRADES = [
  "real data",
  "published fact",
  "generated twin",
  "document's own numbers",
  "by construction"
] as const;
export type Grade = (typeof GRADES)[number];

/** What each grade means, one sentence each. */
export const GRADE_MEANINGS: Readonly<Record<Grade, string>> = {
  "real data": "We measured it on data from real visitors.",
  "published fact":
    "It follows from a fact that someone else has published and that we cite; nothing was measured here.",
  "generated twin":
    "We measured it on data that we generated to resemble the original, and the generator was not set to this number.",
  "document's own numbers": "It follows from other numbers of the same report; nothing was measured here.",
  "by construction":
    "We set the generator or our code to this number, or built what is claimed: it can be so, and no more."
};
