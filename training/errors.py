"""Conditions of learning that a caller can act on.

::

    MatcherError
    ├── FeedbackError      a feedback file cannot be used at all
    └── RegistryError      a registry of bundles cannot do what was asked
"""

from matcher.errors import MatcherError


class FeedbackError(MatcherError):
    """A feedback file cannot be used at all."""


class RegistryError(MatcherError):
    """A registry of bundles cannot be read, or cannot do what was asked."""
