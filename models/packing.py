"""Fitted estimators as JSON and plain arrays, and back; no code runs on the way.

`pack` and `unpack` check every class and attribute against `models.trusted`, so that
what is written can be read, and what is read is what could have been written.
"""

import io
import json
import math
import re
import zipfile
from typing import Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from models.errors import BundleError
from models.kinds import Packed, wrong_attribute
from models.trusted import TRUSTED, build, path_of

Arrays = dict[str, NDArray[Any]]

MAX_DEPTH: Final = 24  # of objects, tuples and dictionaries in one another
DTYPES: Final = ("float64", "float32", "int64", "bool")
# Exactly what numpy writes: its own reader evaluates whatever a header spells.
_HEADER: Final = re.compile(
    rb"\{'descr': '(<f8|<f4|<i8|\|b1)', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,12}, ){0,3}\d{1,12},?|)\), \} *\n"
)


def pack(thing: Any) -> tuple[bytes, bytes]:
    """Write an object as JSON and arrays.

    Parameters
    ----------
    thing : object
        An object of a trusted class, fitted.

    Returns
    -------
    tuple of (bytes, bytes)
        JSON text; an npz file. The same object gives the same bytes.

    Raises
    ------
    BundleError
        When a part of it is of another class, or not finite.
    """
    packed = _taken(thing, 0)
    _check(packed)
    arrays: Arrays = {}
    tree = _tree(packed, arrays)
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return text.encode(), buffer.getvalue()


def unpack(text: bytes, arrays: bytes) -> Any:
    """Read what `pack` wrote.

    Parameters
    ----------
    text, arrays : bytes
        As returned by `pack`.

    Returns
    -------
    object
        The object, once every part of it was checked.

    Raises
    ------
    BundleError
        When anything in it is not what `pack` writes.
    """
    tree = read_json(text, "the state")
    stored = read_arrays(arrays)
    used: set[str] = set()
    packed = _untree(tree, stored, used, 0)
    if not isinstance(packed, Packed):
        _refuse("the state is no object")
    if used != set(stored):
        _refuse("the arrays are not those that the state names")
    _check(packed)
    return build(packed)


def read_json(data: bytes, what: str) -> Any:
    """Read JSON strictly: UTF-8, finite numbers, no name twice, not too deep.

    Parameters
    ----------
    data : bytes
        The text.
    what : str
        How to call it in a message.

    Returns
    -------
    object
        Dictionaries, lists, texts and numbers.

    Raises
    ------
    BundleError
        When it is anything else.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except BundleError as error:
        _refuse(f"{what} {error}")
    except (ValueError, RecursionError):
        _refuse(f"{what} is no JSON text")


def read_arrays(data: bytes) -> Arrays:
    """Read an npz file without trusting what it declares.

    Parameters
    ----------
    data : bytes
        The file. Entries are stored, not compressed, so that it cannot hold more
        than its own length.

    Returns
    -------
    dict of str to ndarray
        By name.

    Raises
    ------
    BundleError
        When an entry is not an array of plain numbers of exactly its length.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(set(names)) < len(names):
                _refuse("the arrays hold a name twice")
            if sum(entry.file_size for entry in entries) > len(data):
                _refuse("the arrays declare more than they hold")
            return {
                entry.filename.removesuffix(".npy"): _read_array(archive, entry)
                for entry in entries
            }
    except BundleError:
        raise
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError) as error:
        msg = "the arrays are no npz file"
        raise BundleError(msg) from error


def _read_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> NDArray[Any]:
    if entry.compress_type != zipfile.ZIP_STORED or not entry.filename.endswith(".npy"):
        _refuse("the arrays hold what is no plain array")
    file = io.BytesIO(archive.read(entry))
    if np.lib.format.read_magic(file) != (1, 0):
        _refuse("the arrays are of another format")
    header = _HEADER.fullmatch(file.read(int.from_bytes(file.read(2), "little")))
    if header is None:
        _refuse(f"the arrays hold another type than {', '.join(DTYPES)}")
    dtype = np.dtype(header[1].decode())
    shape = tuple(int(n) for n in re.findall(rb"\d+", header[2]))
    data = file.read()
    if math.prod(shape) * dtype.itemsize != len(data):
        _refuse("an array is not as long as it declares")
    if dtype == np.bool_ and set(data) - {0, 1}:
        _refuse("an array of yes and no holds something else")
    return np.frombuffer(data, dtype=dtype).reshape(shape).copy()


