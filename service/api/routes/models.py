"""Models: what was learned, what serves, and how to go back."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from service.api.answers import answer
from service.api.auth import Manager, Reader
from service.api.bodies import StrictRoute
from service.api.fields import OnlyNumber
from service.api.names import OURS, BundleId
from service.api.routes.jobs import JobAnswer, accepted
from service.api.writes import Done, Write
from service.storage.bundles import list_bundles
from service.workflows import counting_in, retraining

router = APIRouter(prefix="/v1/models", tags=["models"], route_class=StrictRoute)


class RetrainRequest(BaseModel):
    """Whose feedback to learn from."""

    model_config = ConfigDict(extra="forbid")
    roster_id: Annotated[str, Field(pattern=OURS)]
    seed: Annotated[int, Field(ge=0, le=2**32 - 1), OnlyNumber] = 0


class FoldInRequest(BaseModel):
    """Whose feedback to count."""

    model_config = ConfigDict(extra="forbid")
    roster_id: Annotated[str, Field(pattern=OURS)]


class ModelAnswer(BaseModel):
    """A bundle without its arrays."""

    bundle_id: str
    roster_id: str | None
    state: Literal["champion", "earlier", "challenger"]
    origin: dict[str, Any]
    created_at: datetime


class ModelsAnswer(BaseModel):
    """All bundles, the newest first."""

    items: list[ModelAnswer]


class ServingAnswer(BaseModel):
    """What served before and what serves now; blank where rules alone do."""

    before: str
    now: str


@router.get("", response_model=ModelsAnswer)
def list_models(caller: Reader) -> Response:
    """List bundles with what each was found to be worth."""
    with caller.service.store.reading() as connection:
        found = list_bundles(connection, caller.organisation_id)
    return answer({"items": found})


@router.post("/retrain", status_code=202, response_model=JobAnswer)
def retrain(
    caller: Manager, write: Write, body: Annotated[RetrainRequest, Body()]
) -> Response:
    """Fit a challenger to all that was said; its verdict is the job's result."""

    def act(connection: Connection) -> Done:
        return accepted(
            retraining.ask_retraining(
                connection,
                caller.organisation_id,
                roster_id=body.roster_id,
                seed=body.seed,
            )
        )

    return write.do(caller.organisation_id, act)


@router.post("/fold-in", status_code=202, response_model=JobAnswer)
def fold_in(
    caller: Manager, write: Write, body: Annotated[FoldInRequest, Body()]
) -> Response:
    """Count answers that came since in the bundle that serves, between trainings."""

    def act(connection: Connection) -> Done:
        return accepted(
            counting_in.ask_fold_in(
                connection,
                caller.organisation_id,
                roster_id=body.roster_id,
                key_id=caller.key.key_id,
            )
        )

    return write.do(caller.organisation_id, act)


@router.post("/{bundle_id}/promote", response_model=ServingAnswer)
def promote(caller: Manager, write: Write, bundle_id: BundleId) -> Response:
    """Let a bundle serve that was found better than what serves now."""

    def act(connection: Connection) -> Done:
        before = retraining.promote(
            connection,
            caller.organisation_id,
            bundle_id=bundle_id,
            key_id=caller.key.key_id,
        )
        return Done({"before": before, "now": bundle_id})

    return write.do(caller.organisation_id, act)


@router.post("/roll-back", response_model=ServingAnswer)
def roll_back(caller: Manager, write: Write) -> Response:
    """Let the champion before serve again, or rules alone."""

    def act(connection: Connection) -> Done:
        before, after = retraining.roll_back(
            connection, caller.organisation_id, key_id=caller.key.key_id
        )
        return Done({"before": before, "now": after})

    return write.do(caller.organisation_id, act)
