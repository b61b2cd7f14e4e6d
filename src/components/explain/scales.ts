/** Scales on which a prediction is taken apart, by id, as pages call them. */
export const EXPLAIN_SCALES = {"log-odds": "log-odds", probability: "probability"} as const;
export type ExplainScale = keyof typeof EXPLAIN_SCALES;
