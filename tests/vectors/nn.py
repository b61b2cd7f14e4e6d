"""What PyTorch's optimizers, losses and recurrent layers give, for tests/nn, written to nn.json beside this file.

    pip install numpy torch
    python tests/vectors/nn.py

The versions that made the committed file are inside it. All is in 64-bit reals from numbers of 32 bits. Gradients are
PyTorch's own; of the losses that PyTorch does not have, only the formula of the paper is written out here.
"""

import json
import platform
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)


def drawn(*shape):
    return torch.randn(*shape).float().double()


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


STEPS = 6
DENSE = drawn(3, 5)
DENSE_GRADIENTS = [drawn(3, 5) for _ in range(STEPS)]
TABLE = drawn(8, 3)
# some rows twice or three times in a step, some in no step at all
IDS = [[1, 4, 1], [6, 6, 6, 2], [4], [2, 1, 7, 4], [7, 7, 0], [1, 6]]
ROW_GRADIENTS = [drawn(len(ids), 3) for ids in IDS]


class AdagradMomentum(torch.optim.Optimizer):
    """The optimizer of the authors' GRU4Rec on PyTorch (`IndexedAdagradM`), dense and on rows."""

    def __init__(self, params, lr, momentum, eps=1e-6):
        super().__init__(params, {"lr": lr, "momentum": momentum, "eps": eps})
        for p in self.param_groups[0]["params"]:
            self.state[p] = {"acc": torch.zeros_like(p), "mom": torch.zeros_like(p)}

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        for p in group["params"]:
            state = self.state[p]
            if p.grad.is_sparse:
                grad = p.grad.coalesce()
                rows, values = grad.indices()[0], grad.values()
                state["acc"][rows] += values**2
                state["mom"][rows] = group["momentum"] * state["mom"][rows] - group["lr"] * values / torch.sqrt(
                    state["acc"][rows] + group["eps"]
                )
                p[rows] += state["mom"][rows]
            else:
                state["acc"] += p.grad**2
                state["mom"] *= group["momentum"]
                state["mom"] -= group["lr"] * p.grad / torch.sqrt(state["acc"] + group["eps"])
                p += state["mom"]


OPTIMIZERS = {
    "sgd": (lambda p: torch.optim.SGD(p, lr=0.1), "the same"),
    "sgdMomentum": (lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), None),
    "adagrad": (lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-10), "the same"),
    "adagradMomentum": (lambda p: AdagradMomentum(p, lr=0.1, momentum=0.3), "the same"),
    "adam": (lambda p: torch.optim.Adam(p, lr=0.01), lambda p: torch.optim.SparseAdam(p, lr=0.01)),
    "adamW": (lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1), None),
}


def dense_run(make):
    weight = nn.Parameter(DENSE.clone())
    optimizer = make([weight])
    for gradient in DENSE_GRADIENTS:
        weight.grad = gradient.clone()
        optimizer.step()
    return flat(weight)


def sparse_run(make):
    weight = nn.Parameter(TABLE.clone())
    optimizer = make([weight])
    for ids, gradient in zip(IDS, ROW_GRADIENTS):
        weight.grad = torch.sparse_coo_tensor(torch.tensor([ids]), gradient, TABLE.shape)
        optimizer.step()
    return flat(weight)


def optimizers():
    for name, (dense, sparse) in OPTIMIZERS.items():
        rows = dense if sparse == "the same" else sparse
        yield {"name": name, "dense": dense_run(dense), "sparse": None if rows is None else sparse_run(rows)}


ROWS, ITEMS = 4, 7
SCORES = 1.5 * drawn(ROWS, ITEMS)
TARGETS = torch.tensor([0, 3, 6, 3])
WEIGHTS = torch.tensor([1.0, 0.5, 2.0, 0.0])
OUTPUTS = 2 * drawn(ROWS, 1)
LABELS = torch.tensor([1.0, 0.0, 0.0, 1.0])[:, None]
COUNTS = torch.tensor([0.0, 3.0, 1.0, 7.0])[:, None]
NUMBERS = drawn(ROWS, 1)
LEVELS = torch.tensor([0.1, 0.5, 0.9])
QUANTILES = drawn(ROWS, 3)
EXPECTED = torch.tensor([0.2, 1.0, 0.4, 3.0, 0.7, 0.1, 1.5]).float().double()
COLUMN_ITEMS = torch.tensor([5, 6, 5, 7, 8, 7, 9])


def others(f):
    """Row by row, over the items but the target: f(the target's score, the others', their softmax)."""

    def loss(scores):
        rows = []
        for row, target in zip(scores, TARGETS):
            rest = torch.cat([row[:target], row[target + 1 :]])
            rows.append(f(row[target], rest, torch.softmax(rest, 0)))
        return (torch.stack(rows) * WEIGHTS).mean()

    return loss


