"""Optuna's side of a study whose objective is ours, for `npm run bench -- tuning`: asks on standard output, one JSON object a line, and is
told on standard input, one number a line.

pip install optuna==5.0.0
python tuningStudy.py SEED TRIALS SPACE     SPACE as `src/lib/tuning/searchSpace.ts` has it, in JSON; every value is to be maximised
"""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
seed, trials, space = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])


def suggest(trial, name, p):
    if p["kind"] == "categorical":
        return trial.suggest_categorical(name, p["choices"])
    if p["kind"] == "int":
        return trial.suggest_int(name, p["low"], p["high"], log=p.get("log", False), step=p.get("step", 1))
    return trial.suggest_float(name, p["low"], p["high"], log=p.get("log", False), step=p.get("step"))


def objective(trial):
    print(json.dumps({name: suggest(trial, name, p) for name, p in space.items()}), flush=True)
    return float(sys.stdin.readline())


study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
study.optimize(objective, n_trials=trials)
