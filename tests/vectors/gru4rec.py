"""What a few steps of GRU4Rec give in PyTorch, for tests/recommend, written to gru4rec.json beside this file.

    pip install numpy torch
    python tests/vectors/gru4rec.py

The versions that made the committed file are inside it. The network is written out here from the papers, with PyTorch's
own GRU or LSTM cells and gradients, in 64-bit reals from weights of 32 bits: an embedding in, cells, scores of the batch's
targets and of drawn items, a loss summed over the batch and divided by its size, and Adagrad with momentum on gradients
that are summed by item.
"""

import json
import platform
from pathlib import Path

import numpy
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
ITEMS, BATCH, STEPS = 9, 3, 3


def drawn(*shape):
    return (torch.randn(*shape) * 0.5).float().double()


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def loss_of(options, scores, ids, rows, clicks):
    kind = options["loss"]
    if kind == "cross-entropy":
        if options["logq"] > 0:
            target = clicks[ids[:rows]]
            drawn_items = clicks[ids[rows:]] ** options["sample_alpha"]
            scores = scores - options["logq"] * torch.log(torch.cat([target, drawn_items]))
        return nn.functional.cross_entropy(scores, torch.arange(rows), reduction="sum")
    own = scores.diagonal().unsqueeze(1)
    others = torch.ones_like(scores) - torch.eye(rows, scores.shape[1])
    if kind == "bpr-max":
        if options["elu_param"] > 0:
            scores = nn.functional.elu(scores, options["elu_param"])
        own = scores.diagonal().unsqueeze(1)
        share = torch.softmax(scores.masked_fill(others == 0, -1e30), 1)
        chance = (torch.sigmoid(own - scores) * share).sum(1)
        return (-torch.log(chance) + options["bpreg"] * (scores**2 * share).sum(1)).sum()
    each = (torch.sigmoid(scores - own) + torch.sigmoid(scores**2)) * others
    return (each.sum(1) / (scores.shape[1] - 1)).sum()


