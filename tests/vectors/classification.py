"""Reference values of classification metrics, written to classification.json beside this file.

    pip install scipy scikit-learn statsmodels
    python tests/vectors/classification.py

The versions that made the committed file are inside it. What no package has is written out from its paper, pair by pair: DeLong,
DeLong and Clarke-Pearson (1988), Obuchowski (1997), and the derivative of average precision, which is also checked here against
differences of scikit-learn's weighted average precision.
"""

import json
import platform
from itertools import combinations
from math import comb, log1p
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import integrate, stats
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint


def components(scores, labels):
    """Every row's centred share of the AUC, from all pairs."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    auc = wins.mean()
    by_row = np.empty(len(scores))
    by_row[labels == 1] = (wins.mean(axis=1) - auc) / len(positive)
    by_row[labels == 0] = (wins.mean(axis=0) - auc) / len(negative)
    return auc, by_row


def ap_components(scores, labels):
    """Every row's centred share of average precision's error, from all pairs; the share of positives held."""
    p, n = labels.sum(), (1 - labels).sum()
    pi = p / (p + n)
    at_least = scores[None, :] >= scores[:, None]  # [threshold row, row]
    s1 = at_least[:, labels == 1].mean(axis=1)
    s0 = at_least[:, labels == 0].mean(axis=1)
    mix = pi * s1 + (1 - pi) * s0
    precision = pi * s1 / mix
    ap = precision[labels == 1].mean()
    d1 = pi * (1 - pi) * s0 / mix**2
    d0 = -pi * (1 - pi) * s1 / mix**2
    by_row = np.empty(len(scores))
    of_positives = precision + (d1[labels == 1, None] * at_least[labels == 1]).mean(axis=0)
    of_negatives = (d0[labels == 1, None] * at_least[labels == 1]).mean(axis=0)
    by_row[labels == 1] = (of_positives[labels == 1] - of_positives[labels == 1].mean()) / p
    by_row[labels == 0] = (of_negatives[labels == 0] - of_negatives[labels == 0].mean()) / n
    return ap, by_row


def weighted_ap(scores, labels, weights):
    """scikit-learn's, with the negatives' weights scaled so that the share of positives stays."""
    share = labels.mean()
    w = weights.astype(float).copy()
    w[labels == 0] *= w[labels == 1].sum() * (1 - share) / share / w[labels == 0].sum()
    return metrics.average_precision_score(labels, scores, sample_weight=w)


def own_freedom(parts):
    """Degrees of freedom of the variance of a sum of these parts, by the moments of its estimate."""
    n = len(parts)
    kurtosis = n * (parts**4).sum() / (parts**2).sum() ** 2
    return min(n - 1, max(1, 2 / ((kurtosis - 1) / n + 2 / (n * (n - 1)))))


def two_class_spread(by_row, labels, users=None):
    """DeLong's variance, or Obuchowski's with users; degrees of freedom of the classes put together by Satterthwaite's rule."""
    users = np.arange(len(labels)) if users is None else users
    ids = np.unique(users)
    a = np.array([by_row[(users == g) & (labels == 1)].sum() for g in ids])
    b = np.array([by_row[(users == g) & (labels == 0)].sum() for g in ids])
    of1 = np.array([((users == g) & (labels == 1)).any() for g in ids])
    of0 = np.array([((users == g) & (labels == 0)).any() for g in ids])
    m, n = of1.sum(), of0.sum()
    v1, v0 = m / (m - 1) * (a**2).sum(), n / (n - 1) * (b**2).sum()
    variance = v1 + v0 + 2 * len(ids) / (len(ids) - 1) * (a * b).sum()
    return variance, variance**2 / (v1**2 / own_freedom(a[of1]) + v0**2 / own_freedom(b[of0]))


def hanley_mcneil(auc, m, n):
    top = auc * (1 - auc) + (m - 1) * (auc / (2 - auc) - auc**2) + (n - 1) * (2 * auc**2 / (1 + auc) - auc**2)
    return top / (m * n)


def auc_interval(auc, variance, df, labels, users):
    """One row's, or user's, worth of Hanley and McNeil's variance is mixed in."""
    m, n = (len(np.unique(users[labels == y])) for y in (1, 0))
    prior = max(hanley_mcneil(auc, m, n), hanley_mcneil(1 - auc, m, n))
    k = min(m, n)
    return logit_interval(auc, ((k - 1) * variance + prior) / k, df + 1)


