"""Arrays written while they are still growing, as .npy files."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

TYPES: dict[str, type[np.generic]] = {
    "label": np.uint8,
    "score": np.float64,
    "second_score": np.float64,
    "weight": np.float64,
    "amount": np.float64,
    "row_id": np.uint64,
    "period": np.int32,
    "current_decision": np.uint8,
    "actual": np.float64,
    "forecast": np.float64,
    "reference": np.float64,
    "series": np.uint64,
}
TYPES_OF_INPUTS: dict[str, type[np.generic]] = {"number": np.float64, "code": np.int32}


def type_of(role: str) -> type[np.generic]:
    """What an array of this role holds; inputs are called input_0_number, input_0_code, ..."""
    return TYPES.get(role) or TYPES_OF_INPUTS[role.rpartition("_")[2]]


def array_path(folder: Path, role: str) -> Path:
    """Where the array of a role lies in the folder of a reading."""
    return folder / f"{role}.npy"


class ArrayFiles:
    """One growing one-dimensional array for each role; complete when the context ends well."""

    def __init__(self, folder: Path, roles: tuple[str, ...]) -> None:
        self._files: dict[str, BinaryIO] = {}
        self._rows = dict.fromkeys(roles, 0)
        self._folder = folder

    def __enter__(self) -> "ArrayFiles":
        for role in self._rows:
            self._files[role] = array_path(self._folder, role).open("wb")
            self._write_header(role)
        return self

    def append(self, role: str, values: npt.NDArray[np.generic]) -> None:
        """Add values to the array of a role."""
        self._files[role].write(np.ascontiguousarray(values, dtype=type_of(role)).data)
        self._rows[role] += len(values)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for role, file in self._files.items():
            file.seek(0)
            self._write_header(role)
            file.close()

    def _write_header(self, role: str) -> None:
        # numpy pads the header so that a longer shape takes the same room
        header = {
            "descr": np.lib.format.dtype_to_descr(np.dtype(type_of(role))),
            "fortran_order": False,
            "shape": (self._rows[role],),
        }
        np.lib.format.write_array_header_1_0(self._files[role], header)
