"""Log-odds, gradients and trained weights of a small TabM for tests/neural, written to tabmNetwork.json beside this file.

    pip install torch tabm
    python tests/vectors/tabmNetwork.py

The versions that made the committed file are inside it. Layers are those of the authors' own packages, tabm and
rtdl_num_embeddings, in 64-bit reals; the optimizer and the shortening of gradients are PyTorch's.
"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import torch
from rtdl_num_embeddings import PiecewiseLinearEmbeddings
from tabm import EnsembleView, LinearEnsemble, MLPBackboneBatchEnsemble
from torch import nn

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
ROWS, HEADS, WIDTH, DEPTH, EMBEDDING = 7, 3, 6, 2, 2
BOUNDS = [[-1.0, -0.25, 0.5, 2.0], [0.0, 10.0, 11.0]]
PLAIN = 3
STEPS, RATE, DECAY, CLIP = 4, 0.05, 0.3, 0.1


class Network(nn.Module):
    def __init__(self, heads):
        super().__init__()
        bins = [torch.tensor(bounds) for bounds in BOUNDS]
        self.embeddings = PiecewiseLinearEmbeddings(bins, EMBEDDING, activation=True, version="A")
        self.view = EnsembleView(k=heads)
        self.backbone = MLPBackboneBatchEnsemble(
            d_in=len(BOUNDS) * EMBEDDING + PLAIN,
            n_blocks=DEPTH,
            d_block=WIDTH,
            dropout=0.0,
            activation="ReLU",
            k=heads,
            tabm_init=True,
            scaling_init="normal",
            start_scaling_init_chunks=[EMBEDDING] * len(BOUNDS) + [1] * PLAIN,
        )
        self.output = LinearEnsemble(WIDTH, 1, k=heads)

    def forward(self, cut, plain):
        x = torch.cat([self.embeddings(cut).flatten(1), plain], 1)
        return self.output(self.backbone(self.view(x))).squeeze(-1)

    def named(self, of):
        """What `of` gives for each weight, by the names and in the order of the project."""
        embed = of(self.embeddings.linear.weight)
        found = {
            # the package has the last piece of each column last of all, with a gap before it where others have more
            "embed": [
                embed[f][k].tolist()
                for f, bounds in enumerate(BOUNDS)
                for k in [*range(len(bounds) - 2), embed.shape[1] - 1]
            ],
            "embedBias": of(self.embeddings.linear.bias).tolist(),
            "out": of(self.output.weight)[:, :, 0].tolist(),
            "outBias": of(self.output.bias)[:, 0].tolist(),
        }
        for k, block in enumerate(self.backbone.blocks):
            layer = block[0]
            found[f"w{k}"] = of(layer.weight).T.tolist()
            for name, weight in [("r", layer.r), ("s", layer.s), ("b", layer.bias)]:
                found[f"{name}{k}"] = of(weight).tolist()
        return {name: torch.tensor(values).flatten().tolist() for name, values in found.items()}


network = Network(HEADS)
with torch.no_grad():
    for parameter in network.parameters():
        parameter += 0.2 * torch.randn_like(parameter)
        parameter.copy_(parameter.float())
cut = torch.stack([torch.randn(ROWS), 10 * torch.rand(ROWS) + 1], 1).float().double()
cut[0] = torch.tensor([-3.0, 14.0])
plain = torch.randint(0, 2, (ROWS, PLAIN)).double()
labels = torch.tensor([0.0, 1, 1, 0, 1, 0, 0])


def loss_of(log_odds):
    return nn.functional.binary_cross_entropy_with_logits(log_odds, labels[:, None].expand_as(log_odds))


weights = network.named(lambda parameter: parameter.detach())
log_odds = network(cut, plain)
loss = loss_of(log_odds)
loss.backward()
gradients = network.named(lambda parameter: parameter.grad)

optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
for _ in range(STEPS):
    optimizer.zero_grad()
    loss_of(network(cut, plain)).backward()
    nn.utils.clip_grad_norm_(network.parameters(), CLIP)
    optimizer.step()

document = {
    "versions": {"python": platform.python_version()}
    | {name: version(name) for name in ["torch", "tabm", "rtdl_num_embeddings"]},
    "shape": {"heads": HEADS, "width": WIDTH, "depth": DEPTH, "embedding": EMBEDDING},
    "bounds": BOUNDS,
    "cut": cut.tolist(),
    "plain": plain.tolist(),
    "labels": labels.tolist(),
    "weights": weights,
    "logOdds": log_odds.tolist(),
    "loss": loss.item(),
    "gradients": gradients,
    "training": {"steps": STEPS, "learningRate": RATE, "weightDecay": DECAY, "clip": CLIP},
    "trained": network.named(lambda parameter: parameter.detach()),
}
rounded = json.loads(json.dumps(document), parse_float=lambda text: float(f"{float(text):.9g}"))
Path(__file__).with_suffix(".json").write_text(json.dumps(rounded) + "\n")
