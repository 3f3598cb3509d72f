"""Celery's broker for one machine: kombu's filesystem transport, made quick."""

from typing import Any

from kombu.transport import filesystem

LONGEST_WAIT = 0.1


class Transport(filesystem.Transport):
    """The filesystem transport, but waking often enough to handle acknowledgements.

    As shipped, the event loop waits two seconds in `drain_events` before it acknowledges,
    which stalls a burst of tasks.
    """

    polling_interval = LONGEST_WAIT
    driver_type = "embedded"

    def drain_events(self, connection: Any, timeout: Any = None, **kwargs: Any) -> Any:
        """Wait for the next event, at most a tenth of a second at a time."""
        wait = LONGEST_WAIT if timeout is None else min(timeout, LONGEST_WAIT)
        return super().drain_events(connection, timeout=wait, **kwargs)
