"""Fits one peer's model to the rows that Clickproof's was fitted to, on one thread. Made with LightGBM 4.7.0, XGBoost 3.2.0,
CatBoost 1.2.10 and scikit-learn 1.9.1.

    python bench/peers/models.py FOLDER classes|counts|few PEER COLUMNS TRAIN TEST

prints one JSON document: processor seconds of the fit, with whatever the library makes of the rows first; for logistic regression the median
of five more; and its quality on the test rows.
"""
import json
import os
import sys
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import numpy as np

folder, data, peer = sys.argv[1:4]
columns, train_rows, test_rows = map(int, sys.argv[4:7])


def load(part, rows):
    values = np.fromfile(os.path.join(folder, f"{'classes' if data == 'few' else data}-{part}.bin"))
    in_file = len(values) // (columns + 1)
    return values[: rows * columns].reshape(rows, columns), values[in_file * columns : in_file * columns + rows]


def lightgbm_fit(x, y):
    import lightgbm

    task = {"objective": "poisson"} if data == "counts" else {"objective": "binary"}
    options = {**task, "num_leaves": 31, "learning_rate": 0.1, "num_threads": 1, "verbose": -1}
    return lambda: lightgbm.train(options, lightgbm.Dataset(x, y), 100 if data == "counts" else 200).predict


def xgboost_fit(x, y):
    import xgboost

    options = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eta": 0.1, "nthread": 1}

    def fit():
        model = xgboost.train(options, xgboost.DMatrix(x, y, nthread=1), 200)
        return lambda rows: model.predict(xgboost.DMatrix(rows))

    return fit


def catboost_fit(x, y):
    import catboost

    model = catboost.CatBoostClassifier(
        iterations=200, depth=6, learning_rate=0.1, l2_leaf_reg=3, boosting_type="Plain", bootstrap_type="No", random_strength=0,
        score_function="L2", leaf_estimation_iterations=1, thread_count=1, verbose=False, allow_writing_files=False)

    def fit():
        model.fit(x, y)
        return lambda rows: model.predict_proba(rows)[:, 1]

    return fit


def forest_fit(x, y):
    from sklearn.ensemble import RandomForestClassifier

    model = RandomForestClassifier(100, n_jobs=1, random_state=1)

    def fit():
        model.fit(x, y)
        return lambda rows: model.predict_proba(rows)[:, 1]

    return fit


def logistic_fit(x, y):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-8, max_iter=1000))

    def fit():
        model.fit(x, y)
        return lambda rows: model.predict_proba(rows)[:, 1]

    return fit


def auc(scores, labels):
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.bincount(place, ranks) / count)[place]  # ties share their mean rank
    positives = labels.sum()
    return (ranks[labels == 1].sum() - positives * (positives + 1) / 2) / positives / (len(labels) - positives)


def deviance(means, counts):
    return 2 * np.mean(np.where(counts > 0, counts * np.log(np.maximum(counts, 1) / means), 0) - counts + means)


fit = {"lightgbm": lightgbm_fit, "xgboost": xgboost_fit, "catboost": catboost_fit, "forest": forest_fit, "logistic": logistic_fit}[peer](
    *load("train", train_rows))


def timed():
    start = time.process_time()
    predict = fit()
    return time.process_time() - start, predict


seconds, predict = timed()
again = sorted(timed()[0] for _ in range(5))[2] if peer == "logistic" else None
x, y = load("test", test_rows)
print(json.dumps({"seconds": seconds, "again": again, "quality": float((deviance if data == "counts" else auc)(predict(x), y))}))
