"""Log-odds, gradients, trained weights and predictions of a small TabM for tests/nn, written to tabmNetwork.json beside this file.

    pip install torch tabm scikit-learn
    python tests/vectors/tabmNetwork.py

The versions that made the committed file are inside it. The network is the authors' own, `tabm.TabM` with piecewise-linear embeddings
of version B, in 64-bit reals, on columns that were standardized before; bins are theirs too, `compute_bins`; the optimizer, the batches
and the shortening of gradients are those of their example: AdamW, one shuffled sequence of batches for all heads, the mean of the
heads' losses. A prediction is the mean of the heads' probabilities.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import torch
from rtdl_num_embeddings import PiecewiseLinearEmbeddings, compute_bins
from tabm import TabM
from torch import nn

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
ROWS, HEADS, WIDTH, DEPTH, EMBEDDING, BINS = 24, 3, 6, 2, 2, 4
CODES = [3, 2]
EPOCHS, BATCH, RATE, DECAY, CLIP = 5, 8, 0.02, 0.3, 0.1
SEEDS = 300

# a bell, counts that repeat, and a column of which most rows are 0: four bins, fewer, and one
sample = torch.stack([3 * torch.randn(60) - 1, torch.randint(0, 4, (60,)).double(), torch.zeros(60)], 1)
sample[::7, 2] = 5 * torch.rand(len(sample[::7]))
sample = sample.float().double()
means, deviations = sample.mean(0), sample.std(0, unbiased=False)
bounds = [edges.tolist() for edges in compute_bins(sample, BINS)]
bins = compute_bins((sample - means) / deviations, BINS)
assert [len(edges) - 1 for edges in bins] == [4, 3, 1], bins


def network_of():
    return TabM(
        n_num_features=len(bins),
        cat_cardinalities=CODES,
        d_out=1,
        num_embeddings=PiecewiseLinearEmbeddings(bins, EMBEDDING, activation=False, version="B"),
        n_blocks=DEPTH,
        d_block=WIDTH,
        dropout=0.0,
        activation="ReLU",
        k=HEADS,
        arch_type="tabm",
        start_scaling_init="normal",
    )


def named(network, of):
    """What `of` gives for each weight, by the names and in the order of the project."""
    embed = of(network.num_module.linear.weight)
    found = {
        "embedLinear": of(network.num_module.linear0.weight).tolist(),
        # the package has the last piece of each column last of all, with a gap before it where others have more
        "embed": [
            embed[f][k].tolist() for f, edges in enumerate(bins) for k in [*range(len(edges) - 2), embed.shape[1] - 1]
        ],
        "embedBias": of(network.num_module.linear0.bias).tolist(),
        "out": of(network.output.weight)[:, :, 0].tolist(),
        "outBias": of(network.output.bias)[:, 0].tolist(),
    }
    for k, block in enumerate(network.backbone.blocks):
        layer = block[0]
        found[f"w{k}"] = of(layer.weight).T.tolist()
        for name, weight in [("r", layer.r), ("s", layer.s), ("b", layer.bias)]:
            found[f"{name}{k}"] = of(weight).tolist()
    return {name: torch.tensor(values).flatten().tolist() for name, values in found.items()}


drawn = [named(network_of(), lambda parameter: parameter.detach()) for _ in range(SEEDS)]
initial = {}
for name in drawn[0]:
    values = torch.tensor([one[name] for one in drawn])
    initial[name] = {"mean": values.mean().item(), "deviation": values.std().item(), "greatest": values.abs().max().item()}

network = network_of()
with torch.no_grad():
    for parameter in network.parameters():
        parameter += 0.2 * torch.randn_like(parameter)
        parameter.copy_(parameter.float())
numbers = sample[torch.randperm(len(sample))[:ROWS]]
# beyond all bounds
numbers[0] = torch.tensor([-15.0, 9.0, 30.0])
codes = torch.stack([torch.randint(0, count, (ROWS,)) for count in CODES], 1)
labels = (torch.rand(ROWS) < 0.4).double()


def log_odds_of(rows=slice(None)):
    return network((numbers[rows] - means) / deviations, codes[rows]).squeeze(-1)


def loss_of(log_odds, rows=slice(None)):
    return nn.functional.binary_cross_entropy_with_logits(log_odds, labels[rows, None].expand_as(log_odds))


weights = named(network, lambda parameter: parameter.detach())
log_odds = log_odds_of()
loss = loss_of(log_odds)
loss.backward()
gradients = named(network, lambda parameter: parameter.grad)

optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
batches = [[batch.tolist() for batch in torch.randperm(ROWS).split(BATCH)] for _ in range(EPOCHS)]
for epoch in batches:
    for rows in epoch:
        optimizer.zero_grad()
        loss_of(log_odds_of(rows), rows).backward()
        nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimizer.step()
predictions = torch.sigmoid(log_odds_of()).mean(1)

document = {
    "versions": {"python": platform.python_version()}
    | {name: version(name) for name in ["torch", "tabm", "rtdl_num_embeddings"]},
    "shape": {"heads": HEADS, "width": WIDTH, "depth": DEPTH, "embedding": EMBEDDING},
    "sample": sample.tolist(),
    "pieces": BINS,
    "bounds": bounds,
    "means": means.tolist(),
    "deviations": deviations.tolist(),
    "numbers": numbers.tolist(),
    "codes": codes.tolist(),
    "cardinalities": CODES,
    "labels": labels.tolist(),
    "initial": initial,
    "weights": weights,
    "logOdds": log_odds.tolist(),
    "loss": loss.item(),
    "gradients": gradients,
    "training": {"batches": batches, "learningRate": RATE, "weightDecay": DECAY, "clip": CLIP},
    "trained": named(network, lambda parameter: parameter.detach()),
    "predictions": predictions.tolist(),
}
rounded = json.loads(json.dumps(document), parse_float=lambda text: float(f"{float(text):.9g}"))
Path(__file__).with_suffix(".json").write_text(json.dumps(rounded) + "\n")
