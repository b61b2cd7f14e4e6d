"""Steps of BPR with PyTorch's own gradients, for tests/recommend, written to bpr.json beside this file.

    pip install numpy torch
    python tests/vectors/bpr.py

The versions that made the committed file are inside it. Each step goes down the gradient of −log σ of how far the user's
item is ahead, plus half the regularization times the squares of all numbers that take part.
"""

import json
import platform
from pathlib import Path

import numpy
import torch

torch.set_default_dtype(torch.float64)
USERS, ITEMS, FACTORS, RATE, REGULARIZATION, STEPS = 4, 5, 3, 0.1, 0.05, 40
rng = numpy.random.default_rng(8)
weights = {
    "users": torch.tensor(rng.normal(size=(USERS, FACTORS))),
    "items": torch.tensor(rng.normal(size=(ITEMS, FACTORS))),
    "bias": torch.tensor(rng.normal(size=ITEMS)),
}


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


start = {name: flat(value) for name, value in weights.items()}
steps = []
for _ in range(STEPS):
    user = int(rng.integers(USERS))
    item, other = (int(x) for x in rng.choice(ITEMS, 2, replace=False))
    steps.append([user, item, other])
    parts = [weights["users"][user], weights["items"][item], weights["items"][other], weights["bias"][item], weights["bias"][other]]
    u, i, j, bi, bj = parts = [part.clone().requires_grad_() for part in parts]
    loss = -torch.nn.functional.logsigmoid(bi - bj + u @ (i - j)) + REGULARIZATION / 2 * sum((part**2).sum() for part in parts)
    moved = [part.detach() - RATE * gradient for part, gradient in zip(parts, torch.autograd.grad(loss, parts))]
    weights["users"][user], weights["items"][item], weights["items"][other], weights["bias"][item], weights["bias"][other] = moved

Path(__file__).with_suffix(".json").write_text(
    json.dumps(
        {
            "made": {"python": platform.python_version(), "torch": torch.__version__, "numpy": numpy.__version__},
            "options": {"factors": FACTORS, "learningRate": RATE, "regularization": REGULARIZATION},
            "start": start,
            "steps": steps,
            "end": {name: flat(value) for name, value in weights.items()},
        }
    )
    + "\n"
)
