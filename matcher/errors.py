"""Conditions a caller can act on.

::

    MatcherError
    ├── RosterError        a file cannot be a roster, or a column cannot be used
    ├── RelationsError     a relations file cannot be used
    ├── SeatingError       a seating file cannot be used
    ├── HistoryError       a history file cannot be used
    ├── GuidesError        a guides file cannot be used
    ├── MembershipsError   a memberships file cannot be used
    ├── PoolError          a folder holds no pool, or cannot take one
    ├── SurveysError       a file of survey answers cannot be used
    ├── IntroductionsError a file of introductions cannot be used
    ├── ProgramError       a program asks for what does not exist
    ├── DraftError         a move names no leader or group of the draft
    └── InfeasibleError    hard rules leave no group at all that could be formed

Messages name the file, line, column, rule or leader id and say what would help.
They carry ids, never a person's name or a text a leader wrote.
"""


class MatcherError(Exception):
    """A named problem: one line, fit to show a programme manager."""


class RosterError(MatcherError):
    """A file cannot be read as a roster, or a column of it cannot be used."""


class RelationsError(MatcherError):
    """A relations file cannot be used."""


class SeatingError(MatcherError):
    """A seating file cannot be used."""


class HistoryError(MatcherError):
    """A file of former groups cannot be used."""


class GuidesError(MatcherError):
    """A guides file cannot be used."""


class MembershipsError(MatcherError):
    """A file of groups that leaders sit in already cannot be used."""


class PoolError(MatcherError):
    """A folder holds no pool of suggestions, or cannot take one."""


class SurveysError(MatcherError):
    """A file of survey answers cannot be used."""


class IntroductionsError(MatcherError):
    """A file of introductions that leaders asked for cannot be used."""


class ProgramError(MatcherError):
    """A program asks for something that does not exist or makes no sense."""


class DraftError(MatcherError):
    """A move names a leader or a group that the draft does not have."""


class InfeasibleError(MatcherError):
    """Hard rules leave not even one group that could be formed."""
