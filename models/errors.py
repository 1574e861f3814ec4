"""Conditions of stored models that a caller can act on.

::

    BundleError            a bundle cannot be written, or is refused
"""


class BundleError(ValueError):
    """A bundle cannot be written, or is refused before anything is built from it."""
