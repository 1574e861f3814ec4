"""Rosters of invented people as exports write them, each from a fixed seed."""

import csv
import gzip
import random
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

SEED = 1
CITIES = ("Oslo", "Umeå", "Lyon", "Austin", "Boston", "Kyoto", "Quito", "Leeds")
TRADES = ("Banking", "Retail & Trade", "Software", "Logistics", "Health", "Energy")
HEADER = ("Member ID", "Name", "Email", "Company", "Industry", "City", "Revenue",
          "Employees", "Founded", "Challenges")  # fmt: skip
NAME, EMAIL, COMPANY, REVENUE, CHALLENGES = 1, 2, 3, 6, 9
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    Attributes
    ----------
    change : callable
        Changes plain rows in place.
    damage : callable or None, default=None
        Changes the lines of the file, header first.
    delimiter, encoding : str
        How the file is written.
    quoting : int, default=csv.QUOTE_MINIMAL
        Which cells get quotation marks.
    is_packed : bool, default=False
        Whether the file is packed with gzip.
    """

    change: Callable[[Rows], None]
    damage: Callable[[list[str]], None] | None = None
    delimiter: str = ","
    encoding: str = "utf-8"
    quoting: Any = csv.QUOTE_MINIMAL
    is_packed: bool = field(default=False)

    def options(self) -> dict[str, Any]:
        """Give what `pandas.read_csv` has to be told of the file."""
        packing = "gzip" if self.is_packed else None
        return {
            "sep": self.delimiter,
            "encoding": self.encoding,
            "compression": packing,
        }

    def write(self, path: Path, n_rows: int) -> None:
        """Write a file of this kind."""
        rows = plain_rows(n_rows)
        self.change(rows)
        with path.open("w", encoding=self.encoding, newline="") as stream:
            writer = csv.writer(
                stream,
                lineterminator="\n",
                delimiter=self.delimiter,
                quoting=self.quoting,
            )
            writer.writerow(HEADER)
            writer.writerows(rows)
        if self.damage:
            lines = path.read_text(encoding=self.encoding).split("\n")
            self.damage(lines)
            path.write_text("\n".join(lines), encoding=self.encoding)
        if self.is_packed:
            path.write_bytes(gzip.compress(path.read_bytes(), 6))


def plain_rows(n_rows: int) -> Rows:
    """Draw people with distinct ids, names and addresses, at 9,000 companies."""
    rng = np.random.default_rng(SEED)
    revenue = np.exp(rng.normal(16, 2, n_rows)).astype(int)
    employees = np.exp(rng.normal(4, 1.5, n_rows)).astype(int) + 1
    founded = rng.integers(1950, 2024, n_rows)
    city, trade = rng.integers(0, 8, n_rows), rng.integers(0, 6, n_rows)
    return [
        [
            *(f"{i:07d}", f"Leader Number{i}", f"leader{i}@firm{i % 9000}.example"),
            *(f"Firm {i % 9000}", TRADES[trade[i]], CITIES[city[i]]),
            *(str(revenue[i]), str(employees[i]), str(founded[i])),
            f"growth in region {i % 500}",
        ]
        for i in range(n_rows)
    ]


def _plain(_rows: Rows) -> None:
    """Leave everything as it is."""


def _money(written: Callable[[int, int], str]) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for i, row in enumerate(rows):
            row[REVENUE] = written(int(row[REVENUE]), i)

    return change


def _continental(value: int, i: int) -> str:
    return f"{value:,}".replace(",", ".") + f",{i % 100:02d}"


def _indian(value: int, _i: int) -> str:
    head, tail = str(value)[:-3], str(value)[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail])


def _distinct(rows: Rows) -> None:
    rng = random.Random(SEED)  # noqa: S311  # invented names, no secret
    for i, row in enumerate(rows):
        given, family = ("".join(rng.choices(string.ascii_lowercase, k=8)).title()
                         for _ in range(2))  # fmt: skip
        row[NAME], row[EMAIL] = f"{given} {family}", f"{given}@{family}.example"
        row[COMPANY] = f"{family} {given} Holdings {i}"
        row[CHALLENGES] = f"{given} wants {family} and {i}"


def _accented(rows: Rows) -> None:
    _distinct(rows)
    for row in rows:
        row[NAME] = row[NAME].replace("a", "é").replace("o", "ö")
        row[COMPANY] = row[COMPANY].replace("u", "ü")


def _over_lines(rows: Rows) -> None:
    for row in rows[::4]:
        row[CHALLENGES] = f"hiring, keeping\nand paying, {row[CHALLENGES]}"


def _all_over_lines(rows: Rows) -> None:
    _distinct(rows)
    for row in rows:
        row[CHALLENGES] = f"hiring\nand paying, {row[CHALLENGES]}; succession"


def _padded(rows: Rows) -> None:
    rows[:] = [[f" {cell} " for cell in row] for row in rows]


def _every(step: int, change: Callable[[str], str]) -> Callable[[list[str]], None]:
    def damage(lines: list[str]) -> None:
        for i in range(1, len(lines) - 1, step):
            lines[i] = change(lines[i])

    return damage


KINDS: Mapping[str, Kind] = MappingProxyType({
    "plain": Kind(_plain),
    "plain, gzip": Kind(_plain, is_packed=True),
    "all cells quoted": Kind(_plain, quoting=csv.QUOTE_ALL),
    "all values distinct": Kind(_distinct),
    "accents, all distinct": Kind(_accented),
    "the same in cp1252": Kind(_accented, encoding="cp1252"),
    "spaces around cells": Kind(_padded),
    "$1,234,567": Kind(_money(lambda value, _: f"${value:,}")),
    "1,234,567": Kind(_money(lambda value, _: f"{value:,}")),
    "€1.234.567,89": Kind(_money(lambda value, i: f"€{_continental(value, i)}")),
    "1.234.567,89, semicolons": Kind(_money(_continental), delimiter=";"),
    "1234567,89, semicolons": Kind(
        _money(lambda value, i: f"{value},{i % 100:02d}"), delimiter=";"
    ),
    "36.9 Million": Kind(_money(lambda value, _: f"{value / 1e6:.4f} Million")),
    "USD 12,500": Kind(_money(lambda value, _: f"USD {value:,}")),
    "17,50,000": Kind(_money(_indian)),
    "3.00000E+07": Kind(_money(lambda value, _: f"{value:.5E}")),
    "breaks in a 4th of texts": Kind(_over_lines),
    "breaks in all texts": Kind(_all_over_lines),
    "1 in 10,000 too long": Kind(_plain, _every(10_000, lambda line: f"{line},more")),
    "1 in 50 too long": Kind(_plain, _every(50, lambda line: f"{line},more")),
    'Lea"der, 1 in 1,000': Kind(
        _plain, _every(1_000, lambda line: line.replace("Leader", 'Lea"der', 1))
    ),
    '12" in each row': Kind(
        _plain, _every(1, lambda line: line.replace("growth", '12" growth', 1))
    ),
    '"Leader, 1 in 1,000': Kind(
        _plain, _every(1_000, lambda line: line.replace("Leader", '"Leader', 1))
    ),
})  # fmt: skip
