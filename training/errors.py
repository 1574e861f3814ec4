"""Conditions of learning that a caller can act on.

::

    MatcherError
    └── FeedbackError      a feedback file cannot be used at all
"""

from matcher.errors import MatcherError


class FeedbackError(MatcherError):
    """A feedback file cannot be used at all."""
