/** What does on the command line what a page does in the tab: a sentence, and the command. */
export interface PageCommand {
  readonly what: string;
  readonly command: string;
}

/** By the address of a page. Studies make the numbers that a page shows before a control is touched. */
export const PAGE_COMMANDS: Readonly<Record<string, readonly PageCommand[]>> = {
  "your-log": [
    {what: "The report on a log, as one HTML file", command: "npm run report -- --source clicks.csv --out report.html"},
    {what: "The stages on a log", command: "npm run pipeline -- --source clicks.csv"}
  ],
  data: [{what: "The log and its totals, as one JSON document", command: "npm run pipeline -- --profile paper --json"}],
  sessions: [{what: "Sessions with another gap", command: "npm run pipeline -- --profile paper --gap 45"}],
  features: [{what: "All stages up to the features", command: "npm run pipeline -- --profile paper --features"}],
  leakage: [
    {
      what: "Deletes the future, recomputes every feature, and fails if one differs",
      command: "npm run audit -- leakage --strict"
    },
    {what: "The numbers of this page", command: "npm run study -- leakage-replay"}
  ],
  targets: [{what: "Examples and positives of every target", command: "npm run study -- targets-paper"}],
  sparsity: [{what: "The numbers of this page", command: "npm run study -- sparsity"}],
  models: [
    {what: "One model with its card, as an ONNX file", command: "npm run train -- boosting --seed 1"},
    {what: "Every model on every task", command: "npm run study -- models"}
  ],
  intent: [
    {what: "TabM with its card, as an ONNX file", command: "npm run train -- tabm"},
    {what: "The numbers of this page", command: "npm run study -- tabm-shoppers"}
  ],
  abandonment: [{what: "The numbers of this page", command: "npm run study -- tcn-shop"}],
  forecast: [
    {
      what: "The table of models, as one JSON document",
      command: "npm run forecast -- evaluate --source online-retail --horizon 28 --json"
    },
    {
      what: "Every item of your log on each of the next 28 days, with intervals and stock",
      command: "npm run forecast -- --source orders.csv --horizon 28 --service-level 0.95 --out forecasts.csv"
    },
    {what: "The numbers of this page", command: "npm run study -- forecast-online-retail"},
    {what: "Those a day and a week ahead", command: "npm run study -- forecast-horizons"},
    {what: "Those of the generated shop", command: "npm run study -- forecast-waterfall"}
  ],
  overfitting: [
    {what: "The numbers of this page", command: "npm run study -- overfitting"},
    {what: "Every model on shuffled labels", command: "npm run study -- shuffled-labels"}
  ],
  tuning: [
    {what: "A search on the generated shop, trial by trial", command: "npm run tune -- boosting --trials 50"},
    {what: "The best of so many trials against fresh data", command: "npm run study -- tuning-optimism"},
    {what: "The same on shuffled labels", command: "npm run study -- tuning-shuffled"},
    {what: "How often intervals hold", command: "npm run study -- tuning-nested-coverage"},
    {what: "The vote of four models", command: "npm run study -- tuning-ensemble"}
  ],
  experiments: [
    {what: "How many visitors an experiment needs", command: "npm run experiment -- power --baseline 5% --lift 15%"},
    {
      what: "What came of your own experiment",
      command: "npm run experiment -- analyze --exposures exposures.csv --metrics orders.csv --metric bought"
    },
    {what: "The numbers of this page", command: "npm run study -- experiment-peeking"}
  ],
  explain: [
    {
      what: "Any model's predictions taken apart, of the shop or your log",
      command: "npm run explain -- boosting --row 12"
    },
    {
      what: "The nearest change that moves a prediction, under limits",
      command: "npm run explain -- boosting --row 12 --counterfactual --to 0.2"
    },
    {what: "The tests of explanations on this page", command: "npm run study -- explain-trust"}
  ],
  recommend: [
    {
      what: "The first items of each model after some clicks",
      command: "npm run recommend -- top 330 638 --profile paper-2"
    },
    {
      what: "Why each model gives an item its score",
      command: "npm run recommend -- explain 330 638 --item 355 --profile paper-2"
    },
    {
      what: "What it costs to try items out, with policies and settings of your own",
      command: "npm run recommend -- explore --alpha 0.3 --beta 100"
    }
  ],
  latency: [{what: "The times on your machine", command: "npm run study -- latency"}],
  rerun: [
    {what: "The same tables and hashes, as one JSON document", command: "npm run pipeline -- --force --json"},
    {what: "With other assumptions", command: "npm run pipeline -- --seed 2 --gap 45 --split months"},
    {what: "Every claim judged by the committed results", command: "npm run claims"}
  ],
  sql: [
    {
      what: "The tables as Parquet files, in data/built/shop/paper, for any database",
      command: "npm run pipeline -- --profile paper"
    }
  ],
  claims: [{what: "Every claim judged, as one JSON document", command: "npm run claims -- --json"}],
  pipeline: [{what: "Every stage", command: "npm run pipeline -- --profile paper --json"}],
  shop: [{what: "A shop with another seed", command: "npm run pipeline -- --profile paper --seed 2"}],
  metrics: [{what: "How often intervals cover", command: "npm run study -- interval-coverage"}]
};
