"""What a job is given to work with, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from service.storage.jobs import Job
from service.storage.store import Store

# Stores what a job came to, in the transaction that ends it, and gives its result.
Outcome = Callable[[Connection], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Task:
    """One attempt at a job.

    Attributes
    ----------
    store : Store
        To read from; what is to be kept is left to the outcome.
    job : Job
        What is to be done, for which organisation.
    data : Path
        Folder for bundles and pools.
    tell : callable
        Takes a short sentence on what is being done. Raises when the job was cancelled
        or is no longer this worker's, so that work ends soon: call it often.
    heed : callable, optional
        Raises as `tell` does, and says nothing: for loops without news.
    """

    store: Store
    job: Job
    data: Path
    tell: Callable[[str], None]
    heed: Callable[[], None] = lambda: None


Handler = Callable[[Task], Outcome]
