"""Regrets of Optuna's TPE and of random search, for tests/tuning/peers.test.ts and `npm run bench -- tuning`.

python tests/vectors/tuningRegret.py > tests/vectors/tuningRegret.json     (Python 3.11, optuna 5.0.0, numpy)

Three functions with a known least value: Branin (60 trials), Hartmann-6 (100 trials) and one whose hyperparameters depend on a choice (60
trials). Regret is the best value of a study less that least one. Each sampler has 30 studies, seeds 0 to 29.

Margin, stated before the first comparison: the mean of our regret less Optuna's over the 30 pairs of studies has a 95 % interval that ends
below a quarter of the mean regret of random search with the same number of trials.
"""

import json
import math
import warnings

import numpy as np
import optuna

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

SEEDS = range(30)


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    bowl = (y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6) ** 2
    return bowl + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.39788735772973816


ALPHA = np.array([1, 1.2, 3, 3.2])
A = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)


def hartmann6(trial):
    x = np.array([trial.suggest_float(f"x{i}", 0, 1) for i in range(6)])
    return 3.322368011415515 - float((ALPHA * np.exp(-(A * (x - P) ** 2).sum(1))).sum())


def conditional(trial):
    kind = trial.suggest_categorical("kind", ["near", "far", "flat"])
    if kind == "near":
        a = trial.suggest_float("a", 0, 1)
        b = trial.suggest_float("b", 1e-4, 1, log=True)
        return (a - 0.3) ** 2 + (math.log10(b) + 2) ** 2 / 16
    if kind == "far":
        return 0.05 + (trial.suggest_float("c", 0, 1) - 0.7) ** 2
    return 0.2 + abs(trial.suggest_int("d", 1, 20) - 13) / 40


def regrets(objective, trials, sampler):
    found = []
    for seed in SEEDS:
        study = optuna.create_study(sampler=sampler(seed))
        study.optimize(objective, n_trials=trials)
        found.append(study.best_value)
    return found


def tpe(seed):
    return optuna.samplers.TPESampler(seed=seed)


def grouped(seed):
    return optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True)


functions = {}
for function, trials, sampler in ((branin, 60, tpe), (hartmann6, 100, tpe), (conditional, 60, grouped)):
    functions[function.__name__] = {
        "trials": trials,
        "tpe": regrets(function, trials, sampler),
        "random": regrets(function, trials, lambda seed: optuna.samplers.RandomSampler(seed=seed)),
    }
print(json.dumps({"optuna": optuna.__version__, "functions": functions}))
