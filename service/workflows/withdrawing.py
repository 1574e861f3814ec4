"""Whoever withdraws, or leaves, is shown no more from that moment on.

The pool that serves was built before; until the next one does, they are hidden in it.
"""

import pandas as pd

from matcher.suggest.consent import who_may_be_shown, whose_texts_count
from service.storage.errors import NotFoundError
from service.storage.leaders import StoredLeader, changed_since, get_leader
from service.storage.rosters import get_roster
from service.storage.store import Store
from service.workflows.pools import Shelf


def is_withdrawn(columns: tuple[str, ...], leader: StoredLeader) -> bool:
    """Tell whether a leader is not to be shown as the pool has them.

    Parameters
    ----------
    columns : tuple of str
        Of their roster; a blank in one that asks for consent is none.
    leader : StoredLeader
        As they are now.

    Returns
    -------
    bool
        Whether they may not be suggested, or their texts may not be read.
    """
    names = list(dict.fromkeys((*columns, *leader.profile)))
    cells = [[leader.profile.get(name) for name in names]]
    table = pd.DataFrame(cells, columns=names, dtype=object)
    return not (who_may_be_shown(table)[0] and whose_texts_count(table)[0])


def hide_withdrawn(
    store: Store, shelf: Shelf, organisation_id: str, *, roster_id: str, leader_id: str
) -> None:
    """Show a leader no more who was changed, if they withdrew.

    Parameters
    ----------
    store : Store
        The database.
    shelf : Shelf
        The pools that serve.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    leader_id : str
        Who was changed.
    """
    where = {"roster_id": roster_id}
    with store.reading() as connection:
        try:
            roster = get_roster(connection, organisation_id, **where)
            leader = get_leader(
                connection, organisation_id, **where, leader_id=leader_id
            )
        except NotFoundError:
            return  # gone meanwhile, and hidden or dropped by what took them
    if is_withdrawn(tuple(roster.kinds), leader):
        shelf.hide(roster_id, [leader_id])


def who_withdrew(
    store: Store, organisation_id: str, *, roster_id: str, since: int
) -> tuple[str, ...]:
    """Find who left a roster, or withdrew, after one of its versions.

    Parameters
    ----------
    store : Store
        The database.
    organisation_id : str
        Whose roster it is.
    roster_id : str
        Which.
    since : int
        The version.

    Returns
    -------
    tuple of str
        Their ids.
    """
    where = {"roster_id": roster_id}
    with store.reading() as connection:
        try:
            roster = get_roster(connection, organisation_id, **where)
        except NotFoundError:
            return ()
        if roster.version == since:
            return ()
        changed = changed_since(connection, organisation_id, **where, version=since)
    columns = tuple(roster.kinds)
    return tuple(
        leader_id
        for leader_id, now in changed.items()
        if now is None or is_withdrawn(columns, now)
    )
