"""What leaders asked of each other so far, at hand for those who ask next."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.pool import Pool
from service.storage.introductions import (
    load_introductions,
    met_since,
    stamp_of_introductions,
)
from service.storage.moments import now
from service.storage.store import Store

LOOK_SECONDS: Final = 1.0  # after which an introduction counts in every process
MOST_RECORDS: Final = 64
SLACK: Final = timedelta(minutes=5)  # for what was committed late, and for clocks


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """The introductions of one roster, as one pool counts them.

    Attributes
    ----------
    stamp : tuple of (int, int, date)
        Tells it from the one before and after.
    counted : GiveAndTake or None
        None where nobody asked for any.
    """

    stamp: tuple[int, int, date]
    counted: GiveAndTake | None


class Records:
    """The records of the rosters asked for lately.

    Parameters
    ----------
    store : Store
        The database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamps: dict[str, tuple[float, tuple[int, int, date]]] = {}
        self._records: OrderedDict[tuple[str, str], Record] = OrderedDict()
        self._met: OrderedDict[tuple[object, ...], frozenset[str]] = OrderedDict()
        self._lock = threading.Lock()

    def of(
        self, organisation_id: str, roster_id: str, *, folder: str, pool: Pool
    ) -> Record:
        """Count the introductions of a roster.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        roster_id : str
            Which.
        folder : str
            Of the pool.
        pool : Pool
            Whose rows are counted.

        Returns
        -------
        Record
            No older than `LOOK_SECONDS`.
        """
        stamp = self._stamp(organisation_id, roster_id)
        if not stamp[0]:
            return Record(stamp, None)
        key = (roster_id, folder)
        with self._lock:
            found = self._records.get(key)
            if found is not None and found.stamp == stamp:
                return found
        with self._store.reading() as connection:
            said = load_introductions(connection, organisation_id, roster_id=roster_id)
        found = Record(stamp, GiveAndTake.of(pool, said, as_of=stamp[2]))
        with self._lock:
            self._records[key] = found
            while len(self._records) > MOST_RECORDS:
                self._records.popitem(last=False)
        return found

    def met_since(
        self, organisation_id: str, roster_id: str, *, moment: datetime, record: Record
    ) -> frozenset[str]:
        """Find of whom introductions were asked since a moment, and who asked.

        Parameters
        ----------
        organisation_id : str
            Whose roster it is.
        roster_id : str
            Which.
        moment : datetime
            When somebody counted last.
        record : Record
            As it is now.

        Returns
        -------
        frozenset of str
            Their ids, and those of go-betweens.
        """
        if record.counted is None:
            return frozenset()
        key = (roster_id, record.stamp, moment)
        with self._lock:
            found = self._met.get(key)
        if found is None:
            with self._store.reading() as connection:
                found = met_since(
                    connection,
                    organisation_id,
                    roster_id=roster_id,
                    moment=moment - SLACK,
                )
            with self._lock:
                self._met[key] = found
                while len(self._met) > 10 * MOST_RECORDS:
                    self._met.popitem(last=False)
        return found

    def met_at_hand(self, roster_id: str, *, moment: datetime) -> frozenset[str] | None:
        """Give what `met_since` would, if the database need not be asked.

        Parameters
        ----------
        roster_id : str
            Which.
        moment : datetime
            When somebody counted last.

        Returns
        -------
        frozenset of str or None
            None where it would have to be asked.
        """
        with self._lock:
            looked_at, stamp = self._stamps.get(roster_id, (0.0, (0, 0, date.min)))
            if stamp[2] == date.min or time.monotonic() - looked_at >= LOOK_SECONDS:
                return None
            return (
                self._met.get((roster_id, stamp, moment)) if stamp[0] else frozenset()
            )

    def _stamp(self, organisation_id: str, roster_id: str) -> tuple[int, int, date]:
        with self._lock:
            looked_at, stamp = self._stamps.get(roster_id, (0.0, (0, 0, date.min)))
        moment = time.monotonic()
        if stamp[2] != date.min and moment - looked_at < LOOK_SECONDS:
            return stamp
        with self._store.reading() as connection:
            counts = stamp_of_introductions(
                connection, organisation_id, roster_id=roster_id
            )
        stamp = (*counts, now().date())
        with self._lock:
            if len(self._stamps) > 10 * MOST_RECORDS:
                self._stamps.clear()
            self._stamps[roster_id] = (moment, stamp)
        return stamp
