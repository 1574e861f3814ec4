"""Public docstrings follow numpydoc and tell the truth about defaults."""

import importlib
import inspect
import pkgutil
import re

import pytest
from numpydoc.validate import validate

ROOMS = ("models", "matcher", "training")
# ES01, SA01, EX01: extended summaries, See Also and Examples where they help.
# GL01, GL02, GL03: the house begins docstrings on the first line (pydocstyle D212).
# GL08: no docstring at all, which ruff decides on. SS06: a summary of two lines.
IGNORED = {"ES01", "SA01", "EX01", "GL01", "GL02", "GL03", "GL08", "SS06"}


def public_objects():
    for room in ROOMS:
        package = importlib.import_module(room)
        for info in pkgutil.walk_packages(package.__path__, f"{room}."):
            module = importlib.import_module(info.name)
            for name, thing in vars(module).items():
                own = getattr(thing, "__module__", None) == info.name
                if not name.startswith("_") and own and callable(thing):
                    yield f"{info.name}.{name}", thing


OBJECTS = dict(public_objects())
# Aliases and compiled kernels have no docstring of their own to validate.
DOCUMENTED = {
    name: thing
    for name, thing in OBJECTS.items()
    if inspect.isclass(thing) or inspect.isfunction(thing)
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_public_names_are_documented(name):
    thing = DOCUMENTED[name]
    fields_stand_under_attributes = (
        {"PR01", "PR02"} if inspect.isclass(thing) else set()
    )

    errors = [
        f"{code}: {text}"
        for code, text in validate(name)["errors"]
        if code not in IGNORED | fields_stand_under_attributes
    ]

    assert inspect.getdoc(thing)
    assert errors == []


def spellings(default):
    yield from (str(default), repr(default), repr(default).strip("'"))
    if default == type(default)():
        yield f"{type(default).__name__}()"


@pytest.mark.parametrize("name", DOCUMENTED)
def test_documented_defaults_are_those_of_the_signature(name):
    thing = DOCUMENTED[name]
    documented = re.findall(
        r"^\s*(\w+) : [^\n]*default=([^\n]+)$",
        inspect.getdoc(thing) or "",
        re.MULTILINE,
    )

    for parameter, said in documented:
        default = inspect.signature(thing).parameters[parameter].default
        assert said.strip().strip('"') in set(spellings(default)), parameter
