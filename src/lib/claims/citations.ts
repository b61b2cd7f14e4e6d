/** A source outside the five reports: what a published number in the ledger's arithmetic is taken from. */
export interface Citation {
  /** Authors and year, as in a list of references. */
  readonly authors: string;
  readonly title: string;
  readonly url: string;
}

/** Every source that an input `from: "published"` names. */
export const CITATIONS = {
  retailrocket: {
    authors: "Retail Rocket (2016)",
    title:
      "Retailrocket recommender system dataset, Kaggle. The page gives events, visitors and transactions; the file sizes, first and last times and number of items are those of its files",
    url: "https://www.kaggle.com/datasets/retailrocket/ecommerce-dataset"
  },
  retailrocketSessions: {
    authors: "Counts of the published log",
    title:
      "Exact duplicates, and visits at a 30-minute gap, counted from the published events.csv; the analysis linked here reports the same 1,761,675 visits and 460 duplicates, and `npm run claims -- --mirror DIR` counts them again",
    url: "https://github.com/Guzdey/product-ops-growth-analytics/releases/tag/v0.2.0"
  },
  onlineShoppers: {
    authors: "Sakar, C. and Kastro, Y. (2018)",
    title: "Online Shoppers Purchasing Intention Dataset, UCI Machine Learning Repository",
    url: "https://doi.org/10.24432/C5F88Q"
  },
  gru4rec: {
    authors: "Hidasi, B. and Czapp, Á. T. (2023)",
    title: "The effect of third party implementations on reproducibility, RecSys 2023",
    url: "https://arxiv.org/abs/2307.14956"
  }
} as const satisfies Readonly<Record<string, Citation>>;
export type CitationId = keyof typeof CITATIONS;
