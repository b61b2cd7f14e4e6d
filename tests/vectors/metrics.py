"""Reference values for tests/metrics, written to metrics.json beside this file.

    pip install scipy scikit-learn statsmodels
    python tests/vectors/metrics.py

The versions that made the committed file are inside it. DeLong and Hanley-McNeil are written out from their definitions, pair by
pair, since none of these packages has them.
"""

import json
import platform
from itertools import combinations
from pathlib import Path

import numpy
import scipy
import sklearn
import statsmodels
from scipy import special, stats
from sklearn.metrics import average_precision_score, roc_auc_score
from statsmodels.stats.proportion import proportion_confint, samplesize_proportions_2indep_onetail


def delong(scores, labels):
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    by_positive, by_negative = wins.mean(axis=1), wins.mean(axis=0)
    variance = by_positive.var(ddof=1) / len(positive) + by_negative.var(ddof=1) / len(negative)
    return wins.mean(), numpy.sqrt(variance)


def hanley_mcneil(auc, positives, negatives):
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    top = auc * (1 - auc) + (positives - 1) * (q1 - auc**2) + (negatives - 1) * (q2 - auc**2)
    return top / (positives * negatives)


def roc_case(seed, n, share, ties):
    random = numpy.random.default_rng(seed)
    labels = (random.random(n) < share).astype(int)
    labels[:4] = [0, 1, 0, 1]
    scores = random.normal(size=n) + 0.8 * labels
    if ties:
        scores = numpy.round(scores * 2) / 2
    scores = numpy.round(scores, 6)
    auc, error = delong(scores, labels)
    assert abs(auc - roc_auc_score(labels, scores)) < 1e-12
    z = stats.norm.ppf(0.975)
    return {
        "scores": scores.tolist(), "labels": labels.tolist(), "auc": auc, "standardError": error,
        "low": max(0, auc - z * error), "high": min(1, auc + z * error),
        "averagePrecision": average_precision_score(labels, scores),
    }


def square_and_add(k, n, m):
    low, high = proportion_confint(k, n, method="wilson")
    share = k / n
    inner_low, inner_high = proportion_confint(share * m, m, method="wilson")
    return {
        "k": k, "n": n, "m": m,
        "low": share - numpy.hypot(share - low, share - inner_low), "high": share + numpy.hypot(high - share, inner_high - share),
        # What a posterior predictive count says of the same question; the two agree only roughly.
        "betaBinomial": [float(stats.betabinom.ppf(q, m, k + 0.5, n - k + 0.5) / m) for q in (0.025, 0.975)],
    }


probabilities = [1e-300, 1e-20, 1e-9, 1e-4, 0.001, 0.02425, 0.075, 0.2, 0.5, 0.6, 0.9, 0.975, 0.999, 1 - 1e-9]
shapes = [(0.5, 0.5), (1, 1), (2, 3), (109, 15), (0.5, 44190.5), (9, 59533), (30, 0.7), (500, 700)]
counts = [(0, 10), (1, 10), (5, 10), (10, 10), (109, 123), (9, 59541), (15, 44205), (2, 15), (12500, 12600)]
draws = [
    (0, 44205, 15, 442), (0, 44205, 15, 4420), (2, 44205, 15, 8841), (3, 20, 7, 12), (0, 10, 3, 9), (3, 10, 3, 9), (40, 1000, 60, 500)
]
document = {
    "versions": {
        "python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__,
    },
    "normalQuantile": [{"p": p, "z": stats.norm.ppf(p)} for p in probabilities],
    "normalCdf": [{"z": z, "p": stats.norm.cdf(z)} for z in [-30, -8, -3.5, -3, -2.9, -1.96, -0.3, 0, 0.1, 1, 2.5, 3, 3.2, 6]],
    "logGamma": [{"x": x, "value": special.gammaln(x)} for x in [1e-8, 0.1, 0.5, 0.99, 1.5, 2.5, 3, 11.9, 12, 100.25, 59542, 1e9]],
    "incompleteBeta": [
        {"x": x, "a": a, "b": b, "value": special.betainc(a, b, x)} for a, b in shapes for x in [1e-5, 0.01, 0.3, 0.5, 0.88, 0.999]
    ],
    "betaQuantile": [
        {"p": p, "a": a, "b": b, "value": special.betaincinv(a, b, p)} for a, b in shapes for p in [0.001, 0.025, 0.5, 0.975]
    ],
    "wilson": [
        {"hits": k, "n": n, "level": 1 - alpha, "interval": proportion_confint(k, n, alpha, method="wilson")}
        for k, n in counts for alpha in [0.05, 0.2]
    ],
    "clopperPearson": [
        {"hits": k, "n": n, "level": 1 - alpha, "interval": proportion_confint(k, n, alpha, method="beta")}
        for k, n in counts for alpha in [0.05, 0.2]
    ],
    "hypergeometric": [
        {"k": k, "population": population, "hits": hits, "draws": size,
         "exactly": stats.hypergeom.pmf(k, population, hits, size), "atMost": stats.hypergeom.cdf(k, population, hits, size)}
        for k, population, hits, size in draws
    ],
    "auc": [
        {"auc": auc, "positives": p, "negatives": n, "variance": hanley_mcneil(auc, p, n),
         "p": 2 * stats.norm.sf(abs(auc - 0.5) / numpy.sqrt(hanley_mcneil(0.5, p, n)))}
        for auc, p, n in [(0.382, 15, 44190), (0.923, 382, 2084), (0.7, 100, 10000), (0.5, 3, 4), (0.93, 1, 14867)]
    ],
    "roc": [roc_case(1, 60, 0.3, False), roc_case(2, 80, 0.2, True), roc_case(3, 40, 0.5, True)],
    "sampleSize": [
        {"control": p, "treated": p * lift,
         "n": int(numpy.ceil(samplesize_proportions_2indep_onetail(p * (lift - 1), p, 0.8, alpha=0.025, alternative="larger")))}
        for p in [0.05, 0.0081, 0.3] for lift in [1.15, 1.2]
    ],
    "prediction": [square_and_add(*case) for case in [(50, 100, 100), (900, 1000, 123), (30, 2000, 5000), (14297, 382780, 500)]],
    "expectedAveragePrecision": [],
}
# Every ranking of a few rows: the expectation by enumeration.
for rows, positives in [(6, 1), (6, 3), (7, 2), (8, 8)]:
    values = [numpy.mean([(i + 1) / rank for i, rank in enumerate(ranks)]) for ranks in combinations(range(1, rows + 1), positives)]
    document["expectedAveragePrecision"].append({"rows": rows, "positives": positives, "mean": numpy.mean(values)})

Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1, default=lambda value: value.item()) + "\n")
