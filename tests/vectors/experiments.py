"""What SciPy, statsmodels, GrowthBook's gbstats, gsDesign's port and mmh3 say, for tests/experiments/*.test.ts.

python tests/vectors/experiments.py > tests/vectors/experiments.json
(Python 3.11, scipy 1.17.1, statsmodels 0.15.0, gbstats 0.8.0, mmh3, numpy 1.26.4; gsdesign 0.1.5 with --no-deps, as it asks for another numpy)
"""

import json
import warnings
from importlib.metadata import version

import mmh3
import numpy as np
import statsmodels.api as sm
from gbstats.frequentist.tests import FrequentistConfig, SequentialConfig, SequentialTwoSidedTTest, TwoSidedTTest
from gbstats.models.statistics import ProportionStatistic, RatioStatistic, SampleMeanStatistic
from gsdesign import h1, hupdate
from scipy import integrate, optimize, special, stats
from statsmodels.stats.power import TTestIndPower, normal_power
from statsmodels.stats.proportion import confint_proportions_2indep, power_proportions_2indep, proportions_ztest

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20)
out = {"versions": {name: version(name) for name in ["scipy", "statsmodels", "gbstats", "gsdesign", "mmh3", "numpy"]}}

# MurmurHash3, x86, 32 bits, of salt, a zero byte and unit
UNITS = [("offer", "visitor 1"), ("a", ""), ("variant x", "42"), ("salz", "Zoë 🛒"), ("s", "abcdefgh"), ("s", "abc")]
out["hashes"] = [
    {"salt": salt, "unit": unit, "hash": mmh3.hash(f"{salt}\0{unit}".encode(), 0, signed=False)} for salt, unit in UNITS
]

out["chiSquare"] = [
    {"x": x, "df": df, "sf": stats.chi2.sf(x, df)}
    for x in (1e-6, 0.3, 1.0, 3.84, 12.5, 40.0, 200.0)
    for df in (1, 2, 3, 7, 40)
]
out["student"] = [
    {"t": t, "df": df, "shift": shift, "cdf": float(stats.t.cdf(t, df) if shift == 0 else stats.nct.cdf(t, df, shift))}
    for t in (-12.0, -3.1, -1.0, 0.0, 0.4, 2.0, 5.5)
    for df in (1, 2.5, 7, 38.4, 900, 1e6)
    for shift in (0, 1.3, 2.8)
]

out["powerOfMeans"] = [
    {"effect": d, "sd": 2.0, "sizes": [n, int(n * ratio)], "alpha": alpha,
     "power": float(TTestIndPower().power(d / 2.0, n, alpha, ratio=ratio))}
    for d in (0.1, 0.5, 1.7)
    for n in (4, 64, 5000)
    for ratio in (1, 2)
    for alpha in (0.05, 0.01)
]
out["powerOfProportions"] = [
    {"control": p, "treated": p * lift, "sizes": [n, int(n * ratio)], "alpha": alpha,
     # the first sample of statsmodels is the treated one
     "power": float(power_proportions_2indep(p * lift - p, p, int(n * ratio), ratio=n / int(n * ratio), alpha=alpha, return_results=False))}
    for p in (0.0081, 0.05, 0.4)
    for lift in (1.15, 0.8)
    for n in (500, 14000)
    for ratio in (1, 3)
    for alpha in (0.05, 0.01)
]
out["powerOfEffect"] = [
    {"effect": d, "power": float(normal_power(d, 1, 0.05, alternative="two-sided", sigma=1))} for d in (0.0, 0.3, 1.7, 3.2)
]

# tests on two samples
tests = []
for sizes, shift, scale in (((30, 50), 0.4, 1.0), ((5, 4), 1.0, 3.0), ((400, 200), 0.05, 0.5)):
    control = np.round(rng.normal(2, 1, sizes[0]), 3)
    treated = np.round(rng.normal(2 + shift, scale, sizes[1]), 3)
    found = stats.ttest_ind(treated, control, equal_var=False)
    interval = found.confidence_interval(0.95)
    statistic = lambda x: SampleMeanStatistic(n=len(x), sum=float(x.sum()), sum_squares=float((x**2).sum()))
    gb = TwoSidedTTest(statistic(control), statistic(treated), FrequentistConfig(alpha=0.05))
    relative = TwoSidedTTest(statistic(control), statistic(treated), FrequentistConfig(alpha=0.05, difference_type="relative"))
    tests.append({"control": control.tolist(), "treated": treated.tolist(), "statistic": found.statistic, "p": found.pvalue,
                  "low": interval.low, "high": interval.high, "gbVariance": float(gb.variance),
                  "relative": float(relative.point_estimate), "relativeVariance": float(relative.variance)})
