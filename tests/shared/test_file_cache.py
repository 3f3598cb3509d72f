"""The cache that processes share: rate limits lock with `add`."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from aiproj.shared.file_cache import FileCache

PROCESSES = 4
ADD_MANY = """
import sys
from aiproj.shared.file_cache import FileCache
cache = FileCache(sys.argv[1], {})
print(sum(cache.add(f"key {number}", 1) for number in range(100)))
"""


@pytest.fixture
def cache(tmp_path) -> FileCache:
    return FileCache(tmp_path / "cache", {})


def test_of_many_threads_one_adds(cache, monkeypatch):
    look = FileCache.has_key
    slowly = lambda *args: (look(*args), time.sleep(0.01))[0]  # noqa: E731
    monkeypatch.setattr(FileCache, "has_key", slowly)
    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(lambda _: cache.add("key", 1), range(64)))
    assert sum(won) == 1


def test_of_many_processes_one_adds_each_key(tmp_path, settings):
    command = [sys.executable, "-c", ADD_MANY, str(tmp_path / "cache")]
    running = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    won = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(won) == 100


def test_what_is_there_stays(cache):
    cache.set("key", "first")
    assert cache.add("key", "second") is False
    assert cache.get("key") == "first"


def test_an_expired_key_may_be_added_again(cache):
    cache.add("key", "first", timeout=-1)
    assert cache.add("key", "second") is True
    assert cache.get("key") == "second"
