"""What all routes share: settings, the store, rate limits and the keys seen lately."""

import threading
import time
from collections import OrderedDict
from typing import Final

from starlette.requests import Request

from service.api.limits import Buckets
from service.settings import Settings
from service.storage.keys import Key, check_key
from service.storage.store import Store
from service.workflows.drafting import Drafts
from service.workflows.inquiring import Inquiries
from service.workflows.pools import Shelf
from service.workflows.views import Views

KEY_SECONDS: Final = 1.0  # after which a key that was revoked opens nothing more
MOST_KEYS: Final = 10_000


class Service:
    """One process of the service.

    Parameters
    ----------
    settings : Settings
        Read once at the start.
    store : Store
        The database.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings, self.store = settings, store
        folder = settings.data_folder
        folder.mkdir(parents=True, exist_ok=True)
        self.buckets = Buckets(
            folder / "rate-limits",
            per_second=settings.requests_per_second,
            burst=settings.burst,
        )
        self.inquiries = Inquiries(store, folder)
        self.drafts = Drafts(store, folder)
        self.views = Views(store)
        self.is_stopping = False  # then streams end by themselves
        self._seen: OrderedDict[str, tuple[float, Key]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def shelf(self) -> Shelf:
        """The pools that serve.

        Returns
        -------
        Shelf
            As this process sees them.
        """
        return self.inquiries.shelf

    def known_key(self, text: str) -> Key | None:
        """Find a key that was checked within the last second.

        Parameters
        ----------
        text : str
            As the caller shows it.

        Returns
        -------
        Key or None
            None where the database has to be asked.
        """
        with self._lock:
            found = self._seen.get(text)
        if found is None or time.monotonic() - found[0] > KEY_SECONDS:
            return None
        return found[1]

    def check_key(self, text: str) -> Key | None:
        """Ask the database for a key.

        Parameters
        ----------
        text : str
            As the caller shows it.

        Returns
        -------
        Key or None
            None if it opens nothing.
        """
        with self.store.reading() as connection:
            key = check_key(connection, text)
        with self._lock:
            self._seen.pop(text, None)
            if key is not None:
                self._seen[text] = (time.monotonic(), key)
            while len(self._seen) > MOST_KEYS:
                self._seen.popitem(last=False)
        return key

    def forget_keys(self) -> None:
        """Ask the database again for every key."""
        with self._lock:
            self._seen.clear()

    def close(self) -> None:
        """Let go of files and connections."""
        self.buckets.close()
        self.store.close()


def service_of(request: Request) -> Service:
    """Give what a request's routes share.

    Parameters
    ----------
    request : Request
        Any.

    Returns
    -------
    Service
        Of this process.
    """
    service: Service = request.app.state.service
    return service
