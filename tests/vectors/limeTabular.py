"""Explanations by the package lime, for tests/explain, written to limeTabular.json beside this file.

    pip install numpy scikit-learn lime==0.2.0.1
    python tests/vectors/limeTabular.py

The versions that made the committed file are inside it. What LimeTabularExplainer asks of the model and hands to its
regression is caught on the way, so that both sides explain the same perturbed rows.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy
from lime.lime_tabular import LimeTabularExplainer

rng = numpy.random.default_rng(4)
WIDTH, SAMPLES = 8, 300
train = rng.normal(size=(200, WIDTH))


def predict(x):
    score = 1.5 * x[:, 0] - x[:, 1] * (x[:, 2] > 0) + 0.5 * numpy.sin(3 * x[:, 3]) + 0.2 * x[:, 4]
    chance = 1 / (1 + numpy.exp(-score))
    return numpy.column_stack([1 - chance, chance])


def explained(row, features, kernel_width):
    explainer = LimeTabularExplainer(train, mode="classification", discretize_continuous=True, random_state=5, kernel_width=kernel_width)
    caught = {}
    original = explainer.base.explain_instance_with_data

    def catch(data, labels, distances, label, num_features, **others):
        caught.update(data=data, labels=labels[:, label])
        intercept, weights, r2, local = original(data, labels, distances, label, num_features, **others)
        caught.update(intercept=intercept, weights=weights, r2=r2, local=local)
        return intercept, weights, r2, local

    explainer.base.explain_instance_with_data = catch
    explainer.explain_instance(row, predict, labels=(1,), num_features=features, num_samples=SAMPLES)
    return {
        "features": features,
        "kernelWidth": kernel_width,
        "same": "".join(str(int(v)) for v in caught["data"].reshape(-1)),
        "predictions": [float(v) for v in caught["labels"]],
        "intercept": float(caught["intercept"]),
        "columns": [int(f) for f, _ in caught["weights"]],
        "weights": [float(w) for _, w in caught["weights"]],
        "r2": float(caught["r2"]),
        "local": float(numpy.ravel(caught["local"])[0]),
    }


(Path(__file__).parent / "limeTabular.json").write_text(
    json.dumps(
        {
            "versions": {name: version(name) for name in ("numpy", "scikit-learn", "lime")} | {"python": platform.python_version()},
            "width": WIDTH,
            "cases": [explained(train[row], features, width) for row, features, width in [(0, 3, None), (1, 6, 1.0), (2, 8, None), (3, 7, 3.0)]],
        }
    )
    + "\n"
)
