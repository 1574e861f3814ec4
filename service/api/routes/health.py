"""Whether the service is up, and what operators watch; open to all who reach it."""

import shutil
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.bundle import MANIFEST
from service.api.answers import answer
from service.api.service import Service, service_of
from service.metrics import render_metrics
from service.storage.bundles import champion_id
from service.storage.errors import StorageError
from service.storage.jobs import count_jobs
from service.storage.migrate import is_current
from service.storage.organisations import list_organisations
from service.workflows.standing import BUNDLES

router = APIRouter(tags=["operation"])
LEAST_DISK_BYTES: Final = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the service can do its work.

    Attributes
    ----------
    status : str
        "ok", or "not ready".
    checks : dict of str to str
        What was looked at; "ok" or what is wrong.
    """

    status: str
    checks: dict[str, str]


@router.get("/health/live", response_model=Health)
async def live() -> Response:
    """Say that the process answers."""
    return answer(Health("ok", {}))


@router.get(
    "/health/ready",
    response_model=Health,
    responses={503: {"model": Health, "description": "Something is missing."}},
)
def ready(request: Request) -> Response:
    """Say whether database, schema, bundles and disk are as they must be."""
    service = service_of(request)
    checks = {
        "database": _database(service),
        "disk": _disk(service),
        "bundle": _bundles(service),
        "suggestions": service.shelf.check(),
    }
    is_ready = set(checks.values()) == {"ok"}
    health = Health("ok" if is_ready else "not ready", checks)
    return answer(health, status=200 if is_ready else 503)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request) -> Response:
    """Give figures as Prometheus reads them; no organisation and no person in them."""
    service = service_of(request)
    with service.store.reading() as connection:
        jobs = count_jobs(connection)
    text = render_metrics(jobs, service.shelf.served())
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _database(service: Service) -> str:
    try:
        if is_current(service.store):
            return "ok"
    except StorageError as error:
        return str(error)
    return "another schema: restart peermatch serve"


def _bundles(service: Service) -> str:
    """Look whether the files of every champion are there."""
    folder = service.settings.data_folder / BUNDLES
    try:
        with service.store.reading() as connection:
            for organisation in list_organisations(connection):
                name = champion_id(connection, organisation.organisation_id)
                if name and not (folder / name / MANIFEST).is_file():
                    return f"the files of bundle {name[:12]} are missing"
    except StorageError:
        return "cannot be told without the database"
    return "ok"


def _disk(service: Service) -> str:
    free = shutil.disk_usage(service.settings.data_folder).free
    return "ok" if free >= LEAST_DISK_BYTES else "less than 64 MB are free"