def case(options):
    torch.manual_seed(11)
    layers = options["layers"]
    last = layers[-1]
    gates = 4 if options["cell"] == "lstm" else 3
    oneHot = not options["constrained_embedding"] and options["embedding"] == 0
    first = last if options["constrained_embedding"] else options["embedding"]
    weights = {"Wy": drawn(ITEMS, last), "By": drawn(ITEMS, 1)}
    if oneHot:
        weights["Wx0"] = drawn(ITEMS, gates * layers[0])
    elif not options["constrained_embedding"]:
        weights["E"] = drawn(ITEMS, options["embedding"])
    for k, units in enumerate(layers):
        if k > 0 or not oneHot:
            weights[f"Wx{k}"] = drawn(first if k == 0 else layers[k - 1], gates * units)
        weights[f"Wh{k}"] = drawn(units, gates * units)
        weights[f"Bx{k}"] = drawn(1, gates * units)
        weights[f"Bh{k}"] = drawn(1, gates * units)
    start = {name: flat(value) for name, value in weights.items()}
    for value in weights.values():
        value.requires_grad_()
    squares = {name: torch.zeros_like(value) for name, value in weights.items()}
    velocity = {name: torch.zeros_like(value) for name, value in weights.items()}
    clicks = torch.arange(1, ITEMS + 1).double()
    state = [torch.zeros(BATCH, units) for units in layers]
    cells = [torch.zeros(BATCH, units) for units in layers]
    rng = numpy.random.default_rng(3)
    steps, losses = [], []
    for step in range(STEPS):
        inputs = torch.tensor(rng.integers(0, ITEMS, BATCH))
        targets = torch.tensor(rng.integers(0, ITEMS, BATCH))
        samples = torch.tensor(rng.integers(0, ITEMS, options["n_sample"]))
        ids = torch.cat([targets, samples])
        x = weights["Wx0"][inputs] if oneHot else weights["Wy" if options["constrained_embedding"] else "E"][inputs]
        after, cells_after = [], []
        for k, units in enumerate(layers):
            gi = x + weights["Bx0"] if oneHot and k == 0 else x @ weights[f"Wx{k}"] + weights[f"Bx{k}"]
            gh = state[k] @ weights[f"Wh{k}"] + weights[f"Bh{k}"]
            if options["cell"] == "lstm":
                i, f, n, o = [(gi + gh)[:, g * units : (g + 1) * units] for g in range(4)]
                cell_state = torch.sigmoid(f) * cells[k] + torch.sigmoid(i) * torch.tanh(n)
                x = torch.sigmoid(o) * torch.tanh(cell_state)
                cells_after.append(cell_state)
            else:
                r = torch.sigmoid(gi[:, :units] + gh[:, :units])
                z = torch.sigmoid(gi[:, units : 2 * units] + gh[:, units : 2 * units])
                n = torch.tanh(gi[:, 2 * units :] + r * gh[:, 2 * units :])
                x = n + z * (state[k] - n)
            if not oneHot or k > 0:
                # PyTorch's own cell gives the same
                cell = (nn.LSTMCell if options["cell"] == "lstm" else nn.GRUCell)(weights[f"Wx{k}"].shape[0], units)
                with torch.no_grad():
                    cell.weight_ih.copy_(weights[f"Wx{k}"].T)
                    cell.weight_hh.copy_(weights[f"Wh{k}"].T)
                    cell.bias_ih.copy_(weights[f"Bx{k}"][0])
                    cell.bias_hh.copy_(weights[f"Bh{k}"][0])
                    inside = after[-1] if k > 0 else weights["Wy" if options["constrained_embedding"] else "E"][inputs]
                    own = cell(inside, (state[k], cells[k]))[0] if options["cell"] == "lstm" else cell(inside, state[k])
                    assert torch.allclose(own, x, atol=1e-12)
            after.append(x)
        scores = x @ weights["Wy"][ids].T + weights["By"][ids, 0]
        loss = loss_of(options, scores, ids, BATCH, clicks) / BATCH
        gradients = torch.autograd.grad(loss, list(weights.values()))
        with torch.no_grad():
            for (name, value), gradient in zip(weights.items(), gradients):
                rows = range(value.shape[0])
                # of tables only the rows that were looked up are moved, so that momentum does not move others
                if name in ("Wy", "By"):
                    rows = set(ids.tolist()) | (set(inputs.tolist()) if name == "Wy" and options["constrained_embedding"] else set())
                elif name == "E" or (name == "Wx0" and oneHot):
                    rows = set(inputs.tolist())
                for row in rows:
                    squares[name][row] += gradient[row] ** 2
                    move = -options["learning_rate"] * gradient[row] / torch.sqrt(squares[name][row] + 1e-6)
                    velocity[name][row] = options["momentum"] * velocity[name][row] + move
                    value[row] += velocity[name][row]
        state = [value.detach() for value in after]
        cells = [value.detach() for value in cells_after] or cells
        losses.append(float(f"{loss.item():.9g}"))
        steps.append({"inputs": inputs.tolist(), "targets": targets.tolist(), "samples": samples.tolist()})
    end = {name: flat(value) for name, value in weights.items()}
    return {"options": options, "start": start, "steps": steps, "losses": losses, "end": end}


BASE = {
    "loss": "cross-entropy",
    "cell": "gru",
    "constrained_embedding": True,
    "embedding": 0,
    "layers": [4],
    "n_sample": 4,
    "sample_alpha": 0.5,
    "batch_size": BATCH,
    "learning_rate": 0.1,
    "momentum": 0,
    "logq": 0,
    "bpreg": 0.7,
    "elu_param": 0.5,
}
CASES = [
    BASE,
    {**BASE, "logq": 1, "momentum": 0.3},
    {**BASE, "loss": "bpr-max", "constrained_embedding": False, "embedding": 8},
    {**BASE, "loss": "bpr-max", "elu_param": 0, "momentum": 0.2},
    {**BASE, "loss": "top1", "constrained_embedding": False},
    {**BASE, "layers": [8, 4], "constrained_embedding": False, "embedding": 4, "n_sample": 0},
    {**BASE, "layers": [4, 8]},
    {**BASE, "cell": "lstm"},
    {**BASE, "cell": "lstm", "layers": [8, 4], "constrained_embedding": False, "momentum": 0.3},
]

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
