/** A word of the field, as the glossary explains it. */
export interface GlossaryTerm {
  /** Where it stands on the glossary page. */
  readonly id: string;
  readonly name: string;
  /** Other ways to write it, by which it is found in prose. */
  readonly also?: readonly string[];
  /** One or two sentences that stand alone. */
  readonly meaning: string;
  /** A page that shows it at work. */
  readonly page?: string;
}

/** In the order of the alphabet. */
export const GLOSSARY: readonly GlossaryTerm[] = [
  {
    id: "accuracy",
    name: "accuracy",
    meaning:
      "The share of cases that a model gets right. Where 95 of 100 visits end without a purchase, answering “no” every time already scores 95 %.",
    page: "claims"
  },
  {
    id: "auc",
    name: "AUC",
    also: ["area under the ROC curve", "ROC AUC", "ROC-AUC"],
    meaning:
      "How well a score ranks: the chance that a randomly chosen positive gets a higher score than a randomly chosen negative. A coin toss has 0.5, a perfect ranking 1.",
    page: "metrics"
  },
  {
    id: "average-precision",
    name: "average precision",
    meaning:
      "The precision averaged over all positives as one goes down the ranking. A random ranking scores about the base rate, a perfect one 1. It says more than AUC where positives are rare.",
    page: "metrics"
  },
  {
    id: "base-rate",
    name: "base rate",
    meaning: "The share of positives among all examples, which is what a model that knows nothing would predict.",
    page: "targets"
  },
  {
    id: "baseline",
    name: "baseline",
    also: ["baselines"],
    meaning:
      "The simplest method to beat, such as a coin, the most common answer or a count of past clicks. A score means something only beside it."
  },
  {
    id: "boosting",
    name: "boosting",
    also: ["gradient boosting"],
    meaning:
      "A model made of many small decision trees. Each new tree corrects what the trees before it still get wrong.",
    page: "models"
  },
  {
    id: "bootstrap",
    name: "bootstrap",
    meaning:
      "A way to get an interval: draw the test rows again and again with replacement, compute the metric each time, and see how much it varies.",
    page: "metrics"
  },
  {
    id: "calibration",
    name: "calibration",
    also: ["calibrated"],
    meaning:
      "Whether predicted probabilities come true. Of all visits given 20 %, about 20 in 100 should end in a purchase.",
    page: "models"
  },
  {
    id: "ceiling",
    name: "ceiling",
    meaning:
      "The best score that anyone could reach on some data, however good the model. It is known only where the rules behind the data are known, as in the generated shop.",
    page: "shop"
  },
  {
    id: "censored",
    name: "censored",
    also: ["censoring"],
    meaning:
      "Of an example: its answer is not known yet, because the log ends before the time in which it could happen is over.",
    page: "targets"
  },
  {
    id: "clustered-by-user",
    name: "clustered by user",
    also: ["clustered by visitor"],
    meaning:
      "Of an interval: the rows of one user are counted together, because they are alike. Such an interval is wider than one that takes every row for an independent observation.",
    page: "metrics"
  },
  {
    id: "confidence-interval",
    name: "confidence interval",
    also: ["confidence intervals"],
    meaning:
      "The range of true values that fit what was measured. A 95 % interval holds the true value in 95 of 100 repetitions of the whole experiment.",
    page: "metrics"
  },
  {
    id: "delong",
    name: "DeLong's test",
    also: ["DeLong"],
    meaning:
      "A textbook method for AUCs: it gives an interval for one model's AUC, and tests whether two models differ on the same rows (DeLong, DeLong and Clarke-Pearson, 1988).",
    page: "metrics"
  },
  {
    id: "feature",
    name: "feature",
    also: ["features"],
    meaning:
      "A number that describes an example to a model, such as how many items a visitor viewed before this moment.",
    page: "features"
  },
  {
    id: "fold",
    name: "fold",
    also: ["folds", "cross-validation"],
    meaning:
      "One of several equal parts of the data. In cross-validation each fold is the test once, while the others train the model.",
    page: "models"
  },
  {
    id: "funnel",
    name: "funnel",
    meaning: "The steps from a view to a cart to a purchase, with how many visitors reach each one.",
    page: "data"
  },
  {
    id: "generated-data",
    name: "generated data",
    also: ["generated shop"],
    meaning:
      "Events of a simulated shop, not of real people. Its rules are known, so the best possible prediction can be computed; that a model works on it does not show that it works on a real shop.",
    page: "shop"
  },
  {
    id: "generated-twin",
    name: "generated twin",
    meaning:
      "Generated data whose totals were set close to those that a real log has published. It can show that numbers fit together, not that they are true of people.",
    page: "shop"
  },
  {
    id: "hash",
    name: "hash",
    also: ["hashes", "SHA-256"],
    meaning:
      "A fingerprint of a table or a file: a short code that changes if any value in it changes. SHA-256 is the kind that these pages use.",
    page: "pipeline"
  },
  {
    id: "head",
    name: "head",
    also: ["heads"],
    meaning:
      "One of the parallel outputs of a TabM network. Each head is a small model of its own, most weights are shared, and the prediction is the average of all heads.",
    page: "intent"
  },
  {
    id: "holdout",
    name: "holdout",
    also: ["held-out", "held out"],
    meaning: "Data that the model does not see while it is trained, kept to test it.",
    page: "sessions"
  },
  {
    id: "horizon",
    name: "horizon",
    also: ["horizons"],
    meaning:
      "How far ahead a target looks, for instance three sessions or 30 days. The answer is known for certain only when that time is over.",
    page: "targets"
  },
  {
    id: "label",
    name: "label",
    also: ["labels"],
    meaning:
      "The answer that belongs to an example, such as bought or not bought. A model learns from the labels of training and is judged by those of the test.",
    page: "targets"
  },
  {
    id: "lift",
    name: "lift",
    meaning:
      "How many times more positives are among the top-ranked examples than among all. A random ranking has a lift of 1.",
    page: "metrics"
  },
  {
    id: "lime",
    name: "LIME",
    meaning:
      "An explanation of one prediction: a simple linear model, fitted to what the model says of random rows near the one in question. Another draw of rows gives another explanation.",
    page: "explain"
  },
  {
    id: "log-loss",
    name: "log loss",
    meaning:
      "The penalty for probabilities that turn out wrong: small for a confident right answer, large for a confident wrong one.",
    page: "metrics"
  },
  {
    id: "logistic-regression",
    name: "logistic regression",
    meaning:
      "A model that adds up weighted features and turns the sum into a probability. It is simple, fast and hard to beat on small data.",
    page: "models"
  },
  {
    id: "majority-class",
    name: "majority class",
    meaning:
      "The more common of the possible answers. Always giving it takes no model, so its accuracy is the baseline for every other accuracy.",
    page: "abandonment"
  },
  {
    id: "nested-cross-validation",
    name: "nested cross-validation",
    meaning:
      "Cross-validation in which each fold repeats the whole search for hyperparameters without the rows that it is scored on, so that the score is not one that something was chosen by.",
    page: "tuning"
  },
  {
    id: "node",
    name: "Node",
    also: ["Node.js"],
    meaning:
      "A program that runs JavaScript outside a browser. These pages use it on the machine that made the site, and the command line uses it on yours.",
    page: "latency"
  },
  {
    id: "onnx",
    name: "ONNX",
    meaning:
      "Open Neural Network Exchange: a file format for trained models that Python, browsers and other programs can run.",
    page: "latency"
  },
  {
    id: "optimism",
    name: "optimism",
    meaning:
      "By how much a score promises too much on average. The best of many configurations on the same validation rows is partly the luckiest, and scores lower on new ones.",
    page: "tuning"
  },
  {
    id: "overfitting",
    name: "overfitting",
    also: ["overfit"],
    meaning: "A model memorises its training rows: it scores well on them and no better than before on new ones.",
    page: "overfitting"
  },
  {
    id: "percentile",
    name: "p50 and p95",
    also: ["p50", "p95", "p99"],
    meaning:
      "The median and the 95th percentile. Half of all calls take no longer than p50, 95 of 100 no longer than p95.",
    page: "latency"
  },
  {
    id: "parameters",
    name: "parameters",
    also: ["parameter"],
    meaning:
      "The numbers inside a model that training sets, such as the weight of each feature. The more there are, the more positives it takes to set them well.",
    page: "targets"
  },
  {
    id: "permutation-importance",
    name: "permutation importance",
    meaning:
      "By how much a model ranks test rows worse when one feature is shuffled between them. It is near zero for a feature that the model uses without gain.",
    page: "explain"
  },
  {
    id: "point-in-time",
    name: "point-in-time",
    meaning:
      "Of a feature: computed only from events before the moment of the prediction, as it would be in a running shop.",
    page: "features"
  },
  {
    id: "positive",
    name: "positive",
    also: ["positives"],
    meaning:
      "An example for which the answer is yes, for instance a visit that ends in a purchase. The others are negatives.",
    page: "targets"
  },
  {
    id: "precision",
    name: "precision",
    meaning: "Of the examples that a model flags, the share that are positives. It depends on how many are flagged.",
    page: "metrics"
  },
  {
    id: "profile",
    name: "profile",
    meaning: "A named size and setting of the generated shop, such as paper, medium or large.",
    page: "shop"
  },
  {
    id: "recall",
    name: "recall",
    meaning: "Of all positives, the share that a model flags.",
    page: "metrics"
  },
  {
    id: "riley",
    name: "Riley's criteria",
    also: ["Riley"],
    meaning:
      "A published rule for how many positives it takes to fit a model with so many parameters without learning noise (Riley et al., 2019).",
    page: "targets"
  },
  {
    id: "runtime",
    name: "runtime",
    also: ["runtimes"],
    meaning:
      "A program that runs trained models, such as ONNX Runtime or TensorFlow.js. The same model file can be fast in one and slow in another.",
    page: "latency"
  },
  {
    id: "search-space",
    name: "search space",
    meaning:
      "The hyperparameters that a search may set, each with its range: from 4 to 10 levels of a tree, for example.",
    page: "tuning"
  },
  {
    id: "seed",
    name: "seed",
    also: ["seeds"],
    meaning:
      "The number that a random number generator starts from. The same seed gives the same data again, bit for bit.",
    page: "rerun"
  },
  {
    id: "session",
    name: "session",
    also: ["sessions"],
    meaning:
      "A visit: events of one user with no break longer than a set gap, here 30 minutes unless something else is said.",
    page: "sessions"
  },
  {
    id: "shap",
    name: "SHAP",
    also: ["Shapley values"],
    meaning:
      "What each feature adds to one prediction, so that all contributions sum to it: the change when the feature becomes known, averaged over all orders in which features can become known.",
    page: "explain"
  },
  {
    id: "shuffled-labels",
    name: "shuffled labels",
    meaning:
      "The answers shuffled among the examples, so that nothing is left to learn. A model that still scores well on its training rows has memorised them.",
    page: "overfitting"
  },
  {
    id: "significant",
    name: "significant",
    also: ["significantly"],
    meaning:
      "Of a difference: larger than chance would easily produce. Here the probability of a difference so large by chance is below 5 %, corrected for the number of comparisons.",
    page: "models"
  },
  {
    id: "split",
    name: "split",
    meaning: "How a log is divided into rows to train on, to choose settings with, and to test on, by date or by user.",
    page: "sessions"
  },
  {
    id: "tabm",
    name: "TabM",
    meaning:
      "A neural network for tables that trains many small models at once, sharing most of their weights (Gorishniy, Kotelnikov and Babenko, 2025).",
    page: "intent"
  },
  {
    id: "target",
    name: "target",
    also: ["targets"],
    meaning: "What a model is asked to predict, for instance whether this visitor buys within three sessions.",
    page: "targets"
  },
  {
    id: "target-leakage",
    name: "target leakage",
    also: ["leakage", "leak"],
    meaning:
      "The answer is in the input: a feature uses something that is only known after the moment of the prediction, so the score looks far better than it will be.",
    page: "leakage"
  },
  {
    id: "tcn",
    name: "TCN",
    also: ["temporal convolutional network"],
    meaning: "A neural network that reads a sequence of events and, at each one, looks only at those before it.",
    page: "abandonment"
  },
  {
    id: "training-validation-test",
    name: "training, validation and test",
    meaning:
      "The three parts of a log. A model learns from training, its settings are chosen on validation, and its score is measured on the test, which it has never seen.",
    page: "sessions"
  },
  {
    id: "trial",
    name: "trial",
    also: ["trials"],
    meaning:
      "One configuration of hyperparameters that a search tries: a model is fitted with it and scored on the validation rows.",
    page: "tuning"
  },
  {
    id: "wilson",
    name: "Wilson interval",
    also: ["Wilson intervals", "Wilson"],
    meaning:
      "A confidence interval for a share, such as 12 of 80. It keeps its promise where counts are small or the share is close to 0 or 1 (Wilson, 1927).",
    page: "metrics"
  }
];
