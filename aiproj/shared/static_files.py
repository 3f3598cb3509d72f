"""Static files: where plotly.js is found, and how large files are compressed."""

import gzip
import zlib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

LARGE = 1_000_000
PLOTLY = "vendor/plotly/plotly.min.js"


def plotly_folder() -> Path:
    """Where the wheel keeps the script; found without importing the package."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("plotly is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "package_data"


class PlotlyFinder(BaseFinder):
    """Finds plotly.js, and nothing else of the wheel's folder."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(plotly_folder() / Path(PLOTLY).name)] if path == PLOTLY else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        storage = FileSystemStorage(location=plotly_folder())
        # The collector puts this in front of the name
        storage.prefix = str(Path(PLOTLY).parent)  # type: ignore[attr-defined]
        yield Path(PLOTLY).name, storage


def _kept(path: Path) -> list[str]:
    if path.stat().st_size <= LARGE:
        return []
    data, names = path.read_bytes(), []
    for suffix, unpack in ((".br", brotli.decompress), (".gz", gzip.decompress)):
        packed = path.with_name(f"{path.name}{suffix}")
        try:
            if unpack(packed.read_bytes()) != data:
                return []
        except (OSError, EOFError, zlib.error, brotli.error):
            return []
        names.append(str(packed))
    return names


class QuickCompressor(Compressor):  # type: ignore[misc]
    """Brotli's finest level takes half a minute for a large script; a middle one a second.

    What an earlier start compressed of a large file is kept, if it is whole and of this content.
    """

    def compress(self, path: str) -> list[str]:
        compressed: list[str] = _kept(Path(path)) or super().compress(path)
        return compressed

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        compressed: bytes = brotli.compress(data, quality=5 if len(data) > LARGE else 11)
        return compressed


class CompressedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage with quick compression of large files."""

    def create_compressor(self, **options: Any) -> Compressor:
        return QuickCompressor(**options)
