"""A client that sends leads over kept-alive connections; a process of its own, told what to do as JSON on its input.

Closed: each connection sends its next request when the last one was answered. Open: requests fall due at random
(Poisson) moments whatever happened to earlier ones; one that finds all connections busy waits in line, and its time
counts from the moment at which it fell due.
"""

import asyncio
import contextlib
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench.homes import said


class Client:
    """One connection of HTTP/1.1, kept alive."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.head = (
            f"POST /api/v1/leads HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\n"
        )

    async def connect(self) -> "Client":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def send(self, number: int) -> int:
        """Send one lead with an idempotency key of its own; the status that came back."""
        body = json.dumps(said(number)).encode()
        key = f"Idempotency-Key: bench-{number}\r\n" if number % 2 else ""
        self.writer.write(f"{self.head}{key}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await self.reader.readexactly(length)
        return int(head[9:12])


async def closed(port: int, token: str, *, clients: int, seconds: float, first: int) -> dict[str, Any]:
    """As many as the server answers."""
    numbers = iter(range(first, first + 10_000_000))
    taken: list[float] = []
    statuses: dict[int, int] = {}
    until = time.perf_counter() + seconds

    async def work() -> None:
        client = await Client(port, token).connect()
        while (began := time.perf_counter()) < until:
            status = await client.send(next(numbers))
            taken.append(time.perf_counter() - began)
            statuses[status] = statuses.get(status, 0) + 1

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(clients)))
    return {"latencies": taken, "statuses": statuses, "seconds": time.perf_counter() - began, "unsent": 0}


async def opened(port: int, token: str, *, rate: float, clients: int, seconds: float, first: int) -> dict[str, Any]:
    """As many as fall due at this rate; those that are not answered a while after the last one are given up."""
    due: asyncio.Queue[tuple[float, int]] = asyncio.Queue()
    taken: list[float] = []
    statuses: dict[int, int] = {}
    connections = await asyncio.gather(*(Client(port, token).connect() for _ in range(clients)))

    async def work(client: Client) -> None:
        while True:
            moment, number = await due.get()
            status = await client.send(number)
            taken.append(time.perf_counter() - moment)
            statuses[status] = statuses.get(status, 0) + 1
            due.task_done()

    workers = [asyncio.create_task(work(client)) for client in connections]
    began = time.perf_counter()
    for offset, number in _arrivals(rate, seconds, first):
        wait = began + offset - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        due.put_nowait((began + offset, number))
    backlog = due.qsize()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(due.join(), timeout=max(2.0, seconds / 2))
    for worker in workers:
        worker.cancel()
    return {
        "latencies": taken,
        "statuses": statuses,
        "seconds": time.perf_counter() - began,
        "unsent": due.qsize(),
        "backlog": backlog,
    }


def _arrivals(rate: float, seconds: float, first: int) -> Iterator[tuple[float, int]]:
    chance = random.Random(first)
    offset, number = chance.expovariate(rate), first
    while offset < seconds:
        yield offset, number
        offset, number = offset + chance.expovariate(rate), number + 1


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    doing = {"closed": closed, "open": opened}[asked.pop("model")]
    json.dump(asyncio.run(doing(**asked)), sys.stdout)
