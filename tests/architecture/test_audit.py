"""The audits can fail: a planted secret, a vulnerable package, a report of nobody."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
sys.path.insert(0, str(ROOT / "scripts"))
LOOKED = {"name": "numpy", "version": "2.4.0", "vulns": []}
SKIPPED = {"name": "scipy", "skip_reason": "could not be audited"}
BAD = {"name": "x", "version": "1.0", "vulns": [{"id": "CVE-2026-1"}]}


@pytest.mark.parametrize(
    ("packages", "code"),
    [
        ([LOOKED], 0),
        ([LOOKED, BAD], 1),
        ([LOOKED, SKIPPED], 2),
        ([SKIPPED], 2),
        ([], 2),
    ],
)
def test_a_report_is_worth_what_was_looked_up(packages, code):
    from audit import judge  # noqa: PLC0415 - a script, not a package

    assert judge(json.dumps({"dependencies": packages})) == code


def test_no_report_is_no_verdict():
    from audit import judge  # noqa: PLC0415 - a script, not a package

    assert judge("No known vulnerabilities found") == 2


def secrets_command() -> list[str]:
    """Take the options of `make lint`."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = next(line for line in makefile.splitlines() if "detect-secrets-hook" in line)
    options = line.split("detect-secrets-hook", 1)[1].split("'")
    return [str(BIN / "detect-secrets-hook"), *options[0].split(), options[1]]


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        ('AWS_KEY = "AKIA' + "IOSFODNN7EXAMPLQ" + '"\n', 1),
        ('url = "postgresql://bob:' + "Xy7pQ2vK" + '@db.example/x"\n', 1),
        ('url = "postgresql+psycopg://USER:PASSWORD@HOST/NAME"\n', 0),
    ],
    ids=["key", "url", "placeholder"],
)
def test_a_secret_in_a_file_fails_the_check(tmp_path, planted, code):
    path = tmp_path / "planted.py"
    path.write_text(planted, encoding="utf-8")

    found = subprocess.run(
        [*secrets_command(), str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == code, found.stdout


def test_code_that_a_stranger_could_misuse_fails_the_check(tmp_path):
    path = tmp_path / "planted.py"
    path.write_text("import pickle\n\npickle.load(open('x', 'rb'))\n", encoding="utf-8")

    found = subprocess.run(
        [str(BIN / "bandit"), "-q", "-ll", "--skip", "B704", str(path)],
        capture_output=True,
        check=False,
    )

    assert found.returncode == 1
