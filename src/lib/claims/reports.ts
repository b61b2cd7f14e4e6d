import type {System} from "./claim.js";

/** One of the documents whose numbers the ledger judges. */
export interface Report {
  readonly title: string;
  /** In our words: what the system does. */
  readonly about: string;
}

/** The five reports, by the short name of their system. */
export const REPORTS: Readonly<Record<System, Report>> = {
  "op-ecom": {
    title: "Comprehensive Final Report: OP-ECOM Ecosystem",
    about:
      "Predicts from a table of sessions who will buy (TabM) and from the sequence of events who will leave (TCN), and shows discounts to those."
  },
  enhanced: {
    title: "Enhanced E-Commerce ML System – Complete Enhancement Summary",
    about: "Four tree models vote behind an API with tuning, explanations, experiments and monitoring."
  },
  "item-intent": {
    title: "E-Commerce Purchase Prediction: Project Summary",
    about: "Predicts on a generated shop which user will buy which item next, and calls its own result inconclusive."
  },
  smartrocket: {
    title: "SmartRocket Analytics: Complete Project Analysis Report",
    about: "Forecasts sales and recommends the next item on RetailRocket’s log, behind a dashboard."
  },
  "pred-analytics": {
    title: "Implementation Summary",
    about: "Puts the pipeline of item-intent behind one command and an API."
  }
};
