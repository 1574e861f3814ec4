"""The command that runs the service."""

import ipaddress
from typing import Any

import click


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; beyond this machine only once a key exists.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--database",
    metavar="URL",
    help="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; without it "
    "PEERMATCH_DATABASE, else peermatch.sqlite here.",
)
@click.option(
    "--servers", type=click.IntRange(1, 64), help="Processes that answer requests."
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    help="Processes that work on imports, proposals and retraining.",
)
def serve_command(host: str, port: int, **options: Any) -> None:
    """Run the API until Ctrl-C: /v1, /health/ready, /metrics, /v1/openapi.json.

    The database is made, or brought to this version, at the start. Everything else is
    set by PEERMATCH_... variables. Keys are made with keys create.

    \b
    Example:  peermatch keys create --organisation "Northern Forum" --scope admin
              peermatch serve --port 8000
    """  # noqa: D301 - click reads the backspace
    from service.serving import ServeError, bind, run_service  # noqa: PLC0415 - heavy
    from service.settings import read_settings  # noqa: PLC0415
    from service.storage import migrate  # noqa: PLC0415
    from service.storage.keys import has_keys  # noqa: PLC0415
    from service.storage.store import Store  # noqa: PLC0415

    given = {name: value for name, value in options.items() if value is not None}
    settings = read_settings(**given)
    store = Store(settings.database_url, busy_seconds=settings.busy_seconds)
    migrate.upgrade(store)
    with store.reading() as connection:
        is_keyed = has_keys(connection)
    store.close()
    if not is_keyed and not _is_loopback(host):
        msg = (
            f"{host} can be reached from other machines and no key exists: nobody "
            "could be told from anybody. Make one with: peermatch keys create"
        )
        raise ServeError(msg)
    bound = bind(host, port)
    name, number = bound.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    click.echo(f"Serving http://{shown}:{number} until Ctrl-C.", err=True)
    if not is_keyed:
        click.echo("No key exists yet; make one: peermatch keys create", err=True)
    run_service(settings, bound)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
