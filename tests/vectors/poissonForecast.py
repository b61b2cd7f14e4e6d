"""LightGBM's Poisson trees on daily features of drawn sales, for tests/forecast, written to poissonForecast.json beside this
file: the rows, and the mean Poisson deviance of its predictions.

    pip install numpy lightgbm
    python tests/vectors/poissonForecast.py

The versions that made the committed file are inside it. Sales have a level an item, a weekly rhythm and many days without.
Features are sums of the last 7 and 30 days, the days 1 and 7 before, and the weekday, all as of a week before the day; the
last 28 days are tested.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import lightgbm
import numpy

GENERATOR = numpy.random.default_rng(7)
ITEMS, DAYS, HORIZON, TEST = 30, 130, 7, 28
COLUMNS = ["sales_sum_7d", "sales_sum_30d", "sales_lag_1d", "sales_lag_7d", "weekday"]
OPTIONS = {
    "objective": "poisson",
    "num_leaves": 15,
    "learning_rate": 0.1,
    "min_data_in_leaf": 20,
    "num_threads": 1,
    "verbose": -1,
}
TREES = 60

parts = {"train": ([], []), "test": ([], [])}
for item in range(ITEMS):
    level = numpy.exp(2 * GENERATOR.random())
    chance = 0.1 + 0.7 * GENERATOR.random()
    days = numpy.arange(DAYS)
    rate = level * (1 + 0.5 * numpy.sin(2 * numpy.pi * days / 7))
    sales = (GENERATOR.random(DAYS) < chance) * GENERATOR.poisson(rate)
    for day in range(30 + HORIZON, DAYS):
        known = sales[: day - HORIZON + 1]
        row = [known[-7:].sum(), known[-30:].sum(), known[-1], known[-7], day % 7]
        x, y = parts["test" if day >= DAYS - TEST else "train"]
        x.append([int(value) for value in row])
        y.append(int(sales[day]))

model = lightgbm.train(OPTIONS, lightgbm.Dataset(numpy.array(parts["train"][0], float), parts["train"][1]), TREES)


def deviance(part):
    x, y = (numpy.array(values, float) for values in parts[part])
    means = model.predict(x)
    return float(2 * numpy.mean(numpy.where(y > 0, y * numpy.log(numpy.maximum(y, 1) / means), 0) - y + means))


document = {
    "versions": {"python": platform.python_version(), **{package: version(package) for package in ("numpy", "lightgbm")}},
    "columns": COLUMNS,
    "options": OPTIONS,
    "trees": TREES,
    **{part: {"x": x, "y": y, "deviance": deviance(part)} for part, (x, y) in parts.items()},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
