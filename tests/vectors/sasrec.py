"""Loss, gradients and scores of SASRec in PyTorch, for tests/recommend, written to sasrec.json beside this file.

    pip install numpy torch
    python tests/vectors/sasrec.py

The versions that made the committed file are inside it. The network is PyTorch's own `TransformerEncoder` with
normalization first and a causal mask, in 64-bit reals from weights of 32 bits, over item vectors times the root of their
width plus vectors of places; scores are products with the same item vectors. Of drawn items' scores the logarithm of how
often each is expected to be drawn is taken; one that is the target itself is left out.
"""

import json
import math
import platform
from pathlib import Path

import numpy
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
ITEMS, MAXLEN = 9, 6


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def rounded(parameter):
    """Weights of 32 bits, none of them 0 or 1 as at the start of a training."""
    with torch.no_grad():
        parameter.copy_((torch.randn_like(parameter) * 0.4 + (1 if parameter.dim() == 1 else 0) * 0.3).float().double())


def named(encoder, places, blocks, width, of):
    found = {"places": of(places)}
    for k in range(blocks):
        layer = encoder.layers[k]
        qkv, bias = of(layer.self_attn.in_proj_weight), of(layer.self_attn.in_proj_bias)
        for part, name in enumerate("qkv"):
            found[f"{name}{k}"] = qkv[part * width : (part + 1) * width].T
            found[f"{name}{k}Bias"] = bias[part * width : (part + 1) * width]
        for name, module in [("o", layer.self_attn.out_proj), ("up", layer.linear1), ("down", layer.linear2)]:
            found[f"{name}{k}"] = of(module.weight).T
            found[f"{name}{k}Bias"] = of(module.bias)
        for name, module in [("a", layer.norm1), ("f", layer.norm2)]:
            found[f"{name}{k}gain"] = of(module.weight)
            found[f"{name}{k}shift"] = of(module.bias)
    found["endgain"], found["endshift"] = of(encoder.norm.weight), of(encoder.norm.bias)
    return found


def case(options):
    torch.manual_seed(7)
    width, blocks = options["hidden_units"], options["n_blocks"]
    items, places = nn.Parameter(torch.empty(ITEMS, width)), nn.Parameter(torch.empty(MAXLEN, width))
    layer = nn.TransformerEncoderLayer(
        width, options["num_heads"], options["inner_units"], dropout=0, activation="relu", batch_first=True, norm_first=True
    )
    encoder = nn.TransformerEncoder(layer, blocks, norm=nn.LayerNorm(width), enable_nested_tensor=False)
    for parameter in [items, places, *encoder.parameters()]:
        rounded(parameter)
    inputs = torch.tensor([[1, 4, 4, 0], [8, 2, 0, 0], [3, 3, 5, 7]])
    targets = torch.tensor([[4, 4, 0, 2], [2, 6, -1, -1], [3, 5, 7, 1]])
    rows, steps = inputs.shape
    causal = torch.triu(torch.full((steps, steps), -math.inf), diagonal=1)
    states = encoder(items[inputs] * math.sqrt(width) + places[:steps], mask=causal)
    scores = states @ items.T
    known = targets >= 0
    document = {"options": {**options, "maxlen": MAXLEN, "dropout_rate": 0}}
    if options["n_sample"] is None:
        loss = nn.functional.cross_entropy(scores[known], targets[known])
    else:
        rng = numpy.random.default_rng(2)
        drawn = torch.tensor(rng.integers(0, ITEMS, options["n_sample"]))
        expected = torch.tensor(rng.uniform(0.2, 2, options["n_sample"])).float().double()
        own = scores[known].gather(1, targets[known][:, None])
        others = scores[known][:, drawn] - options["logq"] * torch.log(expected)
        others = others.masked_fill(drawn[None, :] == targets[known][:, None], -math.inf)
        both = torch.cat([own, others], 1)
        loss = nn.functional.cross_entropy(both, torch.zeros(len(both), dtype=torch.long))
        document["drawn"] = {"items": drawn.tolist(), "expected": expected.tolist()}
    parameters = [items, places, *encoder.parameters()]
    gradients = dict(zip(map(id, parameters), torch.autograd.grad(loss, parameters)))
    weights = named(encoder, places, blocks, width, lambda p: p)
    return {
        **document,
        "weights": {"items": flat(items), **{name: flat(value) for name, value in weights.items()}},
        "inputs": inputs.tolist(),
        "targets": targets.tolist(),
        "loss": float(f"{loss.item():.9g}"),
        "gradients": {
            "items": flat(gradients[id(items)]),
            **{name: flat(value) for name, value in named(encoder, places, blocks, width, lambda p: gradients[id(p)]).items()},
        },
        "scores": [[flat(scores[row, step]) for step in range(steps)] for row in range(rows)],
    }


BASE = {"n_blocks": 2, "hidden_units": 8, "inner_units": 8, "num_heads": 1, "n_sample": None, "logq": 1}
CASES = [BASE, {**BASE, "num_heads": 2, "inner_units": 12, "n_blocks": 1, "n_sample": 5}, {**BASE, "n_sample": 4, "logq": 0}]

Path(__file__).with_suffix(".json").write_text(
    json.dumps(
        {
            "made": {"python": platform.python_version(), "torch": torch.__version__, "numpy": numpy.__version__},
            "items": ITEMS,
            "cases": [case(options) for options in CASES],
        }
    )
    + "\n"
)
