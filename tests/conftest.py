"""How Hypothesis runs: no deadlines, for a first call compiles; the same examples."""

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None, max_examples=200)
settings.load_profile("repeatable")