out["welch"] = tests

out["proportions"] = []
for (h0, n0), (h1_, n1) in (((50, 1000), (71, 1000)), ((3, 400), (0, 300)), ((20, 40), (35, 50)), ((81, 10000), (95, 10000))):
    z, p = proportions_ztest([h1_, h0], [n1, n0])
    low, high = confint_proportions_2indep(h1_, n1, h0, n0, method="newcomb", compare="diff")
    out["proportions"].append({"control": [h0, n0], "treated": [h1_, n1], "z": z, "p": p, "low": low, "high": high})

# ratios: rows clustered by unit, and the delta method
ratios = []
for n in (6, 80):
    below = rng.integers(1, 9, n)
    above = np.round(below * rng.gamma(2, 1, n), 2)
    statistic = RatioStatistic(
        n=n,
        m_statistic=SampleMeanStatistic(n=n, sum=float(above.sum()), sum_squares=float((above**2).sum())),
        d_statistic=SampleMeanStatistic(n=n, sum=float(below.sum()), sum_squares=float((below**2).sum())),
        m_d_sum_of_products=float((above * below).sum()))
    # each unit's sum dealt to its rows: a mean over rows with an error clustered by unit
    rows = np.repeat(above / below, below)
    groups = np.repeat(np.arange(n), below)
    fit = sm.OLS(rows, np.ones(len(rows))).fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    ratios.append({"numerators": above.tolist(), "denominators": below.tolist(), "value": statistic.mean,
                   "variance": float(statistic.variance / n), "clustered": float(fit.cov_params()[0, 0] * n / (n - 1))})
out["ratios"] = ratios

# CUPED: the coefficient of a regression on variant and covariate
arms = []
for n, shift in ((60, 0.0), (45, 0.7)):
    x = np.round(rng.gamma(2, 2, n), 3)
    arms.append({"covariate": x.tolist(), "values": np.round(1 + shift + 0.8 * x + rng.normal(0, 1, n), 3).tolist()})
y = np.concatenate([arm["values"] for arm in arms])
x = np.concatenate([arm["covariate"] for arm in arms])
treated = np.repeat([0, 1], [60, 45])
fit = sm.OLS(y, np.column_stack([np.ones(105), treated, x])).fit()
out["cuped"] = {"arms": arms, "difference": float(fit.params[1]), "theta": float(fit.params[2])}

# a median over rows of clustered units: the standard error by drawing units
units = 300
rows = [np.round(rng.lognormal(rng.normal(0, 0.7), 0.6, rng.integers(1, 8)), 3) for _ in range(units)]
quantiles = []
for q in (0.5, 0.9):
    drawn = [np.quantile(np.concatenate([rows[i] for i in rng.integers(0, units, units)]), q) for _ in range(20000)]
    quantiles.append({"q": q, "value": float(np.quantile(np.concatenate(rows), q)), "error": float(np.std(drawn))})
out["quantiles"] = {"rows": [r.tolist() for r in rows], "of": quantiles}

# confidence sequences
sequences = []
for alpha in (0.05, 0.01):
    for tuning in (500, 5000, 100000):
        for n in (200, 5000, 80000):
            control = ProportionStatistic(n=n, sum=int(0.05 * n))
            treated = ProportionStatistic(n=n + 10, sum=int(0.07 * n))
            test = SequentialTwoSidedTTest(control, treated, SequentialConfig(alpha=alpha, sequential_tuning_parameter=tuning))
            low, high = test.confidence_interval
            sequences.append({"alpha": alpha, "tuning": tuning, "n": 2 * n + 10, "value": float(test.point_estimate),
                              "variance": float(test.variance), "low": float(low), "high": float(high), "p": float(test.p_value)})
out["sequences"] = sequences


def crossing(boundaries, fractions, drift):
    """Chances of leaving at each look, by gsDesign's recursion on a fine grid (its r is 18 by default)."""
    r, found, grid = 96, [], None
    for k, t in enumerate(fractions):
        def chance(a, b):
            if k == 0:
                return float(h1(r, drift, t, a, b)[2].sum())
            return float(hupdate(r, drift, t, a, b, drift, fractions[k - 1], grid)[2].sum())
        # the tail above may be far from the grid's centre: what is left of all that came here
        found.append((chance(boundaries[k], np.inf), chance(-np.inf, -boundaries[k])))
        if k < len(fractions) - 1:
            grid = h1(r, drift, t, -boundaries[k], boundaries[k]) if k == 0 else hupdate(
                r, drift, t, -boundaries[k], boundaries[k], drift, fractions[k - 1], grid)
    return found


