/** A model's title as it fits beside a chart on a phone. */
export const narrowTitle = (title: string): string =>
  title.replace(/logistic regression/i, (found) => found.slice(0, "logistic".length)).replace("Soft voting", "Voting");
