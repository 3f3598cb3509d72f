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
PENDING = "pending_"


def type_of(role: str) -> type[np.generic]:
    """What an array of this role holds; inputs are called input_0_number, input_0_code, ..."""
    plain = role.removeprefix(PENDING)
    return TYPES.get(plain) or TYPES_OF_INPUTS[plain.rpartition("_")[2]]


def pending(role: str) -> str:
    """The array that holds a role of the pending rows."""
    return PENDING + role


def array_path(folder: Path, role: str) -> Path:
    """Where the array of a role lies in the folder of a reading."""
    return folder / f"{role}.npy"


class ArrayFiles:
    """One growing one-dimensional array for each role; complete when the context ends well.

    With `splits`, each role has a second array, for pending rows; so nothing that counts outcomes
    can ever meet one of them.
    """

    def __init__(self, folder: Path, roles: tuple[str, ...], *, splits: bool = False) -> None:
        self._files: dict[str, BinaryIO] = {}
        self._rows = dict.fromkeys((*roles, *(map(pending, roles) if splits else ())), 0)
        self._folder = folder
        self._pending: npt.NDArray[np.bool_] | None = None

    def __enter__(self) -> "ArrayFiles":
        for role in self._rows:
            self._files[role] = array_path(self._folder, role).open("wb")
            self._write_header(role)
        return self

    def split(self, flags: npt.NDArray[np.bool_]) -> None:
        """From here on, of as many values as there are flags, those flagged are pending."""
        self._pending = flags

    def append(self, role: str, values: npt.NDArray[np.generic]) -> None:
        """Add values to the array of a role, and those of pending rows to the other one."""
        if self._pending is None:
            self._write(role, values)
        else:
            self._write(role, values[~self._pending])
            self._write(pending(role), values[self._pending])

    def _write(self, role: str, values: npt.NDArray[np.generic]) -> None:
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
