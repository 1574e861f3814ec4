"""Find and take out what would tell who somebody was, wherever it was written."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Self

ERASED: Final = "(erased)"
_SHORT: Final = 4  # characters; a shorter run of digits is most often a number
_GONE: Final = object()


@dataclass(frozen=True, slots=True)
class Traces:
    """The texts by which one leader can be known.

    Attributes
    ----------
    exact : frozenset of str
        Id, names and addresses: a value that equals one of them goes.
    pattern : re.Pattern
        The same inside of longer texts.
    """

    exact: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, leader_id: str, others: Iterable[str] = ()) -> Self:
        """Gather the traces of a leader.

        Parameters
        ----------
        leader_id : str
            Their id.
        others : iterable of str
            Names and addresses that they had.

        Returns
        -------
        Traces
            An id of up to three digits is left in sentences, where it is a number.
        """
        exact = {leader_id, *(text for text in others if len(text) >= 3)}
        sought = {
            text for text in exact if not (text.isdecimal() and len(text) < _SHORT)
        }
        written = {json.dumps(text)[1:-1] for text in sought} | sought
        either = "|".join(re.escape(text) for text in sorted(written, key=len)[::-1])
        return cls(
            frozenset(exact), re.compile(rf"(?<![\w-])(?:{either or '(?!)'})(?![\w-])")
        )

    def are_in(self, text: str) -> bool:
        """Tell whether a text has any of them."""
        if self.pattern.search(text) is not None:
            return True
        return any(f'"{exact}"' in text for exact in self.exact)

    def out_of(self, text: str) -> str:
        """Take them out of a sentence."""
        return ERASED if text in self.exact else self.pattern.sub(ERASED, text)

    def out_of_json(self, text: str) -> str:
        """Take them out of a JSON text; rows of tables about the leader go whole."""
        if not self.are_in(text):
            return text
        left = self._left(json.loads(text))
        return json.dumps({} if left is _GONE else left, ensure_ascii=False)

    def _left(self, value: Any) -> Any:
        if isinstance(value, str):
            return _GONE if value in self.exact else self.pattern.sub(ERASED, value)
        if isinstance(value, list):
            kept = [self._left(one) for one in value if not self._is_about(one)]
            return [one for one in kept if one is not _GONE]
        if isinstance(value, dict):
            kept_by = {
                self.pattern.sub(ERASED, key): self._left(one)
                for key, one in value.items()
                if key not in self.exact
            }
            return {key: ERASED if v is _GONE else v for key, v in kept_by.items()}
        return value

    def _is_about(self, row: Any) -> bool:
        """Tell whether a row of a table names the leader in a cell of its own."""
        return isinstance(row, dict) and any(
            isinstance(cell, str) and cell in self.exact for cell in row.values()
        )
