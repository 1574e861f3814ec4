"""What a preset or a map file says about the columns of a file."""

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcher.errors import RosterError
from matcher.roster.fields import CANONICAL, UNITS, is_canonical, kind_of
from matcher.roster.headers import key_of
from matcher.roster.presets import PRESETS, Preset

LINE = "@line"
SETTINGS = ("preset", "ignore", "guess", "rates")
DETAILS = ("column", "unit", "currency", "decimal")


@dataclass(frozen=True, slots=True)
class Use:
    """Which columns of a file make one canonical column.

    Attributes
    ----------
    canonical : str
        Column of the roster.
    sources : tuple of str
        Columns of the file, joined when there are several; ("@line",) numbers rows.
    confidence : float
        In [0, 1].
    how : str
        As in the import report.
    unit : str
        "thousands", "millions", ...; empty when the map says nothing.
    currency : str
        Code that unmarked amounts are in; empty when the map says nothing.
    decimal : str
        "." or ","; empty when the column itself decides.
    """

    canonical: str
    sources: tuple[str, ...]
    confidence: float
    how: str
    unit: str = ""
    currency: str = ""
    decimal: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What is known about the columns before any guess.

    Attributes
    ----------
    uses : tuple of Use
        Columns with a given meaning.
    ignore : tuple of str
        Columns of the file to leave out.
    rates : mapping of str to float
        Units of the roster's currency per unit of each other currency.
    guesses : bool
        Whether further columns may be guessed.
    """

    uses: tuple[Use, ...] = ()
    ignore: tuple[str, ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict)
    guesses: bool = True


def read_map(mapping: str | Path | None, columns: Sequence[str]) -> ColumnMap:
    """Find what a preset or map file says about the columns of a file.

    Parameters
    ----------
    mapping : str, Path or None
        Name of a preset, path of a TOML file, or nothing.
    columns : sequence of str
        Columns of the roster file.

    Returns
    -------
    ColumnMap
        Empty when `mapping` is None.

    Raises
    ------
    RosterError
        The preset or file does not exist, cannot be understood, or names a column
        that the roster file does not have.
    """
    if mapping is None:
        return ColumnMap()
    if str(mapping) in PRESETS:
        return ColumnMap(_preset_uses(str(mapping), columns))
    path = Path(mapping)
    if not path.suffix and not path.exists():
        msg = (
            f"There is no preset {str(mapping)!r}; choose from {', '.join(PRESETS)}, "
            "or name a map file (.toml)."
        )
        raise RosterError(msg)
    return _parse_map(_load(path), path.name, columns)


def _preset_uses(name: str, columns: Sequence[str]) -> tuple[Use, ...]:
    preset: Preset = PRESETS[name]
    by_key = {key_of(column): column for column in reversed(columns)}
    uses, taken = [], set[str]()
    for canonical, choices in preset.items():
        for choice in choices:
            parts = (choice,) if isinstance(choice, str) else choice
            sources = [by_key.get(key_of(part), "") for part in parts]
            if all(source and source not in taken for source in sources):
                uses.append(Use(canonical, tuple(sources), 1.0, f"preset {name}"))
                taken.update(sources)
                break
    if not uses:
        msg = (
            f"The preset {name} knows none of the columns of this file "
            f"({listing(columns)}); leave it out, or write a map file."
        )
        raise RosterError(msg)
    return tuple(uses)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        msg = f"There is no map file {path}; presets are {', '.join(PRESETS)}."
        raise RosterError(msg) from None
    except (OSError, UnicodeDecodeError):
        msg = f"The map file {path.name} cannot be read as text."
        raise RosterError(msg) from None
    except tomllib.TOMLDecodeError as error:
        msg = f"The map file {path.name} is not valid TOML: {error}."
        raise RosterError(msg) from None


def _parse_map(content: dict[str, Any], name: str, columns: Sequence[str]) -> ColumnMap:
    nested = content.pop("columns", {})
    if not isinstance(nested, dict):
        msg = f"{name}: columns must be a table, as in [columns]."
        raise RosterError(msg)
    content = {**content, **nested}
    for key in content:
        if key not in SETTINGS and not is_canonical(key):
            msg = f"{name}: there is no column {key!r}{nearest(key, _known())}."
            raise RosterError(msg)
    preset = content.get("preset")
    if preset is not None and preset not in PRESETS:
        known = ", ".join(PRESETS)
        msg = f"{name}: there is no preset {preset!r}; choose from {known}."
        raise RosterError(msg)
    uses = [
        _parse_use(key, value, name, columns)
        for key, value in content.items()
        if key not in SETTINGS
    ]
    ignore = _strings(content.get("ignore", []), f"{name}: ignore")
    named = {use.canonical for use in uses}
    sources = {source for use in uses for source in use.sources}
    extra = () if preset is None else _preset_uses(str(preset), columns)
    return ColumnMap(
        uses=(
            *uses,
            *(
                u
                for u in extra
                if u.canonical not in named and not sources & {*u.sources}
            ),
        ),
        ignore=tuple(_locate(column, columns, name) for column in ignore),
        rates=_rates(content.get("rates", {}), name),
        guesses=_flag(content.get("guess", True), f"{name}: guess"),
    )


def _known() -> tuple[str, ...]:
    return (*CANONICAL, *SETTINGS)


def _parse_use(canonical: str, value: Any, name: str, columns: Sequence[str]) -> Use:
    details = value if isinstance(value, dict) else {"column": value}
    where = f"{name}: {canonical}"
    for key in details:
        if key not in DETAILS:
            msg = f"{where} has no setting {key!r}{nearest(key, DETAILS)}."
            raise RosterError(msg)
    if "column" not in details:
        msg = f'{where} must name a column, as in {canonical} = "Header".'
        raise RosterError(msg)
    wanted = _strings(details["column"], where)
    if LINE in wanted and (canonical != "leader_id" or len(wanted) > 1):
        msg = f'{where}: "{LINE}" stands alone and can only be the leader_id.'
        raise RosterError(msg)
    unit = str(details.get("unit", ""))
    if unit and (unit not in UNITS or kind_of(canonical) != "number"):
        msg = f"{where}: the unit of a number is one of {', '.join(UNITS)}."
        raise RosterError(msg)
    decimal = str(details.get("decimal", ""))
    if decimal not in {"", ".", ","}:
        msg = f'{where}: decimal is "." or ",".'
        raise RosterError(msg)
    sources = tuple(
        LINE if column == LINE else _locate(column, columns, where) for column in wanted
    )
    currency = str(details.get("currency", "")).upper()
    return Use(canonical, sources, 1.0, "map file", unit, currency, decimal)


def _strings(value: Any, where: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        msg = f"{where} must be the name of a column, or a list of names."
        raise RosterError(msg)
    if not values and not where.endswith("ignore"):
        msg = f"{where} must name at least one column."
        raise RosterError(msg)
    return tuple(values)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        msg = f"{where} must be true or false, without quotes."
        raise RosterError(msg)
    return value


def _rates(value: Any, name: str) -> dict[str, float]:
    is_number = isinstance(value, dict) and all(
        isinstance(rate, (int, float)) and not isinstance(rate, bool) and rate > 0
        for rate in value.values()
    )
    if not is_number:
        msg = f"{name}: rates must be positive numbers by currency, as in EUR = 1.1."
        raise RosterError(msg)
    return {code.upper(): float(rate) for code, rate in value.items()}


def _locate(wanted: str, columns: Sequence[str], where: str) -> str:
    if wanted in columns:
        return wanted
    alike = [column for column in columns if key_of(column) == key_of(wanted)]
    if len(alike) == 1:
        return alike[0]
    msg = f"{where}: the file has no column {wanted!r}{nearest(wanted, columns)}."
    raise RosterError(msg)


def nearest(wanted: str, names: Sequence[str]) -> str:
    """Say which names are most like one that does not exist.

    Parameters
    ----------
    wanted : str
        The name that was asked for.
    names : sequence of str
        The names that exist.

    Returns
    -------
    str
        To be added to a sentence; says what there is when nothing is alike.
    """
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(wanted.lower(), lower, n=3, cutoff=0.5)
    if close:
        return f"; nearest: {', '.join(repr(lower[name]) for name in close)}"
    return f"; there are: {listing(names)}"


def listing(names: Sequence[str], at_most: int = 20) -> str:
    """Join names, the first ones only when there are many.

    Parameters
    ----------
    names : sequence of str
        Column names.
    at_most : int, default=20
        How many to show.

    Returns
    -------
    str
        Separated by commas, each cut to 40 characters.
    """
    shown = [name if len(name) <= 40 else f"{name[:37]}..." for name in names]
    rest = len(shown) - at_most
    return ", ".join(shown[:at_most]) + (f" and {rest} more" if rest > 0 else "")