def sampled(scores):
    corrected = scores - torch.log(EXPECTED)
    rows = []
    for row, target in zip(corrected, TARGETS):
        kept = [k for k in range(ITEMS) if k == target or COLUMN_ITEMS[k] != COLUMN_ITEMS[target]]
        rows.append(torch.logsumexp(row[kept], 0) - row[target])
    return (torch.stack(rows) * WEIGHTS).mean()


def mean(each):
    return (each * WEIGHTS[:, None]).mean()


sigmoid = torch.sigmoid
LOSSES = {
    "binaryCrossEntropy": (
        OUTPUTS,
        lambda z: functional.binary_cross_entropy_with_logits(z, LABELS, weight=WEIGHTS[:, None]),
    ),
    "squaredError": (OUTPUTS, lambda z: mean(functional.mse_loss(z, NUMBERS, reduction="none"))),
    "poissonLoss": (OUTPUTS, lambda z: mean(functional.poisson_nll_loss(z, COUNTS, reduction="none"))),
    "pinballLoss": (QUANTILES, lambda q: mean(torch.maximum(LEVELS * (NUMBERS - q), (LEVELS - 1) * (NUMBERS - q)))),
    "softmaxCrossEntropy": (
        SCORES,
        lambda z: (functional.cross_entropy(z, TARGETS, reduction="none") * WEIGHTS).mean(),
    ),
    "sampledSoftmax": (SCORES, sampled),
    "bprMax": (SCORES, others(lambda r, o, s: -torch.log((s * sigmoid(r - o)).sum()) + 0.7 * (s * o**2).sum())),
    "top1": (SCORES, others(lambda r, o, s: (sigmoid(o - r) + sigmoid(o**2)).mean())),
    "top1Max": (SCORES, others(lambda r, o, s: (s * (sigmoid(o - r) + sigmoid(o**2))).sum())),
}


def losses():
    for name, (outputs, loss_of) in LOSSES.items():
        at = outputs.clone().requires_grad_()
        loss = loss_of(at)
        loss.backward()
        yield {"name": name, "outputs": flat(outputs), "loss": loss.item(), "gradient": flat(at.grad)}


STATE_ROWS, PLACES, INPUTS, UNITS = 3, 4, 2, 5


def recurrent(name, layer, parts):
    """A layer from a state that is given: its outputs, its last state, and all gradients of a sum over the outputs."""
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(parameter.float().double())
    x = drawn(PLACES, STATE_ROWS, INPUTS).requires_grad_()
    initial = [(0.5 * drawn(1, STATE_ROWS, UNITS)).float().double().requires_grad_() for _ in parts]
    outputs, last = layer(x, initial[0] if len(parts) == 1 else tuple(initial))
    slope = torch.linspace(-1, 1, outputs.numel()).reshape(outputs.shape).float().double()
    (outputs * slope).sum().backward()
    weights = {
        "w": layer.weight_ih_l0,
        "u": layer.weight_hh_l0,
        "b": layer.bias_ih_l0,
        "c": layer.bias_hh_l0,
    }
    turn = lambda t: t.T if t.dim() == 2 else t
    return {
        "name": name,
        "x": flat(x),
        "initial": {part: flat(value) for part, value in zip(parts, initial)},
        "weights": {key: flat(turn(value)) for key, value in weights.items()},
        "outputs": flat(outputs),
        "last": {part: flat(value) for part, value in zip(parts, [last] if len(parts) == 1 else last)},
        "slope": flat(slope),
        "gradients": {key: flat(turn(value.grad)) for key, value in weights.items()}
        | {"x": flat(x.grad)}
        | {f"initial {part}": flat(value.grad) for part, value in zip(parts, initial)},
    }


document = {
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "torch": torch.__version__},
    "optimizers": {
        "dense": {"shape": list(DENSE.shape), "start": flat(DENSE), "gradients": [flat(g) for g in DENSE_GRADIENTS]},
        "sparse": {
            "shape": list(TABLE.shape),
            "start": flat(TABLE),
            "ids": IDS,
            "gradients": [flat(g) for g in ROW_GRADIENTS],
        },
        "found": list(optimizers()),
    },
    "losses": {
        "targets": TARGETS.tolist(),
        "weights": WEIGHTS.tolist(),
        "labels": flat(LABELS),
        "counts": flat(COUNTS),
        "numbers": flat(NUMBERS),
        "levels": flat(LEVELS),
        "expected": flat(EXPECTED),
        "items": COLUMN_ITEMS.tolist(),
        "found": list(losses()),
    },
    "recurrent": {
        "sizes": {"rows": STATE_ROWS, "places": PLACES, "inputs": INPUTS, "units": UNITS},
        "found": [recurrent("gru", nn.GRU(INPUTS, UNITS), ["h"]), recurrent("lstm", nn.LSTM(INPUTS, UNITS), ["h", "c"])],
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
