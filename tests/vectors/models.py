"""Reference values of tabular models, written to models.json beside this file.

    pip install scikit-learn lightgbm xgboost catboost firthmodels
    python tests/vectors/models.py

The versions that made the committed file are inside it. Rows come from the generator of tests/models/generatedRows.ts, written
out here once more; `check` holds sums by which both sides know that they have the same rows.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import catboost
import firthmodels
import lightgbm
import numpy as np
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, mean_pinball_loss, mean_poisson_deviance, roc_auc_score
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

MASK = 0xFFFFFFFF


def mix(h):
    """MurmurHash3's finaliser."""
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
    return h ^ (h >> 16)


class Random:
    """src/lib/core/random.ts: sfc32, seeded by a path of whole numbers."""

    def __init__(self, *path):
        self.a, self.b, self.c = (self.lane(k, path) for k in range(3))
        self.d = 1
        for _ in range(12):
            self.uint32()

    @staticmethod
    def lane(k, path):
        h = mix((0x9E3779B9 * (k + 1)) & MASK)
        for part in path:
            h = mix(h ^ (part & MASK))
            h = mix((h + (part >> 32) + 0x6D2B79F5) & MASK)
        return h

    def uint32(self):
        t = (self.a + self.b + self.d) & MASK
        self.d = (self.d + 1) & MASK
        self.a = self.b ^ (self.b >> 9)
        self.b = (self.c + (self.c << 3)) & MASK
        self.c = (((self.c << 21) | (self.c >> 11)) + t) & MASK
        return t

    def uniform(self):
        return self.uint32() / 4294967296


def generated_rows(rows, seed):
    effects = Random(99)
    effect = [effects.uniform() - 0.5 for _ in range(300)]
    u = Random(seed, rows).uniform

    def bell():
        return u() + u() + u() + u() - 2

    x, y, counts = [], [], []
    for _ in range(rows):
        bells = [bell(), bell(), bell(), bell()]
        flats = [u(), u()]
        few = u()
        many = u()
        tallies = [int(3 * few * few), int(12 * many * many * many)]
        gaps = [np.nan if u() < 0.1 else bell()]
        gaps.append(np.nan if u() < 0.3 else u())
        first = u()
        code = int(300 * first * u())
        score = (1.2 * bells[0] * bells[1] + (0.8 if bells[2] > 0.3 else 0) + flats[0] * (tallies[0] - 1) - 0.1 * tallies[1]
                 + (0.5 if gaps[0] > 0 else 0) + (0.4 if np.isnan(gaps[1]) else 0) + 2 * effect[code] - 0.5)
        chance = 0.5 + (0.5 * score) / (1 + abs(score))
        y.append(1 if u() < chance else 0)
        counts.append(sum(u() < 0.5 * chance for _ in range(8)))
        x.append([*bells, *flats, *tallies, *gaps, code])
    return np.array(x), np.array(y), np.array(counts, dtype=float)


x, y, counts = generated_rows(8000, 1)
xt, yt, counts_t = generated_rows(20000, 2)
plain, plain_t = x[:, :10], xt[:, :10]


def auc(chances):
    return roc_auc_score(yt, chances)


