"""One running production set-up for all tests of this folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import harness
import play
import pytest
from client import Person


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
