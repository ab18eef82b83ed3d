"""Arrays: what is counted in bytes is counted right."""

import os
import platform
import subprocess
import sys

import numpy as np
import pytest

from descentlab.common.arrays import counted


@pytest.mark.parametrize("rows", [0, 1, 255, 256, 511, 2000])
def test_what_held_is_counted_however_often_it_did(rows: int) -> None:
    held = np.random.default_rng(rows).random((rows, 2, 3)) < 0.9
    held[:, 0, 0] = True
    assert counted(held).tolist() == held.sum(axis=0).tolist()
    assert counted(held[1:]).tolist() == held[1:].sum(axis=0).tolist()


FAULTS = """
import resource
import numpy as np
from descentlab.common.arrays import keep_memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        [np.ones(2**16) for _ in range(8)]  # 4 MB, 1024 pages
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

print(faults())
keep_memory()
faults()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
def test_freed_memory_is_kept_also_where_it_is_not_to_be() -> None:
    """Dask sets this for its workers: pages went back and forth, and a tile took three times as long."""
    ran = subprocess.run(
        [sys.executable, "-c", FAULTS],
        env=os.environ | {"MALLOC_TRIM_THRESHOLD_": "65536"},
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = map(int, ran.stdout.split())
    assert after < 1024 < 10 * 1024 < before, ran.stdout
