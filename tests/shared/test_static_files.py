"""What is kept of compressed files between two starts."""

import gzip

import brotli
import pytest

from aiproj.shared.static_files import LARGE, QuickCompressor

UNPACK = {".br": brotli.decompress, ".gz": gzip.decompress}


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "large.js"
    path.write_bytes(b"let a = 1;\n" * (LARGE // 10))
    QuickCompressor(quiet=True).compress(str(path))
    return path


def packed(script, suffix):
    return script.with_name(script.name + suffix)


def again(script, monkeypatch):
    """Compress once more and say how often something was really compressed."""
    calls = []
    brotli_of = QuickCompressor.compress_brotli
    counted = staticmethod(lambda data: calls.append(data) or brotli_of(data))
    monkeypatch.setattr(QuickCompressor, "compress_brotli", counted)
    names = QuickCompressor(quiet=True).compress(str(script))
    assert names == [str(packed(script, suffix)) for suffix in UNPACK]
    for suffix, unpack in UNPACK.items():
        assert unpack(packed(script, suffix).read_bytes()) == script.read_bytes()
    return len(calls)


def test_an_unchanged_large_file_is_not_compressed_again(script, monkeypatch):
    assert again(script, monkeypatch) == 0


def test_a_changed_file_is_compressed_again(script, monkeypatch):
    script.write_bytes(b"let b = 2;\n" * (LARGE // 10))
    assert again(script, monkeypatch) == 1


@pytest.mark.parametrize("suffix", UNPACK)
@pytest.mark.parametrize("left", [0, 10, None])
def test_what_a_killed_start_left_is_compressed_again(script, monkeypatch, suffix, left):
    file = packed(script, suffix)
    if left is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:left])
    assert again(script, monkeypatch) == 1
