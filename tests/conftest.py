"""What every test shares."""

from hypothesis import settings

# The same examples at every run, and no clock: other programs share the machine.
settings.register_profile("descentlab", deadline=None, derandomize=True, database=None)
settings.load_profile("descentlab")
