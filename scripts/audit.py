"""Look for known vulnerabilities of what is installed, or say that nobody looked.

    python scripts/audit.py

pip-audit ends with 0 when it reached no database of vulnerabilities: it then skips
every package and finds nothing. Here that is a failure: a check that cannot fail is no
check. It needs the network; `make test` goes on without a verdict where there is none.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"


def main() -> None:
    """Audit the lock; end with 1 for vulnerabilities, 2 when packages were skipped."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--disable-pip"),
            *("--require-hashes", "-f", "json", "--progress-spinner", "off"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    sys.exit(judge(done.stdout))


def judge(report: str) -> int:
    """Read a report of pip-audit, and say what it is worth.

    Parameters
    ----------
    report : str
        JSON as pip-audit writes it.

    Returns
    -------
    int
        0 when every package was looked up and none is vulnerable, 1 when one is, 2
        when nobody looked.
    """
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        print("audit: pip-audit gave no report; nothing was audited.")
        return 2
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    bad = [package for package in packages if package.get("vulns")]
    for package in bad:
        ids = ", ".join(found["id"] for found in package["vulns"])
        print(f"audit: {package['name']} {package['version']}: {ids}")
    if bad:
        return 1
    if skipped or not packages:
        n = len(packages)
        print(f"audit: {len(skipped)} of {n} packages were not looked up; no verdict.")
        return 2
    print(f"audit: {len(packages)} packages looked up, no known vulnerability.")
    return 0


if __name__ == "__main__":
    main()