def boosters():
    found = {}
    # leaf by leaf, as LightGBM
    leaf = dict(num_leaves=31, learning_rate=0.1, min_data_in_leaf=20, num_threads=1, verbose=-1, deterministic=True, seed=1)

    def light(extra, labels, trees=100):
        return lightgbm.train({**leaf, **extra}, lightgbm.Dataset(plain, labels), trees).predict(plain_t)

    found["lightgbm"] = {
        "logistic": {"auc": auc(light({"objective": "binary"}, y)), "logLoss": log_loss(yt, light({"objective": "binary"}, y))},
        "penalised": {"auc": auc(light({"objective": "binary", "lambda_l1": 2, "lambda_l2": 10}, y))},
        "sampled": {"auc": np.mean([
            auc(light({"objective": "binary", "bagging_fraction": 0.5, "bagging_freq": 1, "feature_fraction": 0.5, "seed": s,
                       "deterministic": True}, y)) for s in range(5)])},
        "monotone": {"auc": auc(light({"objective": "binary", "monotone_constraints": [0, 0, 1, 0, 0, 0, 0, -1, 1, 0]}, y))},
        "weighted": {"auc": auc(light({"objective": "binary", "scale_pos_weight": 5}, y)),
                     "mean": light({"objective": "binary", "scale_pos_weight": 5}, y).mean()},
        "squared": {"squaredError": ((light({"objective": "regression"}, counts) - counts_t) ** 2).mean()},
        "poisson": {"deviance": mean_poisson_deviance(counts_t, light({"objective": "poisson"}, counts))},
        "quantile": [{"level": level, "pinball": mean_pinball_loss(
            counts_t, light({"objective": "quantile", "alpha": level, "num_leaves": 15}, counts), alpha=level)} for level in [0.5, 0.9]],
    }
    # level by level, as XGBoost
    level = dict(tree_method="hist", max_depth=6, eta=0.1, min_child_weight=1, reg_lambda=1, nthread=1, seed=1, max_bin=256)

    def extreme(extra, labels):
        data = xgboost.DMatrix(plain, labels)
        return xgboost.train({**level, **extra}, data, 100).predict(xgboost.DMatrix(plain_t))

    found["xgboost"] = {
        "logistic": {"auc": auc(extreme({"objective": "binary:logistic"}, y)), "logLoss": log_loss(yt, extreme({"objective": "binary:logistic"}, y))},
        "poisson": {"deviance": mean_poisson_deviance(counts_t, extreme({"objective": "count:poisson"}, counts))},
    }
    # symmetric trees, as CatBoost: plain boosting, so that only the trees' shape differs; then codes as it takes them by default
    alike = dict(iterations=100, depth=6, learning_rate=0.1, l2_leaf_reg=3, random_seed=1, thread_count=1, verbose=False,
                 allow_writing_files=False, loss_function="Logloss")

    def cat(features, features_t, **extra):
        return catboost.CatBoostClassifier(**alike, **extra).fit(features, y).predict_proba(features_t)[:, 1]

    def coded(features):
        return [[*row[:10], int(row[10])] for row in features]

    found["catboost"] = {
        "logistic": {"auc": auc(cat(plain, plain_t, boosting_type="Plain", bootstrap_type="No", random_strength=0,
                                    score_function="L2", leaf_estimation_iterations=1, border_count=254))},
        "default": {"auc": auc(cat(plain, plain_t))},
        "codes": {"auc": np.mean([auc(catboost.CatBoostClassifier(
            **{**alike, "random_seed": s}, boosting_type="Plain", max_ctr_complexity=1).fit(coded(x), y, cat_features=[10])
            .predict_proba(coded(xt))[:, 1]) for s in range(5)])},
    }
    return found


def forests():
    return {
        "forest": {"auc": auc(np.mean([RandomForestClassifier(300, min_samples_leaf=3, random_state=s).fit(plain, y).predict_proba(plain_t)[:, 1]
                                       for s in range(2)], axis=0))},
        "tree": {"auc": auc(DecisionTreeClassifier(max_depth=6, min_samples_leaf=20, random_state=1).fit(plain, y).predict_proba(plain_t)[:, 1])},
    }


def linear():
    """On 400 rows of the columns that have no gaps."""
    few, labels = StandardScaler().fit_transform(x[:400, :8]), y[:400]
    weights = 1 + np.arange(400) % 3
    found = {}
    for name, c, w in [("ridge", 1.0, None), ("strong", 0.01, None), ("none", np.inf, None), ("weighted", 1.0, weights)]:
        model = LogisticRegression(C=c, tol=1e-12, max_iter=100_000).fit(few, labels, sample_weight=w)
        found[name] = [model.intercept_[0], *model.coef_[0]]

    def firth(features, labels):
        model = firthmodels.FirthLogisticRegression(gtol=1e-9, xtol=1e-7, max_iter=1000).fit(features, labels)
        assert model.converged_
        beta = np.array([model.intercept_, *model.coef_])
        # from the information at the solution, as Heinze and Schemper (2002) give them; the package's are of other weights
        design = np.column_stack([np.ones(len(labels)), features])
        chance = 1 / (1 + np.exp(-design @ beta))
        covariance = np.linalg.inv(design.T @ (design * (chance * (1 - chance))[:, None]))
        return {"coefficients": beta.tolist(), "standardErrors": np.sqrt(np.diag(covariance)).tolist()}

    rare = np.where(np.cumsum(labels) <= 9, labels, 0)  # nine positives
    found["firth"] = firth(few, labels)
    found["firthRare"] = firth(few[:, :3], rare)
    found["firthSeparated"] = firth(np.array([[1.0], [2], [3], [4], [5]]), np.array([0, 0, 1, 1, 1]))
    return found


document = {
    "versions": {"python": platform.python_version(), **{
        name: version(name) for name in ["numpy", "scikit-learn", "lightgbm", "xgboost", "catboost", "firthmodels"]}},
    "check": {"positives": int(y.sum()), "testPositives": int(yt.sum()), "counts": counts.sum(), "sums": np.nansum(x, axis=0).tolist()},
    "linear": linear(), **forests(), **boosters(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1, default=lambda value: value.item()) + "\n")
