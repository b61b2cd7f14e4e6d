"""What scikit-learn and XGBoost reach on RetailRocket's cart sessions: writes data/peers/retailrocket.json.

    pip install pandas pyarrow scikit-learn xgboost
    python bench/peers/retailrocket.py FOLDER    with prefix_dataset.parquet and cart_sessions_with_ts.parquet

The versions that made the committed file are inside it, and no row of the data. The earlier 70 % of the sessions whose first cart has a
time train; the others are the test, with all visitors, and without those that training has.
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
import xgboost
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

TIME = "first_addtocart_utc_gybai"
AT_MOMENT = [
    "view_count",
    "addtocart_count",
    "unique_items_count",
    "view_to_cart_ratio",
    "seconds_since_first_event",
    "seconds_since_previous_event",
    "inter_event_interval_mean",
    "repeated_views_of_cart_items",
    "hour_of_day",
    "day_of_week",
]
WHOLE = [
    "event_count",
    "view_count",
    "addtocart_count",
    "view_to_cart_ratio",
    "unique_items_count",
    "session_age_seconds",
    "inter_event_interval_mean",
    "recency_last_cart_seconds",
]


def logistic(train, labels, test):
    """On standardized columns, a missing value at the mean."""
    scaler = StandardScaler().fit(train)
    model = LogisticRegression(C=1, max_iter=2000, tol=1e-8)
    model.fit(np.nan_to_num(scaler.transform(train)), labels)
    return model.predict_proba(np.nan_to_num(scaler.transform(test)))[:, 1]


def boosting(train, labels, test):
    model = xgboost.XGBClassifier(
        n_estimators=200, max_depth=4, learning_rate=0.05, tree_method="hist", n_jobs=1, random_state=1
    )
    return model.fit(train, labels).predict_proba(test)[:, 1]


folder = Path(sys.argv[1])
times = pd.read_parquet(folder / "cart_sessions_with_ts.parquet").dropna(subset=[TIME])
prefixes = pd.read_parquet(folder / "prefix_dataset.parquet")
moment = prefixes[prefixes.cutoff_k == 0].merge(times[["session_key", TIME]], on="session_key")

found = []
for features, rows, columns, label in [
    ("at the first cart", moment, AT_MOMENT, "y"),
    ("whole session", times, WHOLE, "has_transaction"),
]:
    last = np.sort(rows[TIME].to_numpy())[int(0.7 * len(rows)) - 1]
    train, later = rows[rows[TIME] <= last], rows[rows[TIME] > last]
    for visitors in ["kept", "removed"]:
        test = later if visitors == "kept" else later[~later.visitorid.isin(train.visitorid)]
        for name, fit in [("logistic", logistic), ("boosting-level", boosting)]:
            scores = fit(
                train[columns].to_numpy(float), train[label].to_numpy(), test[columns].to_numpy(float)
            )
            found.append(
                {
                    "features": features,
                    "visitors": visitors,
                    "model": name,
                    "train": len(train),
                    "test": len(test),
                    "positives": int(test[label].sum()),
                    "auc": roc_auc_score(test[label], scores),
                    "averagePrecision": average_precision_score(test[label], scores),
                }
            )

out = Path(__file__).parents[2] / "data" / "peers" / "retailrocket.json"
out.write_text(
    json.dumps(
        {
            "versions": {
                "python": platform.python_version(),
                "numpy": np.__version__,
                "pandas": pd.__version__,
                "scikit-learn": sklearn.__version__,
                "xgboost": xgboost.__version__,
            },
            "runs": {key: [row[key] for row in found] for key in found[0]},
        }
    )
    + "\n"
)
print(pd.DataFrame(found).round(4).to_string())
