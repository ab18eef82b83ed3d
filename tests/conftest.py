"""What every test shares."""

import os

# One thread for linear algebra, said before NumPy is imported: threads that wait for a busy processor spin, and made
# SciPy's descents of two numbers take fifty seconds instead of one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import settings

# The same examples at every run, and no clock: other programs share the machine.
settings.register_profile("descentlab", deadline=None, derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("descentlab"), max_examples=20)
settings.load_profile("descentlab")
