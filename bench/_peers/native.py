"""C with the lanes in the inner loop, for the compiler to vectorise; compiled when the bench runs."""

import ctypes
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench._peers import BETA1, BETA2, EPS, KAPPA, Missing, Prepared, Result, Work

FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC")
NAME = "C, lanes in the inner loop"

SOURCE = f"""
#include <math.h>
#include <string.h>

/* points: (steps + 1, 2, n), the start in place; losses: (steps + 1, n); m, v: (2, n) of zeros. */

static void rosenbrock(int n, const double *restrict x, const double *restrict y, double *restrict loss) {{
    for (int i = 0; i < n; i++) {{
        double r = y[i] - x[i] * x[i], s = 1 - x[i];
        loss[i] = s * s + 100 * r * r;
    }}
}}

void adam(int steps, int n, const double *restrict rate, double *points, double *losses,
          double *restrict m, double *restrict v) {{
    double *restrict mx = m, *restrict my = m + n, *restrict vx = v, *restrict vy = v + n;
    double power1 = 1, power2 = 1;
    rosenbrock(n, points, points + n, losses);
    for (int k = 0; k < steps; k++) {{
        const double *restrict x = points + 2L * k * n, *restrict y = x + n;
        double *restrict to_x = points + 2L * (k + 1) * n, *restrict to_y = to_x + n;
        power1 *= {BETA1}; power2 *= {BETA2};
        double step = 1 / (1 - power1), scale = 1 / sqrt(1 - power2);
        for (int i = 0; i < n; i++) {{
            double r = y[i] - x[i] * x[i];
            double gx = -2 * (1 - x[i]) - 400 * x[i] * r, gy = 200 * r;
            mx[i] = {BETA1} * mx[i] + (1 - {BETA1}) * gx;
            my[i] = {BETA1} * my[i] + (1 - {BETA1}) * gy;
            vx[i] = {BETA2} * vx[i] + (1 - {BETA2}) * gx * gx;
            vy[i] = {BETA2} * vy[i] + (1 - {BETA2}) * gy * gy;
            to_x[i] = x[i] - rate[i] * step * mx[i] / (sqrt(vx[i]) * scale + {EPS});
            to_y[i] = y[i] - rate[i] * step * my[i] / (sqrt(vy[i]) * scale + {EPS});
        }}
        rosenbrock(n, to_x, to_y, losses + (long)(k + 1) * n);
    }}
}}

void gd(int steps, int n, const double *restrict rate, double *points, double *losses, double *m, double *v) {{
    for (int k = 0; k <= steps; k++) {{
        double *restrict x = points + 2L * k * n, *restrict y = x + n, *restrict loss = losses + (long)k * n;
        double *restrict to_x = y + n, *restrict to_y = to_x + n;
        for (int i = 0; i < n; i++) loss[i] = 0.5 * (x[i] * x[i] + {KAPPA} * y[i] * y[i]);
        if (k < steps)
            for (int i = 0; i < n; i++) {{
                to_x[i] = x[i] - rate[i] * x[i];
                to_y[i] = y[i] - rate[i] * {KAPPA} * y[i];
            }}
    }}
}}
"""


def prepare(work: Work) -> Prepared:
    """Compile and load."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise Missing("there is no C compiler (cc)")
    begin = time.perf_counter()
    with TemporaryDirectory() as folder:
        source, library = Path(folder) / "lanes.c", Path(folder) / "lanes.so"
        source.write_text(SOURCE)
        command = [compiler, *FLAGS, "-o", str(library), str(source), "-lm"]
        compiled = subprocess.run(command, capture_output=True, text=True, check=False)
        if compiled.returncode:
            raise Missing(f"cc does not compile it: {compiled.stderr.strip().splitlines()[0]}")
        function = getattr(ctypes.CDLL(str(library)), work.optimizer)
    compilation = time.perf_counter() - begin
    rates = np.ascontiguousarray(work.rates)

    def call() -> Result:
        lanes = rates.size
        points, losses = np.empty((work.steps + 1, 2, lanes)), np.empty((work.steps + 1, lanes))
        points[0] = np.array(work.start)[:, np.newaxis]
        m, v = np.zeros((2, 2, lanes))
        arrays = (each.ctypes.data_as(ctypes.c_void_p) for each in (rates, points, losses, m, v))
        function(work.steps, lanes, *arrays)
        return points, losses

    return Prepared(call, compilation=compilation)
