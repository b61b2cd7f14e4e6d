"""What RecBole's SASRec reaches on the e-shop clothing log (UCI 553): writes data/peers/eshopSasrec.json, beside which
`npm run bench -- recommend-sasrec` sets ours.

    pip install recbole==1.2.1 torch 'numpy<2' 'pandas<2.2' 'scipy<1.13'
    python bench/peers/eshopSasrec.py "e-shop clothing 2008.csv.gz" OUT.json [SEEDS [EPOCHS [NAME=VALUE…]]]

The log is read and split here once more, apart from our own code: sessions in the order of their ids, clicks on the item of the
click before dropped, sessions of two clicks at least, those that start in the last 14 days test. RecBole's own model, loss
and optimizer learn from it, on one thread: each click after a session's first is a target, with the clicks before it, 50 at
most. After every second epoch each click after the first of the test sessions is ranked among all items, ties counted against the
model. A run that was ended goes on with the seeds that are missing.

RecBole makes a row of its own for each target, so that a session of ten clicks goes through the network nine times. With
rows=prefixes that is what happens here, by RecBole's own trainer. The default, rows=sessions, takes a session once and the
network's output at each of its places: attention looks back only, so that outputs are those of the rows, to rounding (this
is checked), and an epoch has the same targets in a tenth of the time; what dropout silences is then drawn once a session.
"""

import base64
import hashlib
import json
import os
import platform
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import numpy as np
import pandas as pd
import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.data.interaction import Interaction
from recbole.utils import get_model, get_trainer, init_seed

torch.set_num_threads(1)
LOG, OUT = sys.argv[1], Path(sys.argv[2])
SEEDS = [int(seed) for seed in (sys.argv[3] if len(sys.argv) > 3 else "1").split(",")]
EPOCHS = int(sys.argv[4]) if len(sys.argv) > 4 else 12
DAYS, SORTED, EVERY = 14, 20, 2
SETTINGS = {
    "n_layers": 2,
    "n_heads": 2,
    "hidden_size": 64,
    "inner_size": 256,
    "hidden_dropout_prob": 0.1,
    "attn_dropout_prob": 0.1,
    "loss_type": "CE",
    "learning_rate": 0.001,
    "train_batch_size": 512,
    "MAX_ITEM_LIST_LENGTH": 50,
    "rows": "sessions",
}
for text in sys.argv[5:]:
    name, value = text.split("=")
    SETTINGS[name] = type(SETTINGS[name])(value)
LENGTH = SETTINGS["MAX_ITEM_LIST_LENGTH"]


def sessions():
    """The training and the test sessions, each a list of item numbers; items are numbered by letter, then by number."""
    log = pd.read_csv(LOG, sep=";", usecols=["year", "month", "day", "order", "session ID", "page 2 (clothing model)"])
    log = log.sort_values(["session ID", "order"])
    code = log["page 2 (clothing model)"]
    codes = sorted(code.unique(), key=lambda one: (one[0], int(one[1:])))
    item = code.map({one: k for k, one in enumerate(codes)}).to_numpy()
    of = log["session ID"].to_numpy()
    day = pd.to_datetime(log[["year", "month", "day"]]).to_numpy().astype("datetime64[D]")
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    since = day[starts].max() - (DAYS - 1)
    parts = {"train": [], "test": []}
    for start, end in zip(starts, np.r_[starts[1:], len(of)]):
        clicks = item[start:end]
        clicks = clicks[np.r_[True, clicks[1:] != clicks[:-1]]].tolist()
        if len(clicks) > 1:
            parts["test" if day[start] >= since else "train"].append(clicks)
    return len(codes), parts["train"], parts["test"]


def rows(of):
    return [(s, clicks[max(0, k - LENGTH) : k], clicks[k]) for s, clicks in enumerate(of) for k in range(1, len(clicks))]


def pieces(of):
    """Each session as its first clicks, of which all are followed by a target, and a piece for each target beyond."""
    for clicks in of:
        yield clicks[:LENGTH], clicks[1 : LENGTH + 1]
        for k in range(LENGTH + 1, len(clicks)):
            yield clicks[k - LENGTH : k], [-1] * (LENGTH - 1) + [clicks[k]]


def together(few, column):
    """Pieces side by side: RecBole's numbers of their items, how long they are, and where a target follows."""
    most = max(len(before) for before, _ in few)
    inputs, targets = np.zeros((len(few), most), dtype=np.int64), np.full((len(few), most), -1)
    for row, (before, after) in enumerate(few):
        inputs[row, : len(before)] = column[before]
        targets[row, : len(after)] = after
    lengths = np.array([len(before) for before, _ in few])
    return torch.from_numpy(inputs), torch.from_numpy(lengths), targets


def metrics(ranks):
    return {
        "hr5": float(np.mean(ranks <= 5)),
        "hr20": float(np.mean(ranks <= 20)),
        "mrr20": float(np.mean(np.where(ranks <= 20, 1 / ranks, 0))),
    }


catalogue, train, test = sessions()
targets = [item for clicks in test for item in clicks[1:]]
counts = {
    part: {"sessions": len(of), "clicks": sum(map(len, of)), "predictions": sum(map(len, of)) - len(of)}
    for part, of in [("train", train), ("test", test)]
}
found = json.loads(OUT.read_text()) if OUT.exists() else {}
if found.get("settings") != SETTINGS or found.get("epochs") != EPOCHS:
    found = {
        "versions": {"python": platform.python_version(), **{name: version(name) for name in ["recbole", "torch", "numpy", "pandas", "scipy"]}},
        "settings": SETTINGS,
        "epochs": EPOCHS,
        "counts": counts,
        # which clicks the ranks are of, without the clicks themselves
        "targetsSha256": hashlib.sha256(np.array(targets, dtype="<i4").tobytes()).hexdigest(),
        "runs": [],
    }

