"""Checks of single keys of a program, each with a message that says what must hold."""

import math
import unicodedata
from collections.abc import Collection
from difflib import get_close_matches
from typing import Literal, NoReturn

from matcher.roster.seating import FORMULA_MARKS

Origin = Literal["program", "preset", "derived"]

SOFT_PRICE = 1.0


class FieldError(ValueError):
    """One key of a program holds what it may not.

    Parameters
    ----------
    key : str
        Name of the key.
    must : str
        What must hold, and what came.

    Attributes
    ----------
    key : str
        Name of the key, so that the reader can add its line.
    """

    def __init__(self, key: str, must: str) -> None:
        super().__init__(f"{key} {must}")
        self.key = key


def refuse(key: str, must: str) -> NoReturn:
    """Refuse what a key holds.

    Parameters
    ----------
    key : str
        Name of the key.
    must : str
        What must hold, and what came.

    Raises
    ------
    FieldError
        Always.
    """
    raise FieldError(key, must)


def one_line(source: str, line: int | None, what: str) -> str:
    r"""Make a message one printable line that begins with where the problem is.

    Parameters
    ----------
    source : str
        Name of the file.
    line : int or None
        Line of the file, where known.
    what : str
        What is wrong and what must hold.

    Returns
    -------
    str
        At most 400 characters of text, ending in a full stop or a question mark.

    Examples
    --------
    >>> one_line("program.toml", 3, 'no column\t"a"')
    'program.toml, line 3: no column "a".'
    """
    name, text = _printable(source), _printable(what)
    where = f", line {line}" if line else ""
    end = "" if text.endswith((".", "?")) else "."
    return f"{name}{where}: {text}{end}"


def _printable(text: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 400 else f"{plain[:397]}..."


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Name the nearest valid word, and failing that all of them.

    Parameters
    ----------
    word : str
        What was written.
    known : collection of str
        What could have been written.

    Returns
    -------
    str
        The end of an error message, without a full stop.

    Examples
    --------
    >>> did_you_mean("industri", ["industry", "size"])
    'did you mean "industry"?'
    >>> did_you_mean("zzz", ["industry", "size"])
    'use one of "industry", "size"'
    """
    by_fold = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{by_fold[near[0]]}"?'
    names = sorted(known)
    if not names:
        return "there is none to choose from"
    shown = ", ".join(f'"{name}"' for name in names[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"use one of {shown}{more}"


def require_whole(key: str, value: object, *, low: int, high: int) -> None:
    """Demand a whole number in a range.

    Parameters
    ----------
    key : str
        Name of the key, for the message.
    value : object
        What the program holds.
    low, high : int
        Smallest and largest number allowed.

    Raises
    ------
    FieldError
        If it is anything else; true and false are no numbers.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        refuse(key, f"must be a whole number, got {_shown(value)}")
    if not low <= value <= high:
        refuse(key, f"must be from {low} to {high}, got {value}")


def require_number(
    key: str, value: object, *, low: float = -math.inf, high: float = math.inf
) -> None:
    """Demand a finite number in a range.

    Parameters
    ----------
    key : str
        Name of the key, for the message.
    value : object
        What the program holds.
    low : float, default=-inf
        Smallest number allowed.
    high : float, default=inf
        Largest number allowed.

    Raises
    ------
    FieldError
        If it is anything else; true and false are no numbers.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(key, f"must be a number, got {_shown(value)}")
    if not math.isfinite(value):
        refuse(key, f"must be a finite number, got {value}")
    if value < low:
        refuse(key, f"must be at least {low:g}, got {value:g}")
    if value > high:
        refuse(key, f"must be at most {high:g}, got {value:g}")


def require_text(key: str, value: object) -> None:
    """Demand a text that is not blank.

    Parameters
    ----------
    key : str
        Name of the key, for the message.
    value : object
        What the program holds.

    Raises
    ------
    FieldError
        If it is anything else.
    """
    if not isinstance(value, str):
        refuse(key, f'must be a text in "quotes", got {_shown(value)}')
    if not value.strip():
        refuse(key, "must not be blank")


def require_group(key: str, value: object) -> None:
    """Demand a name of a group that a spreadsheet takes for a text.

    Names of groups become cells of files that people open in spreadsheets, where a
    cell that begins like a formula is run as one.

    Parameters
    ----------
    key : str
        Name of the key, for the message.
    value : object
        What the program holds.

    Raises
    ------
    FieldError
        If it is blank, no text, or begins like a formula.
    """
    require_text(key, value)
    name = unicodedata.normalize("NFKC", str(value))
    if name.lstrip(" ").startswith(FORMULA_MARKS):
        refuse(
            key,
            f"must not begin with =, +, -, @ or a tab, which a spreadsheet takes for "
            f"a formula, got {_shown(value)}; begin it with a letter or a digit",
        )


def require_choice(key: str, value: object, choices: Collection[str]) -> None:
    """Demand one of a few words.

    Parameters
    ----------
    key : str
        Name of the key, for the message.
    value : object
        What the program holds.
    choices : collection of str
        The words allowed.

    Raises
    ------
    FieldError
        If it is anything else; the message names the nearest word.
    """
    require_text(key, value)
    if value not in choices:
        hint = did_you_mean(str(value), choices)
        refuse(key, f"has no choice {_shown(value)}; {hint}")


def require_flag(key: str, value: object) -> None:
    """Demand true or false.

    Parameters
    ----------
    key : str
        Name of the key, for the message.
    value : object
        What the program holds.

    Raises
    ------
    FieldError
        If it is anything else.
    """
    if not isinstance(value, bool):
        refuse(key, f"must be true or false, got {_shown(value)}")


def require_terms(*, soft: object, price: object) -> None:
    """Demand that a rule is hard, or soft with a price that is none or a number.

    Parameters
    ----------
    soft : object
        Whether the rule is priced.
    price : object
        Cost of a breach; None for the usual one.

    Raises
    ------
    FieldError
        If a price is given for a hard rule, or either is of another type.
    """
    require_flag("soft", soft)
    if price is None:
        return
    require_number("price", price, low=0.0, high=1e6)
    if not soft:
        refuse("price", "goes with soft = true; a hard rule is never broken")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = " ".join(value.split())
        return f'"{text[:40]}..."' if len(text) > 43 else f'"{text}"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return str(value)
