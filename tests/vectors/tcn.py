"""Log-odds and gradients of small networks over events for tests/neural/tcn.test.ts, written to tcn.json beside this file.

    pip install numpy torch
    python tests/vectors/tcn.py

The versions that made the committed file are inside it. Layers are PyTorch's own: dilated Conv1d under weight_norm, and GRU.
"""

import json
import platform
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
ROWS, STEPS, CHANNELS, WIDTH, KERNEL, BLOCKS, TARGETS = 3, 9, 4, 5, 3, 3, 2


def normed(channels, dilation):
    return weight_norm(nn.Conv1d(channels, WIDTH, KERNEL, dilation=dilation))


class Tcn(nn.Module):
    """The block of Bai, Kolter and Koltun (2018), figure 1, without dropout."""

    def __init__(self):
        super().__init__()
        self.first = nn.ModuleList(normed(CHANNELS if i == 0 else WIDTH, 2**i) for i in range(BLOCKS))
        self.second = nn.ModuleList(normed(WIDTH, 2**i) for i in range(BLOCKS))
        self.around = nn.Conv1d(CHANNELS, WIDTH, 1)
        self.out = nn.Linear(WIDTH, TARGETS)

    def forward(self, x):
        layer = x.transpose(1, 2)
        for i in range(BLOCKS):
            inner = layer
            for convolution in (self.first[i], self.second[i]):
                inner = torch.relu(convolution(nn.functional.pad(inner, ((KERNEL - 1) * 2**i, 0))))
            layer = torch.relu(inner + (self.around(layer) if i == 0 else layer))
        return self.out(layer.transpose(1, 2))

    def named(self):
        """The library's weights by name, each with the tensor it is in and how to lay that out."""
        for i in range(BLOCKS):
            for name, convolution in ((f"first{i}", self.first[i]), (f"second{i}", self.second[i])):
                parts = convolution.parametrizations.weight
                yield name, parts.original1, lambda t: t.permute(2, 1, 0).reshape(-1, WIDTH)
                yield f"{name}gain", parts.original0, lambda t: t.reshape(-1)
                yield f"{name}Bias", convolution.bias, lambda t: t
        yield "around0", self.around.weight, lambda t: t[:, :, 0].T
        yield "around0Bias", self.around.bias, lambda t: t
        yield "out", self.out.weight, lambda t: t.T
        yield "outBias", self.out.bias, lambda t: t


class Gru(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(CHANNELS, WIDTH, batch_first=True)
        self.hidden = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, TARGETS)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(self.gru(x)[0])))

    def named(self):
        yield "w", self.gru.weight_ih_l0, lambda t: t.T
        yield "u", self.gru.weight_hh_l0, lambda t: t.T
        yield "b", self.gru.bias_ih_l0, lambda t: t
        yield "c", self.gru.bias_hh_l0, lambda t: t
        yield "hidden", self.hidden.weight, lambda t: t.T
        yield "hiddenBias", self.hidden.bias, lambda t: t
        yield "out", self.out.weight, lambda t: t.T
        yield "outBias", self.out.bias, lambda t: t


def flat(tensor):
    return [float(value) for value in tensor.detach().reshape(-1)]


def vectors(name, network):
    with torch.no_grad():
        for parameter in network.parameters():
            # as the library has them
            parameter.copy_((parameter + 0.2 * torch.randn_like(parameter)).float().double())
    x = torch.randn(ROWS, STEPS, CHANNELS).float().double()
    log_odds = network(x)
    # any smooth function of them: its slope is the output's number
    slope = torch.linspace(-1, 1, log_odds.numel()).reshape(log_odds.shape)
    (log_odds * slope).sum().backward()
    return {
        "network": name,
        "x": flat(x),
        "weights": {key: flat(layout(tensor)) for key, tensor, layout in network.named()},
        "logOdds": flat(log_odds),
        "gradient": flat(slope),
        "gradients": {key: [round(v, 9) for v in flat(layout(tensor.grad))] for key, tensor, layout in network.named()},
    }


made = {
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "torch": torch.__version__},
    "sizes": {
        "rows": ROWS,
        "steps": STEPS,
        "channels": CHANNELS,
        "width": WIDTH,
        "kernel": KERNEL,
        "blocks": BLOCKS,
        "targets": TARGETS,
    },
    "networks": [vectors("tcn", Tcn()), vectors("gru", Gru())],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(made) + "\n")
