"""The models of an organisation: a registry of its own in the data folder."""

from pathlib import Path

from models.bundle import Bundle
from service.workflows.bundles import open_champion
from training.promote import Registry


def registry_of(data: Path, organisation_id: str) -> Registry:
    """Give the registry of an organisation.

    Parameters
    ----------
    data : Path
        Folder of the service's files.
    organisation_id : str
        Whose.

    Returns
    -------
    Registry
        Its folder is made when the first bundle is added.
    """
    return Registry(data / "models" / organisation_id)


def champion_of(data: Path, organisation_id: str) -> Bundle | None:
    """Load the bundle that serves an organisation.

    Parameters
    ----------
    data : Path
        Folder of the service's files.
    organisation_id : str
        Whose.

    Returns
    -------
    Bundle or None
        None where rules alone serve.

    Raises
    ------
    MatcherError
        If it is refused.
    """
    return open_champion(registry_of(data, organisation_id))
