"""The features of a grid of daily sales by mlforecast, and LightGBM's trees on the features that Clickproof made, on one
thread. Made with mlforecast 1.1.0 and LightGBM 4.7.0.

    python bench/peers/forecastFeatures.py FOLDER

prints one JSON document: processor seconds of the features and of the trees, and the mean Poisson deviance of the last 28
days.
"""
import json
import os
import sys
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import lightgbm
import numpy as np
import pandas
from mlforecast import MLForecast
from mlforecast.lag_transforms import RollingMean

folder = sys.argv[1]
grid = np.fromfile(os.path.join(folder, "grid.bin")).reshape(-1, 3)
frame = pandas.DataFrame(
    {
        "unique_id": grid[:, 0].astype(int),
        "ds": pandas.Timestamp("1970-01-01") + pandas.to_timedelta(grid[:, 1], "D"),
        "y": grid[:, 2],
    }
)
forecast = MLForecast(
    models=[],
    freq="D",
    lags=[28, 34],
    lag_transforms={28: [RollingMean(7, 1), RollingMean(30, 1)]},
    date_features=["dayofweek", "month", "day"],
    num_threads=1,
)
start = time.process_time()
made = forecast.preprocess(frame, dropna=False)
features = time.process_time() - start
assert len(made) == len(grid)


def load(part):
    rows, columns = np.fromfile(os.path.join(folder, f"{part}.bin")).astype(int)
    return np.fromfile(os.path.join(folder, f"{part}-x.bin")).reshape(rows, columns), np.fromfile(os.path.join(folder, f"{part}-y.bin"))


x, y = load("train")
start = time.process_time()
options = {"objective": "poisson", "num_leaves": 31, "learning_rate": 0.1, "num_threads": 1, "verbose": -1}
model = lightgbm.train(options, lightgbm.Dataset(x, y), 100)
fit = time.process_time() - start
x, y = load("test")
means = model.predict(x)
deviance = 2 * np.mean(np.where(y > 0, y * np.log(np.maximum(y, 1) / means), 0) - y + means)
print(json.dumps({"featureSeconds": features, "fitSeconds": fit, "deviance": float(deviance)}))
