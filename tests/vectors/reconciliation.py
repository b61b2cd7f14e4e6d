"""What hierarchicalforecast makes of forecasts of items, categories and a total, for tests/forecast, written to
reconciliation.json beside this file.

    pip install hierarchicalforecast
    python tests/vectors/reconciliation.py

The versions that made the committed file are inside it. Three hierarchies: a total over three categories of nine items with
more days than series, one of one category an item with fewer days than series, and a total over four items alone. Forecasts
are drawn, and do not add up.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy
from hierarchicalforecast.methods import BottomUp, MinTrace, TopDown

GENERATOR = numpy.random.default_rng(7)
HORIZON = 4
MINT = {"mint-ols": "ols", "mint-structural": "wls_struct", "mint-variance": "wls_var", "mint-shrink": "mint_shrink"}


def case(categories, days):
    items = len(categories)
    groups = [numpy.ones(items)]
    names = sorted(set(categories) - {None})
    groups += [numpy.array([1.0 if of == name else 0.0 for of in categories]) for name in names]
    aggregates = len(groups)
    summing = numpy.vstack([*groups, numpy.eye(items)])
    level = GENERATOR.uniform(0.5, 8, items)
    shared = GENERATOR.normal(0, 1, days)
    sold = GENERATOR.poisson(level[:, None] * numpy.exp(0.2 * shared)[None, :]).astype(float)
    actual = summing @ sold
    fitted = actual * GENERATOR.uniform(0.7, 1.3, actual.shape)
    ahead = (summing @ numpy.repeat(level[:, None], HORIZON, 1)) * GENERATOR.uniform(0.8, 1.25, (aggregates + items, HORIZON))
    tags = {"total": numpy.array([0])}
    if names:
        tags["category"] = numpy.arange(1, aggregates)
    tags["item"] = numpy.arange(aggregates, aggregates + items)
    found = {
        "bottom-up": BottomUp().fit_predict(S=summing, y_hat=ahead)["mean"],
        "top-down": TopDown("proportion_averages").fit_predict(S=summing, y_hat=ahead, tags=tags, y_insample=actual)["mean"],
    }
    for ours, theirs in MINT.items():
        found[ours] = MinTrace(theirs).fit_predict(S=summing, y_hat=ahead, y_insample=actual, y_hat_insample=fitted)["mean"]
    rounded = lambda rows: [[float(f"{value:.12g}") for value in row] for row in rows]
    return {
        "categories": categories,
        "sold": sold.tolist(),
        "residuals": (actual - fitted).tolist(),
        "forecasts": ahead.tolist(),
        "reconciled": {name: rounded(rows) for name, rows in found.items()},
    }


document = {
    "versions": {"python": platform.python_version(), **{name: version(name) for name in ("numpy", "hierarchicalforecast")}},
    "cases": [case([0, 1, 2, 0, 1, 0, 2, 1, 0], 60), case([0, 1, 2, 3, 4], 6), case([None] * 4, 30)],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
