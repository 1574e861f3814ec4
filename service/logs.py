"""Logs: one JSON object a line on stderr, with the request id and no personal data."""

import logging
import sys
from typing import Any, Final

import structlog

PRIVATE: Final = frozenset(
    {"name", "email", "text", "body", "query", "path", "secret", "authorization"}
)  # never a key of an event


def configure_logs(*, level: str = "info") -> None:
    """Send the logs of service and training to stderr.

    Parameters
    ----------
    level : {"debug", "info", "warning", "error"}, default="info"
        Lowest level that is written.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_private,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def drop_private(_logger: Any, _method: str, event: Any) -> Any:
    """Leave out keys whose values would be personal; a last line of defence.

    Parameters
    ----------
    event : dict
        What is to be written.

    Returns
    -------
    dict
        Without those keys.
    """
    return {key: value for key, value in event.items() if key not in PRIVATE}
