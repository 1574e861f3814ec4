"""What an operator sets, read from the environment once at the start."""

from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from matcher.errors import MatcherError

PREFIX: Final = "PEERMATCH_"


class SettingsError(MatcherError):
    """A setting has a value that cannot be used."""


class Settings(BaseSettings):
    """Settings of the service; each is the environment variable PEERMATCH_NAME."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database: SecretStr = Field(
        default=SecretStr("sqlite:///peermatch.sqlite"),
        description="Where everything is kept: sqlite:///FILE, or "
        "postgresql+psycopg://USER:PASSWORD@HOST/NAME.",
    )
    data: Path | None = Field(
        default=None,
        description="Folder for bundles and prepared pools; unless set, the name of "
        "the SQLite file with .data behind it, or peermatch.data.",
    )
    busy_seconds: float = Field(
        default=30.0,
        gt=0.0,
        le=600.0,
        description="How long a writer waits for others before it gives up.",
    )
    workers: int = Field(
        default=1,
        ge=0,
        le=64,
        description="Processes of serve that work on jobs; with 0 run peermatch work.",
    )
    lease_seconds: float = Field(
        default=20.0,
        ge=0.5,
        le=3600.0,
        description="How long a worker may show no sign of life before its job is "
        "taken up again.",
    )
    attempts: int = Field(
        default=3,
        ge=1,
        le=20,
        description="How often a job is begun before it is set aside.",
    )

    servers: int = Field(
        default=1, ge=1, le=64, description="Processes of serve that answer requests."
    )
    requests_per_second: float = Field(
        default=50.0,
        gt=0.0,
        le=100_000.0,
        description="How often one key may ask, on average.",
    )
    burst: int = Field(
        default=200,
        ge=1,
        le=1_000_000,
        description="How often one key may ask at once, before the average counts.",
    )
    request_seconds: float = Field(
        default=30.0,
        ge=0.1,
        le=600.0,
        description="How long a request may take before it is answered with 503.",
    )
    solve_seconds: float = Field(
        default=120.0,
        ge=0.1,
        le=86_400.0,
        description="Longest search that a proposal may ask for.",
    )
    body_megabytes: int = Field(
        default=4, ge=1, le=1024, description="Largest body of a request."
    )
    upload_megabytes: int = Field(
        default=128, ge=1, le=2048, description="Largest roster that is uploaded."
    )
    cors_origins: tuple[str, ...] = Field(
        default=(),
        description="Pages of other sites that a browser may call the API from; a "
        "JSON list. None unless set.",
    )

    @field_validator("database")
    @classmethod
    def _check_database(cls, value: SecretStr) -> SecretStr:
        try:
            make_url(value.get_secret_value())
        except ArgumentError:
            msg = "is no URL of a database."
            raise ValueError(msg) from None
        return value

    @property
    def database_url(self) -> str:
        """Give the URL with its password; not for logs."""
        return self.database.get_secret_value()

    @property
    def data_folder(self) -> Path:
        """Give the folder for bundles and pools."""
        if self.data is not None:
            return self.data
        url = make_url(self.database_url)
        if url.drivername == "sqlite" and url.database:
            return Path(f"{url.database}.data")
        return Path("peermatch.data")


def read_settings(**given: object) -> Settings:
    """Read the settings of the environment; what is given counts more.

    Raises
    ------
    SettingsError
        If one cannot be used: its name and what it must be, not its value.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = f"{PREFIX}{'_'.join(map(str, first['loc'])).upper()}"
        what = first["msg"] if first["type"] != "value_error" else "cannot be read"
        if name == f"{PREFIX}DATABASE":
            what = "must be sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        msg = f"{name}: {what[:1].lower()}{what[1:]}."
        raise SettingsError(msg) from None
