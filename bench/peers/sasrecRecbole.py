"""Trains RecBole's SASRec on the e-shop clothing log and tests it as `npm run recommend -- evaluate --source eshop-clothing
--protocol last-14-days` tests recommenders: every click after a session's first, of the sessions that begin in the last 14
days, ranked among all items. Made with RecBole 1.2.1, PyTorch 2.3.1 and NumPy 1.26.4.

    pip install torch==2.3.1 "numpy<2" recbole==1.2.1
    python bench/peers/sasrecRecbole.py CSV keep|drop EPOCHS SEED

prints one JSON document: HR@5, HR@20, MRR@20, the sizes and the processor time of training. Two blocks of 64 numbers that look
back at 50 clicks; the rest as RecBole sets it (2 heads, 256 inner units, dropout .5, Adam with a rate of .001, cross-entropy
over all items), but for batches of 256, as 2,048 would make few steps of so small a log. Each beginning of a training session
is a sample, as RecBole takes sequences; no epoch is chosen by the test.
"""
import csv
import gzip
import json
import os
import sys
import tempfile
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.model.sequential_recommender import SASRec
from recbole.trainer import Trainer
from recbole.utils import init_seed
import recbole

torch.set_num_threads(1)
path, repeats, epochs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
MAXLEN, TEST_FROM = 50, (2008, 7, 31)

sessions = {}
with (gzip.open if path.endswith(".gz") else open)(path, "rt") as file:
    for row in csv.DictReader(file, delimiter=";"):
        day = (int(row["year"]), int(row["month"]), int(row["day"]))
        sessions.setdefault(int(row["session ID"]), []).append((int(row["order"]), day, row["page 2 (clothing model)"]))
train, test = [], []
for clicks in sessions.values():
    clicks.sort()
    items = [item for _, _, item in clicks]
    if repeats == "drop":
        items = [item for k, item in enumerate(items) if k == 0 or item != items[k - 1]]
    if len(items) >= 2:
        (test if clicks[0][1] >= TEST_FROM else train).append(items)
counts = {name: {"sessions": len(part), "clicks": sum(map(len, part))} for name, part in [("train", train), ("test", test)]}

with tempfile.TemporaryDirectory() as folder:
    os.mkdir(f"{folder}/eshop")
    # RecBole wants a validation part as well; it is not looked at
    for name, part in [("train", train), ("valid", test[:1]), ("test", test)]:
        with open(f"{folder}/eshop/eshop.{name}.inter", "w") as file:
            file.write("session_id:token\titem_id_list:token_seq\titem_id:token\n")
            for number, items in enumerate(part):
                for k in range(1, len(items)):
                    file.write(f"{name}{number}\t{' '.join(items[max(0, k - MAXLEN):k])}\t{items[k]}\n")
    config = Config(model="SASRec", dataset="eshop", config_dict={
        "data_path": folder, "checkpoint_dir": folder, "benchmark_filename": ["train", "valid", "test"],
        "USER_ID_FIELD": "session_id", "ITEM_ID_FIELD": "item_id", "alias_of_item_id": ["item_id_list"],
        "load_col": {"inter": ["session_id", "item_id_list", "item_id"]}, "MAX_ITEM_LIST_LENGTH": MAXLEN,
        "train_neg_sample_args": None, "loss_type": "CE", "hidden_size": 64, "n_layers": 2,
        "train_batch_size": 256, "eval_batch_size": 2048, "epochs": epochs, "seed": seed, "use_gpu": False,
        "metrics": ["Hit", "MRR"], "topk": [5, 20], "valid_metric": "MRR@20", "metric_decimal_place": 6,
        "eval_args": {"split": {"RS": [8, 1, 1]}, "order": "TO", "group_by": None, "mode": "full"},
        "show_progress": False, "state": "WARNING",
    })
    init_seed(seed, True)
    dataset = create_dataset(config)
    train_data, _, test_data = data_preparation(config, dataset)
    model = SASRec(config, train_data.dataset)
    trainer = Trainer(config, model)
    start = time.process_time()
    for epoch in range(epochs):
        loss = trainer._train_epoch(train_data, epoch)
        print(f"epoch {epoch + 1}: loss {loss / len(train_data):.4f}, {time.process_time() - start:.0f} s", file=sys.stderr)
    seconds = time.process_time() - start
    found = trainer.evaluate(test_data, load_best_model=False)
print(json.dumps({
    "hr5": found["hit@5"], "hr20": found["hit@20"], "mrr20": found["mrr@20"], "counts": counts, "repeats": repeats,
    "epochs": epochs, "seed": seed, "seconds": round(seconds, 1),
    "versions": {"recbole": recbole.__version__, "torch": torch.__version__},
}))
