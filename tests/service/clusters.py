"""A PostgreSQL of the tests' own: a new cluster in a temporary folder."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65_534  # PostgreSQL refuses to run as root


def find_binaries() -> Path:
    """Find where the server's programs lie, whatever installed them."""
    asked = shutil.which("pg_config")
    if asked:
        said = subprocess.run(
            [asked, "--bindir"], capture_output=True, text=True, check=True
        )
        folder = Path(said.stdout.strip())
        if (folder / "initdb").exists():
            return folder
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(installed, key=lambda path: int(path.parts[-3]))
    if not found:
        msg = "PostgreSQL's server is not installed: run scripts/setup-tests.sh"
        raise FileNotFoundError(msg)
    return found[-1].parent


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server of our own, reached over a socket in its folder."""

    folder: Path
    binaries: Path
    is_durable: bool = False  # what a process writes outlives it all the same

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://peermatch@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        as_nobody = (
            ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
            if os.getuid() == 0
            else []
        )
        subprocess.run(
            [*as_nobody, str(self.binaries / program), *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=200"
        options += f" -c fsync={'on' if self.is_durable else 'off'}"
        log = str(self.folder / "log")
        self.run(
            "pg_ctl", "start", "-w", "-D", str(self.data), "-o", options, "-l", log
        )

    def stop(self, how: str = "fast") -> None:
        self.run("pg_ctl", "stop", "-w", "-D", str(self.data), "-m", how)

    def execute(self, *statements: str) -> None:
        import psycopg  # noqa: PLC0415 - only where a server is wanted

        place = f"host={self.folder} user=peermatch dbname=postgres"
        with psycopg.connect(place, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextlib.contextmanager
def new_cluster(
    *, is_durable: bool = False, within: Path | None = None
) -> Iterator[Cluster]:
    """Make a cluster, run it, and take it away again."""
    made = tempfile.mkdtemp(prefix="peermatch-pg-", dir=within)
    folder = Path(made)  # sockets need short paths
    cluster = Cluster(folder, find_binaries(), is_durable)
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    try:
        cluster.run("initdb", "-D", str(cluster.data), "-U", "peermatch", "-A", "trust",
                    "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        cluster.start()
        try:
            yield cluster
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                cluster.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(holds, *, seconds: float = 20.0) -> None:
    """Wait until something holds, looking often."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
