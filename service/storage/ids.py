"""Ids that nobody can guess and that sort roughly by when they were drawn."""

import secrets
import time


def new_id() -> str:
    """Draw an id: 12 hexadecimal digits of milliseconds, then 20 of chance.

    Nothing rests on their order but the order of pages, so a clock that jumps does
    no harm.
    """
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
