"""Fits TabM of its authors' packages to the rows that Clickproof's was fitted to, on one thread. Made with tabm 0.0.3, rtdl_num_embeddings
0.0.12, torch 2.15.0 and scikit-learn 1.9.1.

    python bench/peers/tabmPackage.py FOLDER SEED

prints one JSON document: AUC on the test rows and processor seconds of the training. As in the authors' example: piecewise-linear embeddings of
version B on standardized columns, AdamW on all parameters, one sequence of batches for all heads, the mean of probabilities. A code comes
spread out into columns named `code=value`; it is put together again, as the package takes it.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from rtdl_num_embeddings import PiecewiseLinearEmbeddings, compute_bins
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler
from tabm import TabM
from torch import nn

torch.set_num_threads(1)
folder, seed = Path(sys.argv[1]), int(sys.argv[2])
table = json.loads((folder / "table.json").read_text())
names, options = table["columns"], table["options"]
codes = {}
for at, name in enumerate(names):
    if "=" in name:
        codes.setdefault(name.split("=")[0], []).append(at)


def load(part):
    rows = table["rows"][part]
    values = np.fromfile(folder / f"{part}.bin")
    x, y = values[: rows * len(names)].reshape(rows, len(names)), values[rows * len(names) :]
    # 0 is a code that training does not have
    code = [np.where(x[:, places].any(1), x[:, places].argmax(1) + 1, 0) for places in codes.values()]
    return x, torch.tensor(np.array(code).T.reshape(rows, len(codes))), y


(x, code, y), (x_test, code_test, y_test) = load("train"), load("test")
numbers = [at for at, name in enumerate(names) if "=" not in name and len(np.unique(x[:, at])) > 1]
scaler = StandardScaler().fit(x[:, numbers])
x, x_test = (torch.tensor(scaler.transform(part[:, numbers]), dtype=torch.float32) for part in (x, x_test))
labels = torch.tensor(y, dtype=torch.float32)

torch.manual_seed(seed)
started = time.process_time()
network = TabM.make(
    n_num_features=len(numbers),
    cat_cardinalities=[len(places) + 1 for places in codes.values()],
    d_out=1,
    num_embeddings=PiecewiseLinearEmbeddings(
        compute_bins(x, options["pieces"]), options["embedding"], activation=False, version="B"
    ),
    n_blocks=options["depth"],
    d_block=options["width"],
    dropout=options["dropout"],
    k=options["heads"],
)
optimizer = torch.optim.AdamW(network.parameters(), lr=options["learningRate"], weight_decay=options["weightDecay"])


def log_odds(x, code):
    return network(x, code if codes else None).squeeze(-1)


for _ in range(options["epochs"]):
    network.train()
    for rows in torch.randperm(len(x)).split(options["batch"]):
        found = log_odds(x[rows], code[rows])
        loss = nn.functional.binary_cross_entropy_with_logits(found, labels[rows, None].expand_as(found))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), options["clip"])
        optimizer.step()
seconds = time.process_time() - started
network.eval()
with torch.inference_mode():
    probabilities = torch.sigmoid(log_odds(x_test, code_test)).mean(1).numpy()
print(json.dumps({"auc": roc_auc_score(y_test, probabilities), "seconds": seconds}))
