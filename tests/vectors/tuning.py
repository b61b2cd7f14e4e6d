"""Densities of Optuna's Parzen estimator for stated observations, for tests/tuning/parzenEstimator.test.ts.

python tests/vectors/tuning.py > tests/vectors/tuning.json     (Python 3.11, optuna 5.0.0, numpy)
"""

import json
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights

warnings.filterwarnings("ignore")

# among equal observations NumPy's order depends on the processor; here the earlier one comes first
argsort = np.argsort
np.argsort = lambda values, **_: argsort(values, kind="stable")

PARAMETERS = {
    "rate": {"kind": "float", "low": 0.01, "high": 0.3, "log": True},
    "share": {"kind": "float", "low": -1.0, "high": 2.0},
    "half": {"kind": "float", "low": 0.0, "high": 3.0, "step": 0.5},
    "depth": {"kind": "int", "low": 4, "high": 10},
    "trees": {"kind": "int", "low": 100, "high": 1000, "step": 50},
    "leaves": {"kind": "int", "low": 2, "high": 256, "log": True},
    "loss": {"kind": "categorical", "choices": ["a", "b", "c"]},
}


def distribution(p):
    if p["kind"] == "categorical":
        return CategoricalDistribution(p["choices"])
    if p["kind"] == "float":
        return FloatDistribution(p["low"], p["high"], log=p.get("log", False), step=p.get("step"))
    return IntDistribution(p["low"], p["high"], log=p.get("log", False), step=p.get("step", 1))


def internal(p, value):
    return p["choices"].index(value) if p["kind"] == "categorical" else value


def draw(p, rng):
    if p["kind"] == "categorical":
        return p["choices"][rng.integers(len(p["choices"]))]
    if p["kind"] == "float" and "step" not in p:
        return float(rng.uniform(p["low"], p["high"]))
    step = p.get("step", 1)
    steps = int(round((p["high"] - p["low"]) / step))
    value = p["low"] + step * int(rng.integers(steps + 1))
    return float(value) if p["kind"] == "float" else int(value)


def case(names, n, seed):
    rng = np.random.default_rng(seed)
    space = {name: PARAMETERS[name] for name in names}
    observations = [{name: draw(p, rng) for name, p in space.items()} for _ in range(n)]
    at = [{name: draw(p, rng) for name, p in space.items()} for _ in range(6)]
    estimator = _ParzenEstimator(
        {name: np.array([internal(space[name], o[name]) for o in observations], dtype=float) for name in names},
        {name: distribution(p) for name, p in space.items()},
        _ParzenEstimatorParameters(
            prior_weight=1.0, consider_magic_clip=True, consider_endpoints=False, weights=default_weights, multivariate=True
        ),
    )
    values = {name: np.array([internal(space[name], o[name]) for o in at], dtype=float) for name in names}
    return {"space": space, "observations": observations, "at": at, "logDensities": estimator.log_pdf(values).tolist()}


names = list(PARAMETERS)
cases = [case([name], n, 10 * i + n) for i, name in enumerate(names) for n in (0, 1, 2, 7)]
cases += [case(names, n, 1000 + n) for n in (1, 5, 26, 40)]
print(json.dumps({"optuna": optuna.__version__, "cases": cases}))
