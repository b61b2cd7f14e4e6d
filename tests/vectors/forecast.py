"""What statsforecast forecasts for a few series, for tests/forecast, written to forecast.json beside this file.

    pip install numpy statsforecast
    python tests/vectors/forecast.py

The versions that made the committed file are inside it. Series are drawn: counts every day, counts with many days
without, one large order, one sale alone, a short series, equal days. Models with given weights, and those that fit their
own (SESOpt, ADIDA, IMAPA), whose weights come from another search than ours.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy
from statsforecast import models

HORIZON = 9
GENERATOR = numpy.random.default_rng(1)


def intermittent(days, chance, mean):
    return (GENERATOR.random(days) < chance) * (1 + GENERATOR.poisson(mean, days))


SERIES = {
    "every day": GENERATOR.poisson(6, 90) + 1,
    "most days": GENERATOR.poisson(2, 120),
    "one day in four": intermittent(150, 0.25, 3),
    "one day in twenty": intermittent(200, 0.05, 8),
    "one large order": numpy.where(numpy.arange(60) == 31, 500, intermittent(60, 0.4, 2)),
    "ends with a sale": numpy.append(intermittent(40, 0.3, 2), [0, 0, 7]),
    "begins with a sale": numpy.append([5], intermittent(41, 0.2, 2)),
    "ten days": numpy.array([0, 2, 0, 0, 1, 0, 3, 0, 0, 2]),
    "equal days": numpy.full(30, 4),
}
MODELS = {
    "naive": models.Naive(),
    "seasonal-naive": models.SeasonalNaive(season_length=7),
    "mean-28": models.WindowAverage(window_size=28),
    "ses-0.1": models.SimpleExponentialSmoothing(alpha=0.1),
    "ses-optimized": models.SimpleExponentialSmoothingOptimized(),
    "croston": models.CrostonClassic(),
    "sba": models.CrostonSBA(),
    "tsb": models.TSB(alpha_d=0.1, alpha_p=0.1),
    "adida": models.ADIDA(),
    "imapa": models.IMAPA(),
}

cases = []
for name, series in SERIES.items():
    y = series.astype(numpy.float64)
    for model_id, model in MODELS.items():
        if model_id == "mean-28" and len(y) < 28:
            continue  # statsforecast refuses it; ours takes the days that there are
        mean = model.forecast(y=y, h=HORIZON)["mean"]
        cases.append({"series": name, "model": model_id, "forecast": [float(f"{value:.12g}") for value in mean]})

document = {
    "versions": {
        "python": platform.python_version(),
        **{package: version(package) for package in ("numpy", "scipy", "statsforecast")},
    },
    "series": {name: series.tolist() for name, series in SERIES.items()},
    "cases": cases,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
