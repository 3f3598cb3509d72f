"""The load generator: a process of its own, keep-alive connections, bounded in number and time.

Each client sends its requests one after the other, at once or one every so many seconds.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_CLIENTS = 100
LONGEST = 60  # seconds
Request = tuple[str, str, str]  # method, path, body


@dataclass(frozen=True)
class Outcome:
    """What the clients saw: seconds of each answer, how many of each status, the whole time."""

    seconds: list[float]
    statuses: dict[str, int]
    elapsed: float

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.elapsed

    def require(self, status: int) -> "Outcome":
        """Refuse to report on answers of any other status."""
        if set(self.statuses) != {str(status)}:
            raise RuntimeError(f"expected only {status}, got {self.statuses}")
        return self


def generate(
    port: int,
    clients: Sequence[Sequence[Request]],
    headers: Mapping[str, str],
    *,
    seconds: float,
    every: float = 0,
) -> Outcome:
    """Send from another process; `every` is the pause between two requests of one client."""
    plan = {
        "port": port,
        "clients": clients[:MOST_CLIENTS],
        "headers": dict(headers),
        "seconds": min(seconds, LONGEST),
        "every": every,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(plan), text=True, capture_output=True, check=True, timeout=2 * LONGEST,
    )  # fmt: skip
    return Outcome(**json.loads(done.stdout))


def _encode(request: Sequence[str], headers: str) -> bytes:
    method, path, body = request
    content = body.encode()
    head = f"{method} {path} HTTP/1.1\r\n{headers}Content-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


async def _status(reader: asyncio.StreamReader) -> str:
    """Read one whole answer; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, *lines = head.split("\r\n")
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if "content-length" in fields:
        await reader.readexactly(int(fields["content-length"]))
    elif fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return status.split()[1]


async def _client(plan: Mapping, requests: Sequence[bytes], deadline: float) -> list:
    """Send until the time or the requests are over; (seconds, status) of each answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", plan["port"])
    seen = []
    due = time.perf_counter() + random.random() * plan["every"]
    for request in requests:
        await asyncio.sleep(max(0, due - time.perf_counter()))
        start = time.perf_counter()
        if start >= deadline:
            break
        writer.write(request)
        seen.append((await _status(reader), time.perf_counter() - start))
        due = max(due + plan["every"], time.perf_counter()) if plan["every"] else 0
    writer.close()
    return seen


async def _all(plan: Mapping) -> Outcome:
    headers = "".join(f"{name}: {value}\r\n" for name, value in plan["headers"].items())
    prepared = [[_encode(request, headers) for request in client] for client in plan["clients"]]
    start = time.perf_counter()
    deadline = start + plan["seconds"]
    answers = await asyncio.gather(*(_client(plan, client, deadline) for client in prepared))
    elapsed = time.perf_counter() - start
    flat = [answer for client in answers for answer in client]
    return Outcome([took for _, took in flat], Counter(status for status, _ in flat), elapsed)


if __name__ == "__main__":
    outcome = asyncio.run(_all(json.load(sys.stdin)))
    print(json.dumps(vars(outcome)))
