"""Read NAICS and SIC codes.

Which codes exist is a fact published by the US Census Bureau (NAICS 2017 and 2022) and
by OSHA (SIC 1987); the wording here is our own.
"""

import re
from typing import Final

from models.encoders.industry_titles import TITLES

MERGED: Final = {
    "31": "31-33",
    "32": "31-33",
    "33": "31-33",
    "44": "44-45",
    "45": "44-45",
    "48": "48-49",
    "49": "48-49",
}
SECTORS: Final = frozenset({code for code in TITLES if len(code) == 2})

# Families of NAICS 2022 that NAICS 2017 has under another number.
_SINCE_2022: Final = """
5131 5111 | 5132 5112 | 5161 5151 | 5162 5152 | 5178 5179 | 5192 5191 | 513 511
516 515 | 4491 4421 | 4492 4431 | 4551 4522 | 4552 4523 | 4561 4461 | 4571 4471
4572 4543 | 4581 4481 | 4582 4482 | 4583 4483 | 4591 4511 | 4592 4512 | 4593 4531
4594 4532 | 4595 4533 | 4599 4539 | 449 442 | 455 452 | 456 446 | 457 447 | 458 448
459 453 | 4251 4251 | 5171 5173 | 5172 5173 | 4521 4522 | 4529 4523 | 5181 5182
"""
# Major groups of SIC 1987, then finer groups where the major group is too mixed.
_SIC: Final = """
01 111 | 02 112 | 07 115 | 08 113 | 09 114 | 10 2122 | 12 2121 | 13 211 | 14 2123
15 236 | 16 237 | 17 238 | 20 311 | 21 3122 | 22 313 | 23 315 | 24 321 | 25 337
26 322 | 27 511 | 28 325 | 29 324 | 30 326 | 31 316 | 32 327 | 33 331 | 34 332
35 333 | 36 335 | 37 336 | 38 3345 | 39 339 | 40 482 | 41 485 | 42 484 | 43 491
44 483 | 45 481 | 46 486 | 47 488 | 48 517 | 49 22 | 50 423 | 51 424 | 52 444
53 452 | 54 445 | 55 441 | 56 448 | 57 442 | 58 722 | 59 453 | 60 5221 | 61 5222
62 523 | 63 5241 | 64 5242 | 65 531 | 67 525 | 70 721 | 72 812 | 73 561 | 75 8111
76 811 | 78 512 | 79 713 | 80 62 | 81 5411 | 82 61 | 83 624 | 84 712 | 86 813
87 541 | 88 814 | 89 54 | 91 92 | 92 9221 | 93 9211 | 94 923 | 95 924 | 96 926 | 97 928
208 3121 | 275 3231 | 283 3254 | 357 3341 | 366 3342 | 367 3344 | 372 3364 | 376 3364
384 3391 | 422 4931 | 472 5615 | 473 4885 | 483 5151 | 484 5152 | 491 2211 | 492 2212
494 2213 | 495 562 | 581 7225 | 591 4461 | 596 4541 | 671 5511 | 731 5418 | 732 5614
733 5414 | 734 5617 | 735 532 | 736 5613 | 737 5415 | 7372 5112 | 7374 5182 | 738 5616
751 5321 | 801 6211 | 802 6212 | 805 623 | 806 622 | 807 6215 | 808 6216 | 871 5413
872 5412 | 873 5417 | 874 5416
"""


def _pairs(table: str) -> dict[str, str]:
    pairs = (entry.split() for entry in re.split(r"[|\n]", table) if entry.strip())
    return dict(map(tuple, pairs))


SINCE_2022: Final = _pairs(_SINCE_2022)
SIC: Final = _pairs(_SIC)

_CODE = re.compile(
    r"""(?:(?P<system>naics|sic)\b(?:\s*(?:20\d\d|1987))?(?:\s*code)?\s*[:#.-]?\s*)?
    (?P<code>31\s*[-–]\s*33|44\s*[-–]\s*45|48\s*[-–]\s*49|\d{2,6})(?:\.0+)?
    (?P<after>\s*$|\s*[-–—:|,;(\[)\]]+\s*.*|\s+\D.*)""",  # noqa: RUF001 - dashes as people type them
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CODE_BEHIND = re.compile(
    r"[(\[]\s*(?:(?P<system>naics|sic)\W*)?(?P<code>\d{3,6})\s*[)\]]\s*$", re.IGNORECASE
)


def sector_of(code: str) -> str:
    """Name the sector of a code, related two-digit sectors taken together.

    Parameters
    ----------
    code : str
        NAICS digits.

    Returns
    -------
    str
        Such as "54" or "31-33".

    Examples
    --------
    >>> sector_of("332710"), sector_of("541511")
    ('31-33', '54')
    """
    return MERGED.get(code[:2], code[:2])


def title_of(code: str) -> str:
    """Name a code in plain words.

    Parameters
    ----------
    code : str
        NAICS digits, as `read_code` returns them.

    Returns
    -------
    str
        The title of the code, or of the closest family above it that has one.

    Examples
    --------
    >>> title_of("541511") == title_of("5415")
    True
    """
    prefixes = (code[:length] for length in range(len(code), 1, -1))
    return next((TITLES[prefix] for prefix in prefixes if prefix in TITLES), "")


def read_code(text: str) -> tuple[str, str] | None:
    """Read a cell that holds a code, alone or with words beside it.

    A four-digit code can be NAICS or SIC. It is read as NAICS when NAICS has that
    family, unless the cell says "SIC"; what NAICS does not have is read as SIC.

    Parameters
    ----------
    text : str
        One cell.

    Returns
    -------
    tuple of (str, str) or None
        NAICS 2017 digits and the characters that were read; None where there is no
        code that exists.

    Examples
    --------
    >>> read_code("541511 - Custom Computer Programming")
    ('541511', '541511')
    >>> read_code("7372"), read_code("SIC 5411"), read_code("24/7 plumbing")
    (('5112', '7372'), ('445', '5411'), None)
    """
    found = _CODE.fullmatch(text.strip()) or _CODE_BEHIND.search(text)
    if found is None:
        return None
    digits = re.sub(r"\s*[-\u2013]\s*", "-", found["code"])
    system = (found["system"] or "").lower()
    after = found.groupdict().get("after") or ""
    if len(digits) < 4 and re.match(r"\s+\w", after) and not system:
        return None
    code = _sic(digits) if system == "sic" else _naics(digits)
    if code is None and len(digits) == 4 and not system and not after.strip():
        code = _sic(digits)
    return None if code is None else (code, found["code"])


def _naics(digits: str) -> str | None:
    if "-" in digits:
        return digits
    for length in (4, 3):
        older = SINCE_2022.get(digits[:length])
        if len(digits) >= length and older is not None:
            return older
    if digits[:4] in TITLES or (len(digits) == 2 and digits in SECTORS):
        return digits
    return None


def _sic(digits: str) -> str | None:
    prefixes = (digits[:length] for length in (4, 3, 2))
    return next((SIC[prefix] for prefix in prefixes if prefix in SIC), None)
