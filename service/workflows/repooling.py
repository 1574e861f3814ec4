"""Have the suggestions of all rosters prepared anew: what all rest on has changed."""

from sqlalchemy import Connection

from service.storage.rosters import MAX_PAGE, list_rosters
from service.workflows.pooling import ask_pool


def ask_pools(connection: Connection, organisation_id: str) -> None:
    """Put in that the pools of all rosters are to be built anew.

    Parameters
    ----------
    connection : Connection
        Of the transaction that changes what they rest on.
    organisation_id : str
        Whose rosters they are.
    """
    after = ""
    while page := list_rosters(
        connection, organisation_id, after=after, limit=MAX_PAGE
    ):
        for roster in page:
            ask_pool(connection, organisation_id, roster_id=roster.roster_id)
        after = page[-1].roster_id
