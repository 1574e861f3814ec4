"""Bundles: an embedding and a value model in a folder that runs no code when loaded.

A bundle is three files: ``manifest.json`` says what it is and lists the SHA-256 of the
others, ``state.json`` and ``arrays.npz`` hold the estimators (see `models.packing`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn

from models.embedding import Embedding
from models.errors import BundleError
from models.packing import pack, read_json, unpack
from models.parts import HELPED, BundleParts, Head
from models.plain_files import check_listing, read_plain, write_whole
from models.value import ValueModel

FORMAT: Final = 2
PLAIN_FORMAT: Final = 1  # of a bundle without further heads, which older versions read
KIND: Final = "peermatch bundle"
MANIFEST: Final = "manifest.json"
STATE: Final = "state.json"
ARRAYS: Final = "arrays.npz"
# Bytes; far above what 100,000 leaders need, far below what harms a machine.
LIMITS: Final = MappingProxyType({MANIFEST: 2**20, STATE: 2**25, ARRAYS: 2**31})
_KEYS: Final = frozenset(
    ("kind", "format", "as_of", "seed", "commit", "versions", "data", "settings")
).union(("metrics", "parent", "files"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a bundle comes from and what it was found to be worth.

    Attributes
    ----------
    as_of : str
        Day of the training run, as in 2026-11-22.
    seed : int
        What its folds and starts were drawn from.
    commit : str
        Of the code that fitted it; empty where unknown.
    versions : mapping of str to str
        Of Peermatch, Python and the libraries.
    data : mapping
        Fingerprints and counts of what it learned from.
    settings : mapping
        How it was fitted.
    metrics : mapping
        What it was found to be worth on people it had not seen, and the verdict.
    parent : str
        Id of the bundle it was started from; empty where none.
    """

    as_of: str
    seed: int
    commit: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An embedding and a value model that belong together.

    Attributes
    ----------
    embedding : Embedding
        Leaders to features, as it was fitted.
    value : ValueModel or None
        Features and history to the value of one leader to another; None where there
        was nothing to learn from, and rules alone decide.
    proof : ValueModel or None
        The same model fitted without the answers kept for the gate: what bundles are
        compared by. None where too few were left.
    origin : Origin
        Where it comes from.
    bundle_id : str, default=""
        SHA-256 of the manifest, hexadecimal; empty before it is saved.
    heads : mapping of str to Head
        What it has learned of further questions, by the name of their head.
    """

    embedding: Embedding
    value: ValueModel | None
    proof: ValueModel | None
    origin: Origin
    bundle_id: str = ""
    heads: Mapping[str, Head] = field(default_factory=dict)

    def model(self, head: str = HELPED) -> ValueModel | None:
        """Find the value model of a head.

        Parameters
        ----------
        head : str, default="helped"
            Its name.

        Returns
        -------
        ValueModel or None
            None where the bundle has not learned it.
        """
        if head == HELPED:
            return self.value
        return self.heads[head].value if head in self.heads else None

    def verdict(self, head: str = HELPED) -> Mapping[str, Any]:
        """Find what the gate said of a head against rules alone.

        Parameters
        ----------
        head : str, default="helped"
            Its name.

        Returns
        -------
        mapping
            Verdict of the manifest; empty where there is none.
        """
        if head == HELPED:
            return self.origin.metrics
        heads = self.origin.metrics.get("heads")
        found = heads.get(head) if isinstance(heads, Mapping) else None
        return found if isinstance(found, Mapping) else {}


def bundle_files(bundle: Bundle) -> dict[str, bytes]:
    """Render a bundle as files.

    Parameters
    ----------
    bundle : Bundle
        Fitted.

    Returns
    -------
    dict of str to bytes
        Content by name; the same bundle gives the same bytes.

    Raises
    ------
    BundleError
        When a part is not fitted, of a class that no bundle holds, or not finite.
    """
    heads = dict(sorted(bundle.heads.items()))
    parts = BundleParts(bundle.embedding, bundle.value, bundle.proof, heads)
    state, arrays = pack(parts)
    contents = {STATE: state, ARRAYS: arrays}
    for name, data in contents.items():
        if len(data) > LIMITS[name]:
            _refuse(f"{name} would be larger than {LIMITS[name]:,} bytes")
    manifest = {
        "kind": KIND,
        "format": _format(parts),
        **{name: _plain(getattr(bundle.origin, name)) for name in Origin.__slots__},
        "files": {
            name: {"sha256": _sha256(data), "n_bytes": len(data)}
            for name, data in contents.items()
        },
    }
    try:
        return {MANIFEST: _rendered(manifest), **contents}
    except ValueError as error:
        msg = "a figure of the manifest is not finite"
        raise BundleError(msg) from error


def save_bundle(bundle: Bundle, folder: Path) -> str:
    """Write a bundle, whole or not at all.

    Parameters
    ----------
    bundle : Bundle
        Fitted.
    folder : Path
        Must not exist yet.

    Returns
    -------
    str
        Id of the bundle.

    Raises
    ------
    BundleError
        When the folder exists, the disk refuses, or the bundle cannot be rendered.
    """
    files = bundle_files(bundle)
    write_whole(files, folder)
    return _sha256(files[MANIFEST])


def copy_bundle(source: Path, folder: Path) -> str:
    """Copy a bundle, once it was checked; whole or not at all.

    Parameters
    ----------
    source : Path
        As `save_bundle` wrote it.
    folder : Path
        Must not exist yet.

    Returns
    -------
    str
        Id of the bundle.

    Raises
    ------
    BundleError
        When the source is refused, the folder exists or the disk refuses.
    """
    _, files = verify_bundle(source)
    write_whole(files, folder)
    return _sha256(files[MANIFEST])


def load_bundle(folder: Path) -> Bundle:
    """Read a bundle, once everything in it was checked.

    Parameters
    ----------
    folder : Path
        As `save_bundle` wrote it.

    Returns
    -------
    Bundle
        Ready to use.

    Raises
    ------
    BundleError
        With the reason, when the folder is no bundle, of a later version, or was
        changed since it was written.
    """
    manifest, files = verify_bundle(folder)
    parts = unpack(files[STATE], files[ARRAYS])
    if not isinstance(parts, BundleParts):
        _refuse("its state holds no embedding and value model")
    if manifest["format"] != _format(parts):
        _refuse("its manifest has the format of another bundle")
    return Bundle(
        embedding=parts.embedding,
        value=parts.value,
        proof=parts.proof,
        origin=_origin(manifest),
        bundle_id=_sha256(files[MANIFEST]),
        heads=parts.heads,
    )


def verify_bundle(folder: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Check a bundle's manifest and the hashes of its files; build nothing.

    Parameters
    ----------
    folder : Path
        As `save_bundle` wrote it.

    Returns
    -------
    tuple of (dict, dict)
        The manifest; the content of each file by name, as it was checked.

    Raises
    ------
    BundleError
        With the reason.
    """
    check_listing(folder, frozenset(LIMITS))
    text = read_plain(folder / MANIFEST, LIMITS[MANIFEST])
    manifest = read_json(text, "its manifest")
    _check_manifest(manifest)
    if _rendered(manifest) != text:
        _refuse("its manifest was changed after it was written")
    files = {MANIFEST: text}
    for name in (STATE, ARRAYS):
        listed = manifest["files"][name]
        data = read_plain(folder / name, LIMITS[name], listed["n_bytes"])
        if _sha256(data) != listed["sha256"]:
            _refuse(f"{name} was changed after it was written (its SHA-256 differs)")
        files[name] = data
    return manifest, files


