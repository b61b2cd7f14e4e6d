/** A page that can show the reader's own log in place of the generated shop. */
export interface LogPage {
  /** Its address from the home page. */
  readonly path: string;
  readonly name: string;
  /** What it does with the log, a clause that follows its name. */
  readonly shows: string;
  /** Whether it needs a log that the browser keeps: one that is not is gone with the page that read it. */
  readonly keptOnly: boolean;
}

/** Every page that takes the reader's own log, first the one that says what each can do with it. */
export const LOG_PAGES = [
  {
    path: "your-log",
    name: "What your log can answer",
    shows: "what it has and lacks for each target and page",
    keptOnly: false
  },
  {path: "data", name: "Data", shows: "what is in it, day by day", keptOnly: false},
  {path: "sessions", name: "Sessions", shows: "where its visits end", keptOnly: false},
  {path: "features", name: "Features", shows: "what can be computed of its users", keptOnly: false},
  {path: "leakage", name: "Leakage", shows: "whether a feature knows the future", keptOnly: true},
  {path: "targets", name: "Targets", shows: "which forecasts it can support", keptOnly: false},
  {path: "models", name: "Models", shows: "how well models forecast on it", keptOnly: false},
  {path: "abandonment", name: "Abandonment", shows: "whether cart abandonment can be seen coming", keptOnly: false},
  {path: "forecast", name: "Forecast", shows: "how well its daily sales can be forecast", keptOnly: false},
  {path: "recommend", name: "Recommendation", shows: "what its visitors may look at next, and why", keptOnly: false},
  {path: "overfitting", name: "Overfitting", shows: "whether a model remembers or learns", keptOnly: true},
  {path: "rerun", name: "Re-run", shows: "whether it can be read again to the bit", keptOnly: true},
  {path: "sql", name: "SQL", shows: "what its tables hold, by your own queries", keptOnly: true}
] as const satisfies readonly LogPage[];

/** The address of such a page. */
export type LogPagePath = (typeof LOG_PAGES)[number]["path"];