designs = []
for shape in ("pocock", "obrien-fleming"):
    for fractions in ([1.0], [0.5, 1.0], [0.2, 0.4, 0.6, 0.8, 1.0], [(k + 1) / 10 for k in range(10)], [0.3, 0.45, 1.0]):
        for alpha in (0.05, 0.01):
            of = lambda c: [c if shape == "pocock" else c / np.sqrt(t) for t in fractions]
            total = lambda c: sum(map(sum, crossing(of(c), fractions, 0.0)))
            height = optimize.brentq(lambda c: total(c) - alpha, 1.5, 6, xtol=1e-13, rtol=1e-14)
            power = crossing(of(height), fractions, 2.8)
            designs.append({"shape": shape, "fractions": fractions, "alpha": alpha, "boundaries": [float(b) for b in of(height)],
                            "upper": [u for u, _ in power], "lower": [l for _, l in power]})
out["designs"] = designs


def dunnett(limit, control, variances):
    loads = [np.sqrt(control / (control + v)) for v in variances]
    def inner(u):
        product = stats.norm.pdf(u)
        for load in loads:
            rest = np.sqrt(1 - load**2)
            product *= special.ndtr((limit - load * u) / rest) - special.ndtr((-limit - load * u) / rest)
        return product
    return integrate.quad(inner, -9, 9, epsabs=1e-13, epsrel=1e-13, limit=500)[0]


out["dunnett"] = [
    {"control": c, "variances": v, "level": level,
     "critical": optimize.brentq(lambda z: dunnett(z, c, v) - level, 1, 6, xtol=1e-13)}
    for c, v in ((1, [1, 1]), (1, [1, 1, 1, 1]), (0.2, [3, 0.5]), (5, [1, 2, 0.1]))
    for level in (0.95, 0.99)
]

bayes = []
for (h0, n0), (h1_, n1) in (((0, 1), (1, 1)), ((5, 40), (9, 38)), ((500, 10000), (560, 10000)), ((0, 300), (0, 500))):
    control, treated = stats.beta(1 + h0, 1 + n0 - h0), stats.beta(1 + h1_, 1 + n1 - h1_)
    at = lambda d: integrate.quad(lambda x: control.pdf(x) * treated.cdf(x + d), 0, 1, epsabs=1e-12, epsrel=1e-11, limit=2000,
                                  points=sorted(set(float(control.ppf(p)) for p in (0.001, 0.1, 0.5, 0.9, 0.999))))[0]
    loss = integrate.quad(lambda x: treated.cdf(x) * control.sf(x), 0, 1, epsabs=1e-14, limit=2000,
                          points=sorted(set(float(one.ppf(p)) for one in (control, treated) for p in (0.001, 0.5, 0.999))))[0]
    bayes.append({"control": [h0, n0], "treated": [h1_, n1], "probability": 1 - at(0), "loss": loss,
                  "low": optimize.brentq(lambda d: at(d) - 0.025, -1, 1, xtol=1e-12),
                  "high": optimize.brentq(lambda d: at(d) - 0.975, -1, 1, xtol=1e-12)})
out["bayes"] = bayes

exaggerations = []
for drift in (0.05, 0.5, 1.5, 3.0):
    z = stats.norm.ppf(0.975)
    tails = lambda f: (integrate.quad(f, z, np.inf, epsabs=1e-14)[0], integrate.quad(f, -np.inf, -z, epsabs=1e-14)[0])
    right, wrong = tails(lambda x: stats.norm.pdf(x - drift))
    size = sum(tails(lambda x: abs(x) * stats.norm.pdf(x - drift)))
    exaggerations.append({"drift": drift, "power": right + wrong, "wrongSign": wrong / (right + wrong),
                          "factor": size / (right + wrong) / drift})
out["exaggeration"] = exaggerations

out["sampleRatio"] = [
    {"counts": counts, "split": split,
     "chiSquare": stats.chisquare(counts, [s * sum(counts) for s in split]).statistic,
     "p": stats.chisquare(counts, [s * sum(counts) for s in split]).pvalue}
    for counts, split in (([5200, 4800], [0.5, 0.5]), ([330, 331, 350], [0.33, 0.33, 0.34]), ([90, 10], [0.9, 0.1]))
]

# SciPy has no number for some noncentral tails
out["student"] = [row for row in out["student"] if not np.isnan(row["cdf"])]
out["powerOfMeans"] = [row for row in out["powerOfMeans"] if not np.isnan(row["power"])]
print(json.dumps(out, allow_nan=False))
