"""What scikit-learn, XGBoost and LightGBM reach on Online Shoppers (UCI 468), and the folds on which: writes data/peers/shoppers.json.

    pip install pandas scikit-learn xgboost lightgbm
    python bench/peers/shoppers.py online_shoppers_intention.csv

The versions that made the committed file are inside it. Twice five stratified folds; codes spread out over all rows; logarithms of
counts, durations and page values for logistic regression only; metrics are of single folds, their average is taken elsewhere. Of the
data the file holds the number of each row's fold and nothing else.
"""

import json
import platform
import sys
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
import sklearn
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

REPEATS = 2
FOLDS = 5
CODES = ["Month", "VisitorType", "OperatingSystems", "Browser", "Region", "TrafficType"]
SKEWED = [
    "Administrative",
    "Administrative_Duration",
    "Informational",
    "Informational_Duration",
    "ProductRelated",
    "ProductRelated_Duration",
    "PageValues",
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def models(seed):
    return {
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000)),
        "forest": RandomForestClassifier(500, min_samples_leaf=3, random_state=seed),
        "boosting": HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=200, max_leaf_nodes=15, l2_regularization=1, random_state=seed
        ),
        "lightgbm": lightgbm.LGBMClassifier(
            n_estimators=200, learning_rate=0.05, num_leaves=15, reg_lambda=1, n_jobs=1, random_state=seed, verbose=-1
        ),
        "boosting-level": xgboost.XGBClassifier(
            n_estimators=300,
            max_depth=4,
            learning_rate=0.04,
            subsample=0.8,
            colsample_bytree=0.7,
            tree_method="hist",
            n_jobs=1,
            random_state=seed,
        ),
    }


def measured(labels, scores):
    top = np.argsort(-scores, kind="stable")[: int(len(labels) * 0.05)]
    return {
        "auc": roc_auc_score(labels, scores),
        "averagePrecision": average_precision_score(labels, scores),
        "precisionTop5": labels[top].mean(),
    }


data = pd.read_csv(sys.argv[1])
y = data.Revenue.astype(int).to_numpy()
month = data.Month.map({name: i for i, name in enumerate(MONTHS)}).to_numpy()
features = data.drop(columns="Revenue")
features["Weekend"] = features.Weekend.astype(int)
spread = pd.get_dummies(features, columns=CODES).astype(float)
logs = spread.copy()
for name in SKEWED:
    logs[name] = np.log1p(logs[name].clip(lower=0))

splits = [
    list(StratifiedKFold(FOLDS, shuffle=True, random_state=repeat).split(spread, y)) for repeat in range(REPEATS)
]
fold_of = []
for repeat in splits:
    numbers = np.empty(len(y), dtype=int)
    for number, (_, test) in enumerate(repeat):
        numbers[test] = number
    fold_of.append("".join(map(str, numbers)))

folds, months = [], []
for variant, dropped in [("with", []), ("without", ["PageValues"])]:
    for repeat, parts in enumerate(splits):
        for fold, (train, test) in enumerate(parts):
            for name, model in models(repeat).items():
                x = (logs if name == "logistic" else spread).drop(columns=dropped).to_numpy()
                model.fit(x[train], y[train])
                scores = model.predict_proba(x[test])[:, 1]
                folds.append(
                    {"variant": variant, "model": name, "repeat": repeat, "fold": fold, **measured(y[test], scores)}
                )
    train, test = np.where(month <= 9)[0], np.where(month >= 10)[0]
    for name, model in models(0).items():
        x = (logs if name == "logistic" else spread).drop(columns=dropped)
        x = x[[column for column in x if not column.startswith("Month_")]].to_numpy()
        model.fit(x[train], y[train])
        scores = model.predict_proba(x[test])[:, 1]
        months.append({"variant": variant, "model": name, **measured(y[test], scores)})

out = Path(__file__).parents[2] / "data" / "peers" / "shoppers.json"
out.write_text(
    json.dumps(
        {
            "versions": {
                "python": platform.python_version(),
                "numpy": np.__version__,
                "pandas": pd.__version__,
                "scikit-learn": sklearn.__version__,
                "xgboost": xgboost.__version__,
                "lightgbm": lightgbm.__version__,
            },
            "rows": len(y),
            "positives": int(y.sum()),
            "foldOf": fold_of,
            "folds": {key: [row[key] for row in folds] for key in folds[0]},
            "months": {key: [row[key] for row in months] for key in months[0]},
        }
    )
    + "\n"
)
means = pd.DataFrame(folds).groupby(["variant", "model"])[["auc", "averagePrecision", "precisionTop5"]].mean()
print(means.round(4).to_string())
print(pd.DataFrame(months).round(4).to_string())
