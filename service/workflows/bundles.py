"""Open a bundle, or the champion of a registry, once it was checked."""

from pathlib import Path

from matcher.errors import MatcherError
from models.bundle import Bundle, load_bundle
from models.errors import BundleError
from training.champions import POINTER
from training.promote import BUNDLES, Registry


class ModelError(MatcherError):
    """A bundle cannot be used."""


def open_bundle(path: Path) -> Bundle:
    """Load a bundle, once it was checked.

    Parameters
    ----------
    path : Path
        Its folder.

    Returns
    -------
    Bundle
        Ready to use.

    Raises
    ------
    ModelError
        With the reason why it is refused.
    """
    try:
        return load_bundle(path)
    except BundleError as error:
        msg = f"{path}: this bundle is refused: {error}."
        raise ModelError(msg) from error


def open_model(path: Path) -> Bundle | None:
    """Load a bundle, or the champion of a registry.

    Parameters
    ----------
    path : Path
        Folder of a bundle or of a registry.

    Returns
    -------
    Bundle or None
        None for a registry in which rules alone serve.

    Raises
    ------
    MatcherError
        If it is neither, or is refused.
    """
    if not ((path / POINTER).exists() or (path / BUNDLES).is_dir()):
        return open_bundle(path)
    return open_serving(Registry(path))


def open_serving(registry: Registry) -> Bundle | None:
    """Load the bundle that serves: the champion, with new answers if any were.

    Parameters
    ----------
    registry : Registry
        Where it is.

    Returns
    -------
    Bundle or None
        None where rules alone serve.

    Raises
    ------
    MatcherError
        If it is refused, or is not the one that the registry lists.
    """
    return _listed(registry.serving())


def open_champion(registry: Registry) -> Bundle | None:
    """Load the champion of a registry, as it was promoted.

    Parameters
    ----------
    registry : Registry
        Where it is.

    Returns
    -------
    Bundle or None
        None where rules alone serve.

    Raises
    ------
    MatcherError
        If it is refused, or is not the one that was promoted.
    """
    return _listed(registry.champion())


def _listed(folder: Path | None) -> Bundle | None:
    """Load what a registry says serves; name the way out where that is refused."""
    if folder is None:
        return None
    cure = (
        "It is the one that serves: put its folder back as it was, or let the champion "
        "before serve again with peermatch models roll-back."
    )
    try:
        bundle = open_bundle(folder)
    except ModelError as error:
        msg = f"{error} {cure}"
        raise ModelError(msg) from error
    if bundle.bundle_id != folder.name:
        msg = f"{folder}: this bundle is refused: it is not the one promoted. {cure}"
        raise ModelError(msg)
    return bundle
