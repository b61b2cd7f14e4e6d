"""Scores a table with a model's file, from the file, its card and the table alone, and holds the areas under the ROC curve
against the card's. It knows nothing of Clickproof but the format that models/README.md describes. Made with Python 3.11,
NumPy 2.4 and ONNX Runtime 1.32.

    python bench/peers/score_model_file.py MODEL.onnx CARD.json TABLE.csv

prints one JSON document: for each score the AUC found here, the card's, and how many rows were judged. Exits with 1 where
two differ by more than 0.00001, which another order of 32-bit sums may change where scores all but tie.
"""
import csv
import hashlib
import json
import sys

import numpy as np
import onnxruntime as ort

VERSION = 1
TOLERANCE = 1e-5
GROUPS_AT_ONCE = 64


def holds(row, conditions):
    return all(row[condition["source"]] in condition["in"] for condition in conditions)


def value_of(column, rows, place, seen):
    """The number of a field; `rows` are those of its group, in order, and `place` is the row's among them."""
    field = rows[place][column["source"]]
    missing = float("nan") if column["missing"] is None else column["missing"]
    if field == "":
        return missing
    read = column["read"]
    if read == "number":
        return float(field)
    if read == "code":
        return column["codes"][field]
    if read == "indicator":
        return 1.0 if float(field) == column["value"] else 0.0
    if read == "order":
        return seen.setdefault(column["name"], {}).setdefault(field, len(seen[column["name"]]) + 1)
    if read == "since first":
        return float(field) - float(rows[0][column["source"]])
    if read == "since previous":
        return missing if place == 0 else float(field) - float(rows[place - 1][column["source"]])
    raise SystemExit(f"the schema reads {column['name']} as {read}, which this script does not know")


def values_of(columns, rows):
    seen = {}
    for column in columns:
        seen[column["name"]] = {}
    return np.array([[value_of(column, rows, place, seen) for column in columns] for place in range(len(rows))], np.float32)


def auc(scores, labels):
    """Mann and Whitney's, by mid-ranks; None where a class has no row."""
    if len(set(labels)) < 2:
        return None
    values, of, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[of]
    positives = labels.sum()
    return float((ranks[labels == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives)))


def main(model, card_file, table):
    with open(model, "rb") as file:
        content = file.read()
    with open(card_file, encoding="utf-8") as file:
        card = json.load(file)
    if hashlib.sha256(content).hexdigest() != card["file"]["sha256"]:
        raise SystemExit("the card is of another file: its SHA-256 differs")
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    schema = json.loads(session.get_modelmeta().custom_metadata_map["schema"])
    if schema != card["schema"]:
        raise SystemExit("the card and the file describe different inputs")
    if schema["version"] > VERSION:
        raise SystemExit(f"the schema has version {schema['version']}, this script knows {VERSION}")

    if schema["parts"] is None:
        raise SystemExit("the schema does not say which rows of the table are the test")

    with open(table, encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if holds(row, schema["parts"]["test"])]
    group = schema["table"]["group"]
    if group is None:
        batches = [rows[at : at + schema["rowsAtOnce"]] for at in range(0, len(rows), schema["rowsAtOnce"])]
        batches = [[[row] for row in batch] for batch in batches]
    else:
        groups = {}
        for row in rows:
            groups.setdefault(row[group["by"]], []).append(row)
        ordered = sorted((sorted(own, key=lambda row: float(row[group["order"]])) for own in groups.values()), key=len)
        batches = [ordered[at : at + GROUPS_AT_ONCE] for at in range(0, len(ordered), GROUPS_AT_ONCE)]

    found, judged = [], []
    for batch in batches:
        feeds = {}
        steps = max(len(own) for own in batch)
        for port in schema["inputs"]:
            filled = np.zeros((len(batch), steps, len(port["columns"])), np.float32)
            for at, own in enumerate(batch):
                filled[at, : len(own)] = values_of(port["columns"], own)
            feeds[port["name"]] = filled if group is not None else filled[:, 0]
        (scores,) = session.run([schema["output"]["name"]], feeds)
        for at, own in enumerate(batch):
            found.extend(scores[at, : len(own)] if group is not None else scores[at : at + 1])
            judged.extend(own)
    found = np.array(found, np.float64)

    report = {}
    for score in schema["scores"]:
        label = score["label"]
        asked = [place for place, row in enumerate(judged) if row[label["source"]] != ""]
        fields = [judged[place][label["source"]] for place in asked]
        labels = np.array([label["codes"][field] if "codes" in label else int(field) for field in fields])
        metric = card["metrics"][score["metric"]]
        report[score["metric"]] = {"auc": auc(found[asked, score["at"]], labels), "card": metric.get("value"), "n": len(asked)}
    print(json.dumps({"model": card["name"], "runtime": f"onnxruntime {ort.__version__}", "scores": report}))
    return all(
        one["auc"] == one["card"] or abs(one["auc"] - one["card"]) <= TOLERANCE for one in report.values()
    )


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    sys.exit(0 if main(*sys.argv[1:]) else 1)
