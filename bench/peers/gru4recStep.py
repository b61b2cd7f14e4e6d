"""Times steps of GRU4Rec in PyTorch on one thread, with sparse gradients of the items' vectors, as bench/recommendStep.ts
takes them. Made with PyTorch 2.15.0.

    python bench/peers/gru4recStep.py constrained|separate

prints one JSON document: the median of the processor times of a step, milliseconds. The network is written from the
papers with PyTorch's own GRU cell and Adagrad: 50,000 items, batches of 80, 224 units, 2,048 drawn items.
"""
import json
import os
import sys
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import torch
from torch import nn

torch.set_num_threads(1)
ITEMS, BATCH, UNITS, SAMPLES = 50_000, 80, 224, 2048
FIRST, STEPS = 20, 60

separate = sys.argv[1] == "separate"
items, bias = nn.Embedding(ITEMS, UNITS, sparse=True), nn.Embedding(ITEMS, 1, sparse=True)
inside = nn.Embedding(ITEMS, UNITS, sparse=True) if separate else items
for table in [items, bias, inside]:
    nn.init.uniform_(table.weight, -0.01, 0.01)
cell = nn.GRUCell(UNITS, UNITS)
tables = [*items.parameters(), *bias.parameters(), *(inside.parameters() if separate else [])]
optimizers = [torch.optim.Adagrad(tables, lr=0.05, eps=1e-6), torch.optim.Adagrad(cell.parameters(), lr=0.05, eps=1e-6)]
state = torch.zeros(BATCH, UNITS)
wanted = torch.arange(BATCH)
times = []
for k in range(FIRST + STEPS):
    inputs, targets = torch.randint(ITEMS, (BATCH,)), torch.randint(ITEMS, (BATCH,))
    start = time.process_time()
    ids = torch.cat([targets, torch.randint(ITEMS, (SAMPLES,))])
    if separate:
        x, y = inside(inputs), items(ids)
    else:
        both = items(torch.cat([inputs, ids]))
        x, y = both[:BATCH], both[BATCH:]
    state = cell(x, state.detach())
    loss = nn.functional.cross_entropy(state @ y.T + bias(ids).T, wanted, reduction="sum") / BATCH
    for optimizer in optimizers:
        optimizer.zero_grad()
    loss.backward()
    for optimizer in optimizers:
        optimizer.step()
    if k >= FIRST:
        times.append(1000 * (time.process_time() - start))
print(json.dumps({"ms": sorted(times)[len(times) // 2]}))
