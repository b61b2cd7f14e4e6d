/** In the order in which pages list them. `remark` is for what asserts nothing that could be reproduced. */
export const VERDICTS = [
  "reproduced",
  "better than claimed",
  "not reached",
  "only with a flaw",
  "refuted by arithmetic",
  "uninformative",
  "not testable here",
  "remark"
] as const;
export type Verdict = (typeof VERDICTS)[number];