def _taken(value: Any, depth: int) -> Any:
    """Take objects apart, and numpy's scalars to plain ones."""
    if depth > MAX_DEPTH:
        _refuse("it is nested too deeply")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return np.array(value, dtype=np.int64 if value.dtype.kind == "i" else None)
    if isinstance(value, tuple):
        return tuple(_taken(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return {_taken(k, depth + 1): _taken(v, depth + 1) for k, v in value.items()}
    path = path_of(value)
    if not path:
        _refuse(f"a bundle holds no {type(value).__name__}")
    try:
        state = TRUSTED[path].take(value)
    except (AttributeError, TypeError) as error:
        msg = f"{path.rpartition('.')[2]} is not fitted, or not as Peermatch fits it"
        raise BundleError(msg) from error
    return Packed(path, {name: _taken(part, depth + 1) for name, part in state.items()})


def _check(value: Any) -> None:
    """Compare every object with what its class may hold, parts first."""
    if isinstance(value, tuple):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key)
            _check(item)
    elif isinstance(value, Packed):
        for item in value.state.values():
            _check(item)
        _check_object(value)


def _check_object(packed: Packed) -> None:
    trust = TRUSTED[packed.path]
    name = packed.path.rpartition(".")[2]
    wrong = wrong_attribute(packed.state, trust.kinds, trust.may_lack)
    if wrong:
        _refuse(f"{name}.{wrong[:40]} is missing, unknown or not what it may be")
    if not trust.agrees(packed.state):
        _refuse(f"the attributes of {name} do not go together")


def _tree(value: Any, arrays: Arrays) -> Any:
    """Put plain values into what JSON can hold, arrays aside."""
    if isinstance(value, Packed):
        state = {name: _tree(part, arrays) for name, part in value.state.items()}
        return {"object": value.path, "state": state}
    if isinstance(value, np.ndarray) and value.dtype == np.dtype(object):
        return {"texts": value.tolist()}
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = np.ascontiguousarray(value)
        return {"array": name}
    if isinstance(value, tuple):
        return {"tuple": [_tree(item, arrays) for item in value]}
    if isinstance(value, dict):
        items = value.items()
        return {"table": [[_tree(k, arrays), _tree(v, arrays)] for k, v in items]}
    return value


def _untree(tree: Any, arrays: Arrays, used: set[str], depth: int) -> Any:  # noqa: PLR0911 - one return a form
    """Undo `_tree`; refuse everything that it does not write."""
    if depth > MAX_DEPTH:
        _refuse("the state is nested too deeply")
    if isinstance(tree, str):
        return _sound(tree)
    if tree is None or isinstance(tree, bool | int | float):
        return tree
    down = depth + 1
    match tree:
        case {"object": str(path), "state": dict(state), **rest} if not rest:
            if path not in TRUSTED:
                _refuse(f"it holds a {path[:60]!r}, which no bundle may")
            values = state.items()
            parts = {n: _untree(v, arrays, used, down) for n, v in values}
            return Packed(path, parts)
        case {"texts": list(items), **rest} if not rest:
            return np.array([_sound(str(item)) for item in items], dtype=object)
        case {"array": str(name), **rest} if not rest and name in arrays:
            used.add(name)
            return arrays[name]
        case {"tuple": list(items), **rest} if not rest:
            return tuple(_untree(item, arrays, used, down) for item in items)
        case {"table": list(pairs), **rest} if not rest:
            return _untabled(pairs, arrays, used, down)
        case _:
            return _refuse("the state holds what Peermatch does not write")


def _sound(text: str) -> str:
    """Refuse half a character, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("the state holds a text that is none")
    return text


def _untabled(
    pairs: list[Any], arrays: Arrays, used: set[str], depth: int
) -> dict[Any, Any]:
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        _refuse("the state holds a table that is none")
    keys = [_untree(key, arrays, used, depth) for key, _ in pairs]
    if not all(_is_key(key) for key in keys) or len(set(keys)) < len(keys):
        _refuse("the state holds a table with a key twice, or what is no key")
    values = [_untree(value, arrays, used, depth) for _, value in pairs]
    return dict(zip(keys, values, strict=True))


def _is_key(key: Any) -> bool:
    if isinstance(key, tuple):
        return all(_is_key(part) for part in key)
    return isinstance(key, str | int)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        _refuse("holds a name twice")
    return table


def _no_constant(name: str) -> NoReturn:
    _refuse(f"holds {name}")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        _refuse("holds a number too large")
    return value


def _refuse(why: str) -> NoReturn:
    raise BundleError(why)
