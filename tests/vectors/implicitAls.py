"""Vectors that the library `implicit` fits by alternating least squares, for tests/recommend, written to implicitAls.json.

    pip install implicit numpy scipy
    python tests/vectors/implicitAls.py

The versions that made the committed file are inside it. Confidences are 1 + alpha times the counts; users are solved
first, by Cholesky's decomposition, from vectors that are in the file.
"""

import json
import os
import platform
from pathlib import Path

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import implicit
import numpy
import scipy
from scipy.sparse import csr_matrix
from implicit.cpu.als import AlternatingLeastSquares

USERS, ITEMS, FACTORS, ALPHA, REGULARIZATION, ITERATIONS = 7, 6, 3, 4.0, 0.2, 3
rng = numpy.random.default_rng(4)
counts = rng.integers(0, 4, (USERS, ITEMS)) * (rng.uniform(size=(USERS, ITEMS)) < 0.6)
counts[:, 0] = numpy.maximum(counts[:, 0], 1)  # nobody has nothing
confidences = csr_matrix(numpy.where(counts > 0, 1 + ALPHA * counts, 0).astype(numpy.float64))
items = rng.normal(size=(ITEMS, FACTORS)) * 0.3

model = AlternatingLeastSquares(
    factors=FACTORS, regularization=REGULARIZATION, alpha=1.0, dtype=numpy.float64, use_native=False, use_cg=False,
    iterations=ITERATIONS, num_threads=1)
model.user_factors = numpy.zeros((USERS, FACTORS))
model.item_factors = items.copy()
model.fit(confidences, show_progress=False)


def flat(matrix):
    return [float(f"{value:.9g}") for value in numpy.asarray(matrix).reshape(-1)]


Path(__file__).with_suffix(".json").write_text(
    json.dumps(
        {
            "made": {
                "python": platform.python_version(), "implicit": implicit.__version__, "numpy": numpy.__version__,
                "scipy": scipy.__version__},
            "options": {
                "factors": FACTORS, "alpha": ALPHA, "regularization": REGULARIZATION, "iterations": ITERATIONS},
            "counts": counts.tolist(),
            "start": flat(items),
            "users": flat(model.user_factors),
            "items": flat(model.item_factors),
        }
    )
    + "\n"
)