def logit_interval(value, variance, df):
    half = stats.t.ppf(0.975, df) * np.sqrt(variance) / (value * (1 - value))
    return scipy.special.expit(scipy.special.logit(value) + np.array([-half, half])).tolist()


def robust_mean_variance(values, users):
    """Of an intercept-only regression, cluster-robust, times units / (units - 1)."""
    fit = sm.OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": users, "use_correction": False})
    units = len(np.unique(users))
    return fit.bse[0] ** 2 * units / (units - 1)


def coefficients(fit, scale=1.0):
    return [{"value": v, "standardError": e * scale} for v, e in zip(fit.params, fit.bse)]


def recalibrated(p, labels, users):
    """Logistic regression of the labels on the logit: slope free, and held at one; plain and cluster-robust errors."""
    logit = scipy.special.logit(p)
    family = sm.families.Binomial()
    robust = {"cov_type": "cluster", "cov_kwds": {"groups": users, "use_correction": False}}
    units = len(np.unique(users))
    factor = np.sqrt(units / (units - 1))
    tight = {"tol": 1e-14, "tol_criterion": "params", "maxiter": 200}
    free = sm.GLM(labels, sm.add_constant(logit), family=family)
    fixed = sm.GLM(labels, np.ones(len(labels)), family=family, offset=logit)
    return {
        "free": coefficients(free.fit(**tight)), "inTheLarge": coefficients(fixed.fit(**tight))[0],
        "freeClustered": coefficients(free.fit(**tight, **robust), factor),
        "inTheLargeClustered": coefficients(fixed.fit(**tight, **robust), factor)[0],
    }


