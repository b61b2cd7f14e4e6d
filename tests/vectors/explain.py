"""Shapley values of trees by the package shap, for tests/explain, written to explain.json beside this file.

    pip install numpy shap==0.51.0 xgboost==3.2.0 lightgbm==4.7.0
    npx tsx tests/vectors/explainModels.ts
    python tests/vectors/explain.py

The versions that made the committed file are inside it. Trees of our own come from explainModels.json; those of XGBoost
and LightGBM are fitted here and written in the same columns, so that both sides explain the same trees. XGBoost parts its
rows with "less than" on 32-bit reals, which is "at most" the next smaller one.
"""

import json
import platform
from pathlib import Path

import lightgbm
import numpy
import shap
import xgboost

here = Path(__file__).parent
ours = json.loads((here / "explainModels.json").read_text())
columns = ours["rows"]["columns"]
width = len(columns)
table = lambda values: numpy.array([numpy.nan if v is None else v for v in values]).reshape(-1, width)
rows, background = table(ours["rows"]["x"]), table(ours["background"])


def tree_of(feature, threshold, left, right, missing_left, value, cover):
    return {
        "feature": feature, "threshold": threshold, "left": left, "right": right,
        "missingLeft": missing_left, "value": value, "cover": cover, "gain": [0] * len(feature),
    }


def for_shap(tree, scale):
    inner = numpy.array(tree["feature"]) >= 0
    pick = lambda yes: numpy.where(inner, yes, -1).astype(numpy.int32)
    missing = numpy.where(numpy.array(tree["missingLeft"]) == 1, tree["left"], tree["right"])
    return {
        "children_left": pick(tree["left"]), "children_right": pick(tree["right"]), "children_default": pick(missing),
        "features": numpy.array(tree["feature"], dtype=numpy.int32),
        "thresholds": numpy.array(tree["threshold"], dtype=float),
        "values": numpy.array(tree["value"], dtype=float).reshape(-1, 1) * scale,
        "node_sample_weight": numpy.array(tree["cover"], dtype=float),
    }


def explained(trees, scale):
    """By shap's own code, without what an explained model's library would do."""
    made = {"trees": [for_shap(tree, scale) for tree in trees]}
    flat = lambda values: [float(v) for v in numpy.asarray(values).reshape(-1)]
    path = shap.TreeExplainer(made, feature_perturbation="tree_path_dependent")
    against = shap.TreeExplainer(made, data=background, feature_perturbation="interventional")
    return {
        "base": float(numpy.ravel(path.expected_value)[0]),
        "values": flat(path.shap_values(rows, check_additivity=False)),
        "interactions": flat(path.shap_interaction_values(rows)),
        "interventionalBase": float(numpy.ravel(against.expected_value)[0]),
        "interventional": flat(against.shap_values(rows, check_additivity=False)),
    }


rng = numpy.random.default_rng(7)
train = rng.uniform(0, 10, size=(300, width)).astype(numpy.float32).astype(float)
train[rng.uniform(size=train.shape) < 0.15] = numpy.nan
label = ((numpy.nan_to_num(train[:, 0], nan=3) + numpy.nan_to_num(train[:, 1] * train[:, 2] / 10, nan=1) + rng.normal(size=300) * 2) > 8).astype(int)

booster = xgboost.train(
    {"objective": "binary:logistic", "max_depth": 4, "eta": 0.4, "base_score": 0.5, "nthread": 1},
    xgboost.DMatrix(train, label), num_boost_round=5,
)


def xgboost_tree(root):
    nodes = []

    def add(node):
        at = len(nodes)
        nodes.append(None)
        if "leaf" in node:
            nodes[at] = [-1, 0.0, 0, 0, 0, float(numpy.float32(node["leaf"])), node["cover"]]
            return at
        by_id = {child["nodeid"]: child for child in node["children"]}
        left, right = add(by_id[node["yes"]]), add(by_id[node["no"]])
        at_most = numpy.nextafter(numpy.float32(node["split_condition"]), numpy.float32(-numpy.inf))
        nodes[at] = [int(node["split"][1:]), float(at_most), left, right, int(node["missing"] == node["yes"]), 0.0, node["cover"]]
        return at

    add(root)
    return tree_of(*map(list, zip(*nodes)))


by_gain = lightgbm.train(
    {"objective": "binary", "num_leaves": 9, "learning_rate": 0.3, "min_data_in_leaf": 8, "num_threads": 1, "verbose": -1},
    lightgbm.Dataset(train, label), num_boost_round=5,
)


def lightgbm_tree(root):
    nodes = []

    def add(node):
        at = len(nodes)
        nodes.append(None)
        if "leaf_value" in node and "split_feature" not in node:
            nodes[at] = [-1, 0.0, 0, 0, 0, node["leaf_value"], node["leaf_count"]]
            return at
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[at] = [node["split_feature"], node["threshold"], left, right, int(node["default_left"]), 0.0, node["internal_count"]]
        return at

    add(root)
    return tree_of(*map(list, zip(*nodes)))


peers = {
    "xgboost": [xgboost_tree(json.loads(text)) for text in booster.get_dump(dump_format="json", with_stats=True)],
    "lightgbm": [lightgbm_tree(tree["tree_structure"]) for tree in by_gain.dump_model()["tree_info"]],
}
native = {
    "xgboost": booster.predict(xgboost.DMatrix(rows), pred_contribs=True)[:, :-1],
    "lightgbm": by_gain.predict(rows, pred_contrib=True)[:, :-1],
}
cases = {}
for name, model in ours["models"].items():
    cases[name] = explained(model["trees"], 1 / len(model["trees"]) if name == "forest" else 1)
for name, trees in peers.items():
    cases[name] = {"trees": trees, "native": [float(v) for v in native[name].reshape(-1)], **explained(trees, 1)}

(here / "explain.json").write_text(
    json.dumps(
        {
            "versions": {
                "python": platform.python_version(), "numpy": numpy.__version__, "shap": shap.__version__,
                "xgboost": xgboost.__version__, "lightgbm": lightgbm.__version__,
            },
            "cases": cases,
        }
    )
    + "\n"
)
