"""The time limit holds for work in threads too, and spares streams that have begun."""

import asyncio
import time

from fastapi import FastAPI
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from service.api.guard import Guard, Limits


def slow_app() -> Guard:
    app = FastAPI()

    @app.get("/thread")
    def in_a_thread() -> str:
        time.sleep(3)
        return "late"

    @app.get("/loop")
    async def in_the_loop() -> str:
        await asyncio.sleep(3)
        return "late"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts():
            for _ in range(4):
                yield b"part"
                await asyncio.sleep(0.2)

        return StreamingResponse(parts())

    return Guard(app, Limits(seconds=0.4))


def test_what_takes_too_long_is_answered_in_time():
    client = TestClient(slow_app(), raise_server_exceptions=False)

    for path in ("/thread", "/loop"):
        answered = client.get(path)
        assert answered.status_code == 503
        assert answered.json()["type"].endswith("too-slow")
        assert float(answered.elapsed.total_seconds()) > 0.3


def test_a_stream_that_has_begun_may_last():
    answered = TestClient(slow_app()).get("/stream")

    assert answered.status_code == 200
    assert answered.content == b"part" * 4