def case(seed, users_count, per_user, ties, extremes=False):
    random = np.random.default_rng(seed)
    n = users_count * per_user
    users = np.repeat(np.arange(users_count), per_user)
    labels = (random.random(n) < 0.3).astype(int)
    labels[:4] = [0, 1, 0, 1]
    latent = random.normal(size=n) + np.repeat(random.normal(size=users_count), per_user) + 1.1 * labels
    second = np.round(0.6 * latent + random.normal(size=n), 2)
    p = scipy.special.expit(1.3 * latent - 1.6)
    p = np.round(p, 1 if ties else 5)
    if not extremes:
        p = np.clip(p, 0.001, 0.999)
    auc, by_row = components(p, labels)
    assert abs(auc - metrics.roc_auc_score(labels, p)) < 1e-12
    ap, ap_row = ap_components(p, labels)
    assert abs(ap - metrics.average_precision_score(labels, p)) < 1e-12
    for row in range(0, n, 7):  # the derivative, by differences of scikit-learn's own value
        step = 1e-4
        up, down = np.ones(n), np.ones(n)
        up[row] += step
        down[row] -= step
        assert abs((weighted_ap(p, labels, up) - weighted_ap(p, labels, down)) / (2 * step) - ap_row[row]) < 1e-6
    _, second_row = components(second, labels)
    variance, df = two_class_spread(by_row, labels)
    clustered, clustered_df = two_class_spread(by_row, labels, users)
    ap_variance, ap_df = two_class_spread(ap_row, labels)
    ap_clustered, ap_clustered_df = two_class_spread(ap_row, labels, users)
    difference, _ = two_class_spread(by_row - second_row, labels)
    difference_clustered, _ = two_class_spread(by_row - second_row, labels, users)
    value = auc - metrics.roc_auc_score(labels, second)
    called = (p >= 0.5).astype(int)
    weights = random.integers(0, 4, size=n)
    fpr, tpr, _ = metrics.roc_curve(labels, p, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(labels, p)
    squared = (p - labels) ** 2
    found = {
        "scores": p.tolist(), "second": second.tolist(), "labels": labels.tolist(), "users": users.tolist(),
        "auc": {"value": auc, "variance": variance, "df": df, "interval": auc_interval(auc, variance, df, labels, np.arange(n)),
                "clustered": {"variance": clustered, "df": clustered_df, "interval": auc_interval(auc, clustered, clustered_df, labels, users)}},
        "averagePrecision": {"value": ap, "variance": ap_variance, "df": ap_df, "interval": logit_interval(ap, ap_variance, ap_df),
                             "clustered": {"variance": ap_clustered, "interval": logit_interval(ap, ap_clustered, ap_clustered_df)}},
        "difference": {"value": value, "variance": difference, "p": 2 * stats.norm.sf(abs(value) / np.sqrt(difference)),
                       "clusteredVariance": difference_clustered},
        "weights": weights.tolist(), "weightedAuc": metrics.roc_auc_score(labels, p, sample_weight=weights),
        "weightedAveragePrecision": weighted_ap(p, labels, weights),
        "brier": metrics.brier_score_loss(labels, p), "brierVariance": squared.var(ddof=1) / n,
        "brierClusteredVariance": robust_mean_variance(squared, users),
        "logLoss": metrics.log_loss(labels, p),
        "threshold": {
            "accuracy": metrics.accuracy_score(labels, called), "f1": metrics.f1_score(labels, called),
            "precision": metrics.precision_score(labels, called), "recall": metrics.recall_score(labels, called),
            "accuracyInterval": proportion_confint((called == labels).sum(), n, method="wilson"),
            "jaccardInterval": proportion_confint((called & labels).sum(), (called | labels).sum(), method="wilson"),
            "jaccard": metrics.jaccard_score(labels, called),
            "accuracyClusteredVariance": robust_mean_variance((called == labels).astype(float), users),
        },
        "roc": {"falsePositives": fpr.tolist(), "recall": tpr.tolist()},
        "precisionRecall": {"precision": precision[:-1][::-1].tolist(), "recall": recall[:-1][::-1].tolist()},
    }
    if not extremes:  # statsmodels overflows where a probability is 0 or 1
        found["recalibration"] = recalibrated(p, labels, users)
    for share in (0.1, 0.25):
        top = round(share * n)
        edge = np.sort(p)[::-1][top - 1]
        sure, tied = labels[p > edge], labels[p == edge]
        places = top - len(sure)
        # Every choice of the tied rows that fit in, where there are not too many.
        if comb(len(tied), places) <= 20000:
            hits = np.mean([sure.sum() + tied[list(choice)].sum() for choice in combinations(range(len(tied)), places)])
            found.setdefault("top", []).append({"share": share, "precision": hits / top, "recall": hits / labels.sum(),
                                                "lift": hits / top / labels.mean()})
    if not ties:
        observed, predicted = calibration_curve(labels, p, n_bins=5, strategy="quantile")
        found["calibration"] = {"observed": observed.tolist(), "predicted": predicted.tolist(),
                                "error": np.abs(observed - predicted).mean()}
    return found


def cox_snell(auc, prevalence):
    """From the expected log-likelihoods of the true logistic model and of the constant."""
    apart = np.sqrt(2) * stats.norm.ppf(auc)

    def information(x):
        one, zero = stats.norm.pdf(x, apart), stats.norm.pdf(x)
        mix = prevalence * one + (1 - prevalence) * zero
        return prevalence * one * np.log(one / mix) + (1 - prevalence) * zero * np.log(zero / mix)

    value, _ = integrate.quad(information, -12, apart + 12, epsabs=1e-16, epsrel=1e-13, limit=500, points=[0, apart])
    return -np.expm1(-2 * value)


def mcnemar_case(only_first, only_second):
    k, n = min(only_first, only_second), only_first + only_second
    exact = mcnemar([[10, only_first], [only_second, 10]], exact=True).pvalue
    return {"onlyFirst": only_first, "onlySecond": only_second, "exact": exact,
            "midP": min(1, 2 * stats.binom.cdf(k, n, 0.5) - stats.binom.pmf(k, n, 0.5))}


document = {
    "versions": {
        "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__,
    },
    "studentQuantile": [
        {"p": p, "df": df, "t": stats.t.ppf(p, df)} for p in [0.001, 0.025, 0.3, 0.9, 0.975, 0.9999] for df in [1, 2.5, 9, 40.7, 3000]
    ],
    "maxCoxSnell": [
        {"prevalence": p, "value": -np.expm1(2 * (p * np.log(p) + (1 - p) * log1p(-p)))} for p in [0.00015, 0.0081, 0.05, 0.174, 0.5, 0.9]
    ],
    "coxSnellFromAuc": [
        {"auc": auc, "prevalence": p, "value": cox_snell(auc, p)} for auc in [0.6, 0.75, 0.89, 0.97] for p in [0.001, 0.05, 0.174, 0.77]
    ],
    "mcnemar": [mcnemar_case(*counts) for counts in [(0, 1), (3, 9), (12, 12), (1, 14), (200, 260)]],
    "cases": [case(1, 30, 2, False), case(2, 20, 5, True), case(3, 25, 4, False), case(4, 40, 1, True, True)],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document, default=lambda value: value.item()) + "\n")