def read_origin(folder: Path) -> tuple[str, Origin]:
    """Read what a bundle says of itself, without building it.

    Parameters
    ----------
    folder : Path
        As `save_bundle` wrote it.

    Returns
    -------
    tuple of (str, Origin)
        Id of the bundle; where it comes from.

    Raises
    ------
    BundleError
        With the reason.
    """
    manifest, files = verify_bundle(folder)
    return _sha256(files[MANIFEST]), _origin(manifest)


def _format(parts: BundleParts) -> int:
    return FORMAT if parts.heads else PLAIN_FORMAT


def _check_manifest(manifest: Any) -> None:
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        _refuse("its manifest is not that of a Peermatch bundle")
    version = manifest.get("format")
    if type(version) is int and version > FORMAT:
        _refuse(
            f"it has format {version}, written by a later version of Peermatch; this "
            f"one reads formats {PLAIN_FORMAT} to {FORMAT}"
        )
    is_known = type(version) is int and version >= PLAIN_FORMAT
    if not is_known or set(manifest) != _KEYS:
        _refuse("its manifest lacks a key, or has one too many")
    tables = ("versions", "data", "settings", "metrics", "files")
    texts = ("as_of", "commit", "parent")
    if (
        not all(isinstance(manifest[name], dict) for name in tables)
        or not all(isinstance(manifest[name], str) for name in texts)
        or type(manifest["seed"]) is not int
    ):
        _refuse("its manifest holds a value of the wrong type")
    files = manifest["files"]
    if set(files) != {STATE, ARRAYS}:
        _refuse("its manifest lists other files than a bundle has")
    if not all(_is_listed(files[name]) for name in files):
        _refuse("its manifest lists a file without its length and SHA-256")


def _rendered(manifest: Mapping[str, Any]) -> bytes:
    text = json.dumps(manifest, indent=1, sort_keys=True, allow_nan=False)
    return f"{text}\n".encode()


def _is_listed(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and set(entry) == {"sha256", "n_bytes"}
        and isinstance(entry["sha256"], str)
        and type(entry["n_bytes"]) is int
    )


def _origin(manifest: Mapping[str, Any]) -> Origin:
    return Origin(**{name: manifest[name] for name in Origin.__slots__})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "item") and not isinstance(value, str):
        return value.item()
    return value


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse(why: str) -> NoReturn:
    raise BundleError(why)