with tempfile.TemporaryDirectory() as folder:
    own = Path(folder) / "eshop"
    own.mkdir()
    # RecBole wants a validation part; it is not looked at
    for part, of in [("train", rows(train)), ("valid", rows(test)[:10]), ("test", rows(test))]:
        lines = [f"{s}\t{' '.join(map(str, before))}\t{item}" for s, before, item in of]
        head = "session_id:token\titem_id_list:token_seq\titem_id:token"
        (own / f"eshop.{part}.inter").write_text("\n".join([head, *lines]) + "\n")
    for seed in SEEDS:
        if any(run["seed"] == seed for run in found["runs"]):
            continue
        config = Config(
            model="SASRec",
            dataset="eshop",
            config_dict={
                **{name: value for name, value in SETTINGS.items() if name != "rows"},
                "data_path": folder,
                "benchmark_filename": ["train", "valid", "test"],
                "USER_ID_FIELD": "session_id",
                "load_col": {"inter": ["session_id", "item_id_list", "item_id"]},
                "alias_of_item_id": ["item_id_list"],
                "train_neg_sample_args": None,
                "epochs": EPOCHS,
                "seed": seed,
                "reproducibility": True,
                "use_gpu": False,
                "show_progress": False,
                "checkpoint_dir": folder,
                "log_wandb": False,
            },
        )
        init_seed(seed, True)
        dataset = create_dataset(config)
        train_data, _, _ = data_preparation(config, dataset)
        model = get_model(config["model"])(config, train_data.dataset).to(config["device"])
        trainer = get_trainer(config["MODEL_TYPE"], config["model"])(config, model)
        known = dataset.field2token_id["item_id"]
        column = np.array([known.get(str(item), 0) for item in range(catalogue)])
        alone = type(model).gather_indexes

        def outputs(few, learn):
            """The network's outputs where a target follows, and these targets; or the loss of them."""
            inputs, lengths, after = together(few, column)
            known = torch.from_numpy(after >= 0)
            wanted = after[after >= 0]
            model.gather_indexes = lambda output, _: output[known]
            given = {"item_id_list": inputs, "item_length": lengths, "item_id": torch.from_numpy(column[wanted])}
            try:
                if learn:
                    return model.calculate_loss(Interaction(given))
                return model.full_sort_predict(Interaction(given)).numpy()[:, column], wanted
            finally:
                del model.gather_indexes

        def ranks():
            model.eval()
            above = []
            with torch.no_grad():
                tested = list(pieces(test))
                for at in range(0, len(tested), 64):
                    scores, wanted = outputs(tested[at : at + 64], False)
                    above.append((scores >= scores[np.arange(len(wanted)), wanted][:, None]).sum(axis=1))
            return np.concatenate(above)

        def check():
            """Outputs of whole sessions are those of RecBole's rows."""
            model.eval()
            few = test[:40]
            with torch.no_grad():
                scores, _ = outputs(list(pieces(few)), False)
                inputs, lengths, _ = together([(before, [item]) for _, before, item in rows(few)], column)
                own = model.full_sort_predict(Interaction({"item_id_list": inputs, "item_length": lengths})).numpy()[:, column]
            assert model.gather_indexes.__func__ is alone and np.abs(scores - own).max() < 1e-4, np.abs(scores - own).max()

        def one_epoch(source):
            own = list(pieces(train))
            size = max(1, round(SETTINGS["train_batch_size"] * len(own) / counts["train"]["predictions"]))
            order = source.permutation(len(own))
            losses = []
            for start in range(0, len(own), size * SORTED):
                some = sorted(order[start : start + size * SORTED], key=lambda k: len(own[k][0]))
                for at in source.permutation(range(0, len(some), size)):
                    trainer.optimizer.zero_grad()
                    loss = outputs([own[k] for k in some[at : at + size]], True)
                    loss.backward()
                    trainer.optimizer.step()
                    losses.append(float(loss.detach()))
            return float(np.mean(losses))

        by_epoch, seconds, source = [], 0, np.random.default_rng(seed)
        for epoch in range(EPOCHS):
            before = time.process_time()
            model.train()
            if SETTINGS["rows"] == "sessions":
                loss = one_epoch(source)
            else:
                loss = float(trainer._train_epoch(train_data, epoch, show_progress=False)) / len(train_data)
            seconds += time.process_time() - before
            print(seed, epoch + 1, round(loss, 4), round(seconds, 1), flush=True)
            if (epoch + 1) % EVERY == 0 or epoch + 1 == EPOCHS:
                last = ranks()
                by_epoch.append({"epoch": epoch + 1, "loss": loss, **metrics(last)})
                print(seed, by_epoch[-1], flush=True)
        check()
        # a rank is at most the number of items, which fits into a byte
        found["runs"].append({"seed": seed, "seconds": round(seconds, 1), "epochs": by_epoch, "ranks": base64.b64encode(last.astype(np.uint8).tobytes()).decode()})
        OUT.write_text(json.dumps(found))
