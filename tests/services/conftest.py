"""One running production set-up for all tests of this folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import harness
import play
import pytest
from client import Person
from sink import Sink


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[harness.Stack]:
    reason = harness.available()
    if reason:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder: Path = tmp_path_factory.mktemp("stack")
    running = harness.Stack(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def admin(stack: harness.Stack) -> Person:
    """The administrator who set the stack up, signed in."""
    play.set_up(stack)
    return play.sign_in(stack)


@pytest.fixture(scope="module")
def closed(stack: harness.Stack, admin: Person, request: pytest.FixtureRequest) -> str:
    """G01 answered, closed and frozen; the assessment's path."""
    return play.closed_assessment(stack, admin, f"For {request.module.__name__}")


@pytest.fixture(scope="module")
def mail(stack: harness.Stack) -> Iterator[Sink]:
    """A mail server, and the stack set up to send through it."""
    with Sink() as server:
        address = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port)}
        stack.restart(**address, EMAIL_USE_TLS="false")
        yield server
        server.shutdown()
    stack.restart(EMAIL_HOST="")
