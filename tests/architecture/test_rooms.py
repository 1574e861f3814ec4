"""What the house allows: sizes, words, clocks and exported names."""

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("models", "matcher", "training", "service")


def short_name(path):
    return str(path.relative_to(ROOT))


MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
BANNED_FILES = {"utils.py", "helpers.py", "common.py"}


def functions(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def body_lines(function):
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", MODULES, ids=short_name)
def test_files_and_functions_stay_readable(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    is_kernel = "kernels" in path.parts

    long = {f.name for f in functions(tree) if body_lines(f) > MAX_FUNCTION_LINES}

    assert text.count("\n") < MAX_FILE_LINES
    assert is_kernel or not long
    assert path.name not in BANNED_FILES


CLOCKLESS = [p for p in MODULES if "service" not in p.parts and p.name != "stop.py"]


@pytest.mark.parametrize("path", CLOCKLESS, ids=short_name)
def test_only_the_stop_and_the_service_read_a_clock(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(
        r"\b(time\.(time|monotonic|perf_counter)|\.now\(|\.today\()", text
    )


@pytest.mark.parametrize("path", MODULES, ids=short_name)
def test_no_global_randomness(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(
        r"\bnp\.random\.(seed|rand|randn|randint|choice|shuffle)\(", text
    )
    assert not re.search(r"^import random$|^from random import", text, re.MULTILINE)


def test_the_front_door_exports_what_it_promises():
    matcher = importlib.import_module("matcher")
    stub = (ROOT / "matcher/__init__.pyi").read_text(encoding="utf-8")
    promised = re.findall(r"from (\S+) import (\w+) as \2", stub)

    assert sorted(name for _, name in promised) == [
        "Given",
        "MatcherError",
        "Program",
        "Proposal",
        "Relations",
        "Roster",
        "SearchParams",
        "Seating",
        "load_program",
        "propose",
        "read_relations",
        "read_roster",
        "read_seating",
    ]
    for module, name in promised:
        assert getattr(matcher, name) is getattr(importlib.import_module(module), name)
        assert name in dir(matcher)
    with pytest.raises(AttributeError, match="no_such_name"):
        matcher.no_such_name  # noqa: B018


def test_the_solver_exports_what_it_promises():
    text = (ROOT / "matcher/grouping/__init__.py").read_text(encoding="utf-8")
    names = set(re.findall(r"import (\w+) as \1", text))

    assert {
        "Facet",
        "Problem",
        "Result",
        "solve",
        "MaxRuntime",
        "MaxIterations",
    } <= names
    assert {"AtMost", "Spread", "Apart", "Together", "Pin"} <= names


RE_EXPORTING = {"matcher", "grouping", "suggest"}
PACKAGES = [path for path in MODULES if path.name == "__init__.py"]
SILENT = [path for path in PACKAGES if path.parent.name not in RE_EXPORTING]


@pytest.mark.parametrize("path", SILENT, ids=short_name)
def test_other_packages_hold_a_docstring_only(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert len(tree.body) == 1
    assert ast.get_docstring(tree)
