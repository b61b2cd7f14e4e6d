"""What TabM of its authors' packages reaches on Online Shoppers (UCI 468): writes data/peers/shoppersTabm.json.

    pip install pandas scikit-learn torch tabm
    python bench/peers/shoppersTabm.py online_shoppers_intention.csv [threads]

The versions that made the committed file are inside it. Piecewise-linear embeddings are of version B, on standardized columns. Four of the five stratified folds of data/peers/shoppers.json; a fifth of the
rows of training, of each class as of the other, says when to stop and which head is the best. Metrics are of single folds. The file is written after every one, and
a run that was ended goes on with those that are missing.
"""

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from rtdl_num_embeddings import PiecewiseLinearEmbeddings, compute_bins
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.preprocessing import StandardScaler
from tabm import EnsembleView, LinearEnsemble, MLPBackboneBatchEnsemble
from torch import nn

torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
FOLDS, SPLITS = 4, 5
WIDTH, BLOCKS, PIECES, EMBEDDING, DROPOUT = 192, 2, 24, 12, 0.1
EPOCHS, PATIENCE, BATCH, RATE, DECAY, CLIP = 40, 8, 256, 2e-3, 3e-4, 1.0
NUMBERS = [
    "Administrative",
    "Administrative_Duration",
    "Informational",
    "Informational_Duration",
    "ProductRelated",
    "ProductRelated_Duration",
    "BounceRates",
    "ExitRates",
    "PageValues",
    "SpecialDay",
]
CODES = ["Month", "OperatingSystems", "Browser", "Region", "TrafficType", "VisitorType", "Weekend"]


class Network(nn.Module):
    def __init__(self, bins, heads):
        super().__init__()
        self.embeddings = PiecewiseLinearEmbeddings(bins, EMBEDDING, activation=False, version="B")
        self.view = EnsembleView(k=heads)
        self.backbone = MLPBackboneBatchEnsemble(
            d_in=EMBEDDING * len(bins) + sum(CARDINALITIES),
            n_blocks=BLOCKS,
            d_block=WIDTH,
            dropout=DROPOUT,
            activation="ReLU",
            k=heads,
            tabm_init=True,
            scaling_init="normal",
            start_scaling_init_chunks=[EMBEDDING] * len(bins) + CARDINALITIES,
        )
        self.output = LinearEnsemble(WIDTH, 1, k=heads)

    def forward(self, numbers, codes):
        x = torch.cat([self.embeddings(numbers).flatten(1), codes], 1)
        return self.output(self.backbone(self.view(x))).squeeze(-1)


def measured(labels, scores):
    top = np.argsort(-scores, kind="stable")[: int(len(labels) * 0.05)]
    return {
        "auc": roc_auc_score(labels, scores),
        "averagePrecision": average_precision_score(labels, scores),
        "precisionTop5": float(labels[top].mean()),
    }


def fold_of(variant, heads, fold, known, test):
    names = [name for name in NUMBERS if variant == "with" or name != "PageValues"]
    train, held = train_test_split(known, test_size=0.2, stratify=y[known], random_state=fold)
    numbers = data[names].to_numpy(dtype=float)
    numbers = StandardScaler().fit(numbers[train]).transform(numbers)
    bins = compute_bins(torch.tensor(numbers[train], dtype=torch.float32), PIECES)
    torch.manual_seed(fold)
    part = lambda rows: (torch.tensor(numbers[rows], dtype=torch.float32), torch.tensor(codes[rows]))
    network = Network(bins, heads)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    given, labels = part(train), torch.tensor(y[train], dtype=torch.float32)
    chances = lambda rows: torch.sigmoid(network(*part(rows))).numpy()
    best = (-1, 0, None)
    for epoch in range(EPOCHS):
        network.train()
        for rows in torch.randperm(len(train)).split(BATCH):
            log_odds = network(given[0][rows], given[1][rows])
            loss = nn.functional.binary_cross_entropy_with_logits(log_odds, labels[rows, None].expand_as(log_odds))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), CLIP)
            optimizer.step()
        network.eval()
        with torch.no_grad():
            auc = roc_auc_score(y[held], chances(held).mean(1))
        if auc > best[0]:
            best = (auc, epoch, {name: weight.clone() for name, weight in network.state_dict().items()})
        elif epoch - best[1] >= PATIENCE:
            break
    network.load_state_dict(best[2])
    with torch.no_grad():
        on_held, on_test, on_train = chances(held), chances(test), chances(train)
    head = int(np.argmax([roc_auc_score(y[held], on_held[:, k]) for k in range(heads)]))
    return {
        "variant": variant,
        "heads": heads,
        "fold": fold,
        "epochs": best[1] + 1,
        **measured(y[test], on_test.mean(1)),
        "trainAuc": roc_auc_score(y[train], on_train.mean(1)),
        "bestHeadAuc": roc_auc_score(y[test], on_test[:, head]),
    }


data = pd.read_csv(sys.argv[1])
y = data.Revenue.astype(int).to_numpy()
codes = pd.get_dummies(data[CODES].astype(str)).to_numpy(dtype="float32")
CARDINALITIES = data[CODES].nunique().tolist()
parts = list(StratifiedKFold(SPLITS, shuffle=True, random_state=0).split(codes, y))[:FOLDS]
out = Path(__file__).parents[2] / "data" / "peers" / "shoppersTabm.json"
versions = {"python": platform.python_version()} | {
    name: version(name) for name in ["numpy", "pandas", "scikit-learn", "torch", "tabm", "rtdl_num_embeddings"]
}
settings = {"embeddings": "piecewise-linear, version B", "width": WIDTH, "blocks": BLOCKS, "pieces": PIECES, "embedding": EMBEDDING}
done = []
before = json.loads(out.read_text()) if out.exists() else {}
if (before.get("versions"), before.get("settings")) == (versions, settings):
    done = [dict(zip(before["folds"], row)) for row in zip(*before["folds"].values())]
for variant, heads in [("with", 1), ("without", 1), ("with", 32), ("without", 32)]:
    for fold, (known, test) in enumerate(parts):
        if any((row["variant"], row["heads"], row["fold"]) == (variant, heads, fold) for row in done):
            continue
        done.append(fold_of(variant, heads, fold, known, test))
        folds = {key: [row[key] for row in done] for key in done[0]}
        document = {"versions": versions, "settings": settings, "rows": len(y), "positives": int(y.sum()), "folds": folds}
        out.write_text(json.dumps(document) + "\n")
        print(done[-1], flush=True)

print(pd.DataFrame(done).groupby(["variant", "heads"]).mean().round(4).to_string())
