"""What a keeper does about failed messages: sees which were handled after all, and makes room for further ones."""

from datetime import datetime, timedelta

from shared.persistence.store import Store

_MOST = 1_000
_TIDY_EVERY = timedelta(seconds=10)
_LOOK_EVERY = timedelta(seconds=60)


class FailedKeeping:
    """Turns of one keeper.

    What was ordered back is looked for in the inbox each time. All others are gone through once a minute: a second
    delivery of a failed message may have been handled, and to retry it once the inbox has forgotten it would do it
    twice.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tidied: datetime | None = None
        self._looked: datetime | None = None
        self._place = ""

    def turn(self, now: datetime) -> None:
        """Raises UnavailableError."""
        self._store.resolve(now, ("retried",), "", _MOST)
        if self._place or self._looked is None or now - self._looked >= _LOOK_EVERY:
            self._looked = now
            self._place = self._store.resolve(now, ("failed", "archived"), self._place, _MOST)
        if self._tidied is None or now - self._tidied >= _TIDY_EVERY:
            self._tidied = now
            self._store.tidy_failed(now)
