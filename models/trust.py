"""What it takes to trust a class: its attributes, and how to take it apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from models.kinds import Kind

State = dict[str, Any]


def attributes_of(thing: Any) -> State:
    """Take an object apart into all that it holds.

    Parameters
    ----------
    thing : object
        A dataclass, or an object with a dictionary.

    Returns
    -------
    dict of str to object
        Its attributes.
    """
    if is_dataclass(thing):
        return {field.name: getattr(thing, field.name) for field in fields(thing)}
    return dict(vars(thing))


def agrees_always(state: State) -> bool:  # noqa: ARG001 - the usual answer
    """Find nothing that could disagree.

    Parameters
    ----------
    state : dict
        Not used.

    Returns
    -------
    bool
        True.
    """
    return True


@dataclass(frozen=True, slots=True)
class Trust:
    """A class that a bundle may hold.

    Attributes
    ----------
    cls : type
        The class.
    kinds : mapping of str to callable
        What each of its attributes may hold.
    may_lack : frozenset of str, default=frozenset()
        Attributes that need not be there.
    take : callable
        Gives the attributes of an object.
    make : callable or None, default=None
        Builds an object from checked attributes; None sets them one by one, so that
        no code of the class runs.
    agrees : callable
        Tells whether attributes, each of its kind, go together.
    """

    cls: type
    kinds: Mapping[str, Kind]
    may_lack: frozenset[str] = frozenset()
    take: Callable[[Any], State] = attributes_of
    make: Callable[[State], Any] | None = None
    agrees: Callable[[State], bool] = agrees_always
