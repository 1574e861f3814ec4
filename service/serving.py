"""Run the service: processes that answer, processes that work, and one that watches.

The watching process binds the address, so that all servers share it, starts again what
dies, and passes a signal to stop on. Children end when it is gone. Where the platform
allows it imports their code once and forks them, so that a start costs one import, one
that died is back in milliseconds, and all share the memory of the code.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, Final

import structlog

from matcher.errors import MatcherError
from service.logs import configure_logs
from service.settings import Settings

log = structlog.get_logger(__name__)

GRACE_SECONDS: Final = 10  # for answers under way when the service is told to stop
LOOK_SECONDS: Final = 0.2
AGAIN_SECONDS: Final = 1.0  # before what died at once is started again
METRICS: Final = "PROMETHEUS_MULTIPROC_DIR"
CODE: Final = ("service.api.app", "service.workflows.kinds", "service.jobs.worker")
IS_FORKED: Final = sys.platform == "linux"  # elsewhere system libraries forbid it


class ServeError(MatcherError):
    """The service cannot be started as asked."""


@dataclass(slots=True)
class _Child:
    """One process that is kept running."""

    name: str
    target: Callable[..., None]
    given: tuple[Any, ...]
    process: BaseProcess | None = None
    began: float = field(default=0.0)

    def start(self) -> None:
        """Start it, or start it again."""
        context = multiprocessing.get_context("fork" if IS_FORKED else "spawn")
        self.process = context.Process(  # type: ignore[attr-defined]  # both have one
            target=self.target, args=self.given, name=self.name
        )
        self.process.start()
        self.began = time.monotonic()


def bind(host: str, port: int) -> socket.socket:
    """Bind an address.

    Parameters
    ----------
    host : str
        A name or a number.
    port : int
        0 takes a free one.

    Returns
    -------
    socket
        Listening is left to the servers.

    Raises
    ------
    ServeError
        If it cannot be bound.
    """
    try:
        family, kind, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        msg = f"cannot listen on {host} port {port}: {error.strerror}; use --port."
        raise ServeError(msg) from error
    return bound


def run_service(settings: Settings, bound: socket.socket) -> None:
    """Serve until told to stop.

    Parameters
    ----------
    settings : Settings
        Of the whole service; its database is at the newest schema.
    bound : socket
        From `bind`.
    """
    configure_logs()
    with _metrics_folder():
        if IS_FORKED:
            _load_code()
        children = [
            _Child(f"server-{k}", serve_requests, (settings, bound, os.getpid()))
            for k in range(settings.servers)
        ]
        children += [
            _Child(f"worker-{k}", work_on_jobs, (settings, os.getpid()))
            for k in range(settings.workers)
        ]
        _keep_running(children)


def _load_code() -> None:
    """Import what the children run; only now, for metrics look for their folder."""
    gc.disable()  # a third of the time of imports, and nothing of theirs is garbage
    for name in CODE:
        import_module(name)
    _start_kernels()
    gc.freeze()  # pages that stay as they are stay shared, and are never gone through
    gc.enable()


def _start_kernels() -> None:
    """Run a compiled function once: the first takes a second, others milliseconds.

    Without this the first question to each process would wait for it.
    """
    import numpy as np  # noqa: PLC0415 - the watching process of a spawned one has none

    from matcher.grouping import Facet, Problem, facet_scores  # noqa: PLC0415

    pair = Problem.from_facets([Facet("any", np.zeros((2, 1)), 1.0)], sizes=(2, 2))
    facet_scores(pair, np.zeros(2, dtype=np.intp))


def _keep_running(children: list[_Child]) -> None:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    for child in children:
        child.start()
    while not stop.wait(LOOK_SECONDS):
        for child in children:
            _start_again(child)
    log.info("service stopping")
    for child in children:
        if child.process is not None:
            child.process.terminate()
    until = time.monotonic() + GRACE_SECONDS + 5
    for child in children:
        if child.process is not None:
            child.process.join(max(until - time.monotonic(), 0.1))
            child.process.kill()
            child.process.join()


def _start_again(child: _Child) -> None:
    process = child.process
    if process is None or process.is_alive():
        return
    if time.monotonic() - child.began < AGAIN_SECONDS:
        return
    log.warning(
        "process died", code="process-died", what=child.name, exit=process.exitcode
    )
    child.start()


@contextlib.contextmanager
def _metrics_folder() -> Iterator[None]:
    """Give all processes one folder for their counters, emptied at each start."""
    with tempfile.TemporaryDirectory(prefix="peermatch-metrics-") as folder:
        before = os.environ.get(METRICS)
        os.environ[METRICS] = folder
        try:
            yield
        finally:
            os.environ.pop(METRICS)
            if before is not None:
                os.environ[METRICS] = before


def serve_requests(settings: Settings, bound: socket.socket, parent: int) -> None:
    """Answer requests; the body of a server process.

    Parameters
    ----------
    settings : Settings
        Of the whole service.
    bound : socket
        Shared with the other servers.
    parent : int
        Process without which this one ends.
    """
    _end_with(parent)
    configure_logs()
    import uvicorn  # noqa: PLC0415 - the watching process needs none of this
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from service.api.app import create_app  # noqa: PLC0415

    app = create_app(settings)

    class Server(uvicorn.Server):
        """A server whose streams end when it is told to stop."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """Let streams end, then stop as always."""
            app.state.service.is_stopping = True
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with threadpool_limits(1):  # requests run side by side already
        Server(config).run([bound])


def work_on_jobs(settings: Settings, parent: int) -> None:
    """Work on jobs; the body of a worker process.

    Parameters
    ----------
    settings : Settings
        Of the whole service.
    parent : int
        Process without which this one ends.
    """
    _end_with(parent)
    configure_logs()
    from service.jobs.worker import Worker, WorkerParams  # noqa: PLC0415 - as above
    from service.storage.store import Store  # noqa: PLC0415
    from service.workflows.kinds import HANDLERS  # noqa: PLC0415

    store = Store(settings.database_url, busy_seconds=settings.busy_seconds)
    params = WorkerParams(settings.lease_seconds, settings.attempts)
    worker = Worker(store, HANDLERS, data=settings.data_folder, params=params)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the watching process decides
    worker.run()
    store.close()


def _end_with(parent: int) -> None:
    """End this process when the watching one is gone."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)  # forked ones have those of the watching

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS + 5)
        os._exit(1)

    threading.Thread(target=watch, name="orphan-watch", daemon=True).start()
    sys.stdout.flush()
