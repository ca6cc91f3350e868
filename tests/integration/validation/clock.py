"""A clock that tests move."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the same instant until it is moved. Starts at the real one, since MongoDB's ids carry it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by
