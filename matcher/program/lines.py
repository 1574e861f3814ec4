"""Lines of the keys in a TOML text, so that a message can point at one.

The standard library's TOML reader keeps no positions. This finds those of plain
keys and table headers, which is how program files are written; a key that is
written otherwise (dotted, inside braces) is simply not found.
"""

import re

KeyPath = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_\"'.\- ]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_\-]+)\s*=")


def find_lines(text: str) -> dict[KeyPath, int]:
    r"""Find on which line each key and table of a TOML text begins.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    dict of tuple to int
        Path to 1-based line: ``("size", "min")``, ``("rule", 0, "column")``,
        ``("rule", 0)`` for the first ``[[rule]]`` header.

    Examples
    --------
    >>> find_lines("way = 'optimize'\n[[rule]]\nkind = 'pin'")
    {('way',): 1, ('rule', 0): 2, ('rule', 0, 'kind'): 3}
    """
    found: dict[KeyPath, int] = {}
    counts: dict[str, int] = {}
    table: KeyPath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            name = header[2].strip("\"' ")
            table = (name,)
            if header[1] == "[[":
                table = (name, counts.get(name, 0))
                counts[name] = counts.get(name, 0) + 1
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault((*table, key[1].strip("\"'")), number)
    return found
