"""Log-odds of small networks for tests/neural, written to neural.json beside this file.

    pip install numpy
    python tests/vectors/neural.py

The versions that made the committed file are inside it. Every layer is written out from its paper, one row, head and place at a
time, so that nothing is shared with the library's batched code.
"""

import json
import platform
from pathlib import Path

import numpy

rng = numpy.random.default_rng(7)
ROWS, COLUMNS, CHANNELS, STEPS, WIDTH, HEADS, DEPTH = 5, 3, 4, 6, 8, 2, 2


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def relu(x):
    return numpy.maximum(x, 0)


def weights(**shapes):
    return {name: numpy.float32(0.6 * rng.normal(size=shape)).astype(float) for name, shape in shapes.items()}


def mlp(w, x):
    layer = x
    for k in range(DEPTH):
        layer = relu(layer @ w[f"w{k}"] + w[f"b{k}"])
    return float((layer @ w["out"] + w["outBias"])[0])


def gru(w, x, events, mask):
    state = numpy.zeros(WIDTH)
    for step in range(STEPS):
        if mask[step] == 0:
            continue
        given = numpy.split(events[step] @ w["w"] + w["b"], 3)
        before = numpy.split(state @ w["u"] + w["c"], 3)
        reset, update = sigmoid(given[0] + before[0]), sigmoid(given[1] + before[1])
        new = numpy.tanh(given[2] + reset * before[2])
        state = (1 - update) * new + update * state
    hidden = relu(numpy.concatenate([state, x]) @ w["hidden"] + w["hiddenBias"])
    return float((hidden @ w["out"] + w["outBias"])[0])


def norm(w, name, x):
    return (x - x.mean()) / numpy.sqrt(x.var() + 1e-5) * w[f"{name}gain"] + w[f"{name}shift"]


def transformer(w, x, events, mask):
    def linear(name, value):
        return value @ w[name] + w[f"{name}Bias"]

    there = [step for step in range(STEPS) if mask[step] == 1]
    layer = [linear("events", events[step]) + w["places"][step] for step in range(STEPS)]
    each = WIDTH // HEADS
    for k in range(DEPTH):
        normed = [norm(w, f"a{k}", place) for place in layer]
        q, key, v = ([linear(f"{name}{k}", place) for place in normed] for name in "qkv")
        attended = []
        for step in range(STEPS):
            heads = []
            for head in range(HEADS):
                own = slice(head * each, (head + 1) * each)
                scores = numpy.array([q[step][own] @ key[other][own] / numpy.sqrt(each) for other in there])
                share = numpy.exp(scores - scores.max())
                share /= share.sum()
                heads.append(sum(share[i] * v[other][own] for i, other in enumerate(there)))
            attended.append(numpy.concatenate(heads))
        layer = [place + linear(f"o{k}", got) for place, got in zip(layer, attended)]
        layer = [
            place + linear(f"down{k}", relu(linear(f"up{k}", norm(w, f"f{k}", place)))) for place in layer
        ]
    hidden = relu(linear("hidden", numpy.concatenate([norm(w, "end", layer[-1]), x])))
    return float(linear("out", hidden)[0])


def network(name, forward, shapes, with_events):
    w = weights(**shapes)
    x = rng.normal(size=(ROWS, COLUMNS)).round(3)
    events = rng.normal(size=(ROWS, STEPS, CHANNELS)).round(3)
    lengths = [6, 4, 1, 3, 5]
    mask = numpy.array([[1 if step >= STEPS - lengths[row] else 0 for step in range(STEPS)] for row in range(ROWS)])
    events = events * mask[:, :, None]
    arguments = lambda row: (w, x[row], events[row], mask[row]) if with_events else (w, x[row])
    return {
        "network": name,
        "weights": {key: value.ravel().tolist() for key, value in w.items()},
        "x": x.ravel().tolist(),
        "events": events.ravel().tolist(),
        "mask": mask.ravel().tolist(),
        "logOdds": [forward(*arguments(row)) for row in range(ROWS)],
    }


mlp_shapes = {"w0": (COLUMNS, WIDTH), "b0": WIDTH, "w1": (WIDTH, WIDTH), "b1": WIDTH, "out": (WIDTH, 1), "outBias": 1}
head = {"hidden": (WIDTH + COLUMNS, WIDTH), "hiddenBias": WIDTH, "out": (WIDTH, 1), "outBias": 1}
gru_shapes = {"w": (CHANNELS, 3 * WIDTH), "u": (WIDTH, 3 * WIDTH), "b": 3 * WIDTH, "c": 3 * WIDTH, **head}
transformer_shapes = {"events": (CHANNELS, WIDTH), "eventsBias": WIDTH, "places": (STEPS, WIDTH)}
for k in range(DEPTH):
    for name in "qkvo":
        transformer_shapes |= {f"{name}{k}": (WIDTH, WIDTH), f"{name}{k}Bias": WIDTH}
    for name in "af":
        transformer_shapes |= {f"{name}{k}gain": WIDTH, f"{name}{k}shift": WIDTH}
    transformer_shapes |= {f"up{k}": (WIDTH, 2 * WIDTH), f"up{k}Bias": 2 * WIDTH}
    transformer_shapes |= {f"down{k}": (2 * WIDTH, WIDTH), f"down{k}Bias": WIDTH}
transformer_shapes |= {"endgain": WIDTH, "endshift": WIDTH, **head}

document = {
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__},
    "sizes": {"rows": ROWS, "columns": COLUMNS, "channels": CHANNELS, "steps": STEPS, "width": WIDTH, "heads": HEADS, "depth": DEPTH},
    "networks": [
        network("mlp", mlp, mlp_shapes, False),
        network("gru", gru, gru_shapes, True),
        network("transformer", transformer, transformer_shapes, True),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
