"""Scores of quantiles and of distributions by scoringrules, for tests/forecast, written to quantileScores.json beside this
file.

    pip install numpy scoringrules
    python tests/vectors/quantileScores.py

The versions that made the committed file are inside it. Distributions are 20 values each, as counts with many zeros have
them: all zero, some zero, none, all equal, far from what came.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy
import scoringrules

GENERATOR = numpy.random.default_rng(3)
LEVELS = (2 * numpy.arange(20) + 1) / 40

cases = []
for chance, mean in [(0, 1), (0.1, 3), (0.5, 3), (0.9, 20), (1, 4)]:
    for sold in [0, 1, 4, 60]:
        drawn = (GENERATOR.random(20) < chance) * GENERATOR.gamma(2, mean / 2, 20)
        quantiles = numpy.sort(numpy.round(drawn, 3))
        cases.append(
            {
                "quantiles": quantiles.tolist(),
                "sold": sold,
                "crps": float(scoringrules.crps_ensemble(sold, quantiles, estimator="nrg")),
                "pinball": [float(scoringrules.quantile_score(sold, q, a)) for q, a in zip(quantiles, LEVELS)],
            }
        )
cases.append({"quantiles": [4.0] * 20, "sold": 6, "crps": float(scoringrules.crps_ensemble(6, numpy.full(20, 4.0), estimator="nrg")), "pinball": [float(scoringrules.quantile_score(6, 4.0, a)) for a in LEVELS]})

document = {
    "versions": {"python": platform.python_version(), **{package: version(package) for package in ("numpy", "scoringrules")}},
    "levels": LEVELS.tolist(),
    "cases": cases,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
