"""What statsforecast's Holt-Winters and Theta forecast for the series of forecast.json, written to smoothing.json.

    pip install numpy statsforecast
    python tests/vectors/smoothing.py

Each case holds the weights and the first states that statsforecast found, so that a test can give them to our recursions.
The versions that made the committed file are inside it.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy
from statsforecast.ets import ets_f, forecast_ets
from statsforecast.theta import forecast_theta, thetamodel

HORIZON = 9
FOLDER = Path(__file__).parent
SERIES = json.loads((FOLDER / "forecast.json").read_text())["series"]


def numbers(values):
    return [float(f"{float(value):.15g}") for value in values]


cases = []
for name in ("every day", "most days", "one day in four", "one large order"):
    y = numpy.array(SERIES[name], dtype=numpy.float64)
    for damped in (False, True):
        model = ets_f(y, 7, model="AAA", damped=damped)
        alpha, beta, gamma, phi = model["par"][:4]
        mean = forecast_ets(model, HORIZON)["mean"]
        cases.append({
            "series": name,
            "model": "holt-winters",
            "alpha": float(alpha),
            "beta": float(beta),
            "gamma": float(gamma),
            "phi": float(phi) if damped else 1.0,
            # level, trend, and the seasons, the last day's first
            "states": numbers(model["states"][0]),
            "squared": float(numpy.sum(numpy.square(model["residuals"]))),
            "forecast": numbers(mean),
        })
    model = thetamodel(y, 1, "STM", initial_smoothed=numpy.nan, alpha=numpy.nan, theta=numpy.nan, nmse=3)
    cases.append({
        "series": name,
        "model": "theta",
        "alpha": float(model["par"]["alpha"]),
        "initial": float(model["par"]["initial_smoothed"]),
        "squared": float(numpy.sum(numpy.square(model["residuals"]))),
        "forecast": numbers(forecast_theta(model, HORIZON)["mean"]),
    })

document = {
    "versions": {
        "python": platform.python_version(),
        **{package: version(package) for package in ("numpy", "scipy", "statsforecast")},
    },
    "cases": cases,
}
(FOLDER / "smoothing.json").write_text(json.dumps(document) + "\n")
