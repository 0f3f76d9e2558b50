"""Compiling takes seconds at the first example, so no example has a deadline."""

from hypothesis import settings

settings.register_profile("compiling", deadline=None, max_examples=120)
settings.load_profile("compiling")
