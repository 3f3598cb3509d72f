"""Celery's broker for one machine: kombu's filesystem transport, made quick and whole."""

import logging
from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger("aiproj.broker")
LONGEST_WAIT = 0.1


class Channel(filesystem.Channel):
    """Messages appear whole or not at all.

    As shipped, a message's file is there before its text is, and a reader that comes in between
    takes an empty message and dies of it.
    """

    def _put(self, queue: Any, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        aside = folder / f"writing-{uuid4()}"
        try:
            aside.write_text(dumps(payload))
            # Names sort by age, and end as the reader expects.
            name = f"{monotonic_ns():020}_{uuid4()}.{queue}.msg"
            aside.replace(folder / name)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise ChannelError(f"Cannot add a message to {folder}") from error

    def _get(self, queue: Any, timeout: Any = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                # Cut off by a crash of the machine. Its job is a row, which the sweeper finds.
                logger.warning("unreadable message dropped", extra={"queue": queue})


class Transport(filesystem.Transport):
    """The filesystem transport, but waking often enough to handle acknowledgements.

    As shipped, the event loop waits two seconds in `drain_events` before it acknowledges,
    which stalls a burst of tasks.
    """

    Channel = Channel
    polling_interval = LONGEST_WAIT
    driver_type = "embedded"

    def drain_events(self, connection: Any, timeout: Any = None, **kwargs: Any) -> Any:
        """Wait for the next event, at most a tenth of a second at a time."""
        wait = LONGEST_WAIT if timeout is None else min(timeout, LONGEST_WAIT)
        return super().drain_events(connection, timeout=wait, **kwargs)
