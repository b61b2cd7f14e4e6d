"""Explains rows by the package shap, on trees that Clickproof has fitted and one thread. Made with shap 0.51.0.

    python bench/peers/treeShap.py TREES.json

prints one JSON document: processor seconds of the contributions, the median of five after a first one, and the sum of
their sizes.
"""
import json
import os
import sys
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import numpy as np
import shap

given = json.load(open(sys.argv[1]))
rows = np.array(given["x"]).reshape(-1, len(given["columns"]))


def for_shap(tree):
    inner = np.array(tree["feature"]) >= 0
    side = lambda nodes: np.where(inner, nodes, -1).astype(np.int32)
    return {
        "children_left": side(tree["left"]),
        "children_right": side(tree["right"]),
        "children_default": side(np.where(np.array(tree["missingLeft"]) == 1, tree["left"], tree["right"])),
        "features": np.array(tree["feature"], dtype=np.int32),
        "thresholds": np.array(tree["threshold"], dtype=float),
        "values": np.array(tree["value"], dtype=float).reshape(-1, 1),
        "node_sample_weight": np.array(tree["cover"], dtype=float),
    }


explainer = shap.TreeExplainer({"trees": [for_shap(tree) for tree in given["trees"]]}, feature_perturbation="tree_path_dependent")
seconds = []
for _ in range(6):
    before = time.process_time()
    values = explainer.shap_values(rows, check_additivity=False)
    seconds.append(time.process_time() - before)
print(json.dumps({"seconds": sorted(seconds[1:])[2], "sum": float(np.abs(values).sum())}))
