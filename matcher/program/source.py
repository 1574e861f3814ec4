"""Where a program comes from: its name and lines, for messages that point at a key."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, NoReturn, TypeVar

from matcher.errors import ProgramError
from matcher.program.fields import FieldError, did_you_mean, one_line
from matcher.program.lines import KeyPath

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Source:
    """The file (or table) that a program is read from.

    Attributes
    ----------
    name : str
        Name of the file.
    lines : mapping of tuple to int
        Line of each key, where known.
    """

    name: str
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def fail(self, at: KeyPath, what: str) -> NoReturn:
        """Raise the one line that names file, line and problem.

        Parameters
        ----------
        at : tuple
            Path of the key, such as ``("size", "min")``.
        what : str
            What is wrong and what must hold.

        Raises
        ------
        ProgramError
            Always.
        """
        known = (self.lines.get(at[:n]) for n in range(len(at), 0, -1))
        line = next((number for number in known if number), None)
        raise ProgramError(one_line(self.name, line, what))

    def check_keys(
        self, table: Mapping[str, Any], known: tuple[str, ...], at: KeyPath = ()
    ) -> None:
        """Refuse keys that mean nothing here.

        Parameters
        ----------
        table : mapping
            What was written.
        known : tuple of str
            The keys that mean something.
        at : tuple, default=()
            Path of the table.

        Raises
        ------
        ProgramError
            If there is another key; the message names the nearest valid one.
        """
        for key in table:
            if key not in known:
                where = f" in {_header(at)}" if at else ""
                hint = did_you_mean(key, known)
                self.fail((*at, key), f'there is no key "{key[:40]}"{where}; {hint}')

    def section(self, table: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Take one table of the file; one that is not there is empty.

        Parameters
        ----------
        table : mapping
            The whole file.
        name : str
            Name of the table.

        Returns
        -------
        dict
            Its keys.

        Raises
        ------
        ProgramError
            If it is no table.
        """
        section = table.get(name, {})
        if not isinstance(section, Mapping):
            self.fail((name,), f"{name} is a table: write its keys under [{name}]")
        return dict(section)

    def build(
        self,
        made: type[Made],
        keys: Mapping[str, Any],
        *,
        at: KeyPath = (),
        paths: Mapping[str, KeyPath] | None = None,
    ) -> Made:
        """Make a dataclass from keys, and point at the key that it refuses.

        Parameters
        ----------
        made : type
            The dataclass.
        keys : mapping
            Its arguments.
        at : tuple, default=()
            Path of the table.
        paths : mapping of str to tuple, optional
            Paths of keys that stand elsewhere than in the table.

        Returns
        -------
        object
            The dataclass.

        Raises
        ------
        ProgramError
            If a key is missing or holds what it may not.
        """
        for entry in fields(made):  # type: ignore[arg-type]  # a dataclass by contract
            if entry.name not in keys and _is_required(entry):
                self.fail(at, f'{_header(at)} lacks its key "{entry.name}"')
        try:
            return made(**keys)
        except FieldError as error:
            path = (paths or {}).get(error.key, (*at, error.key))
            owner = f"{path[0]}." if len(path) == 2 else ""
            self.fail(path, f"{owner}{error}")


def _is_required(entry: Any) -> bool:
    return entry.default is MISSING and entry.default_factory is MISSING


def _header(at: KeyPath) -> str:
    return "this [[rule]]" if len(at) == 2 else f"[{at[0]}]"
