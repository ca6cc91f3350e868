"""One service, as the runtime sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import MongoClient

from shared.contracts.decision import Collection, Row
from shared.contracts.quick import quick_throughout
from shared.runtime.performing import Performer

Mongo = MongoClient[dict[str, Any]]


@dataclass(frozen=True)
class Chore:
    """Housekeeping that one process per service does now and then; gets the present instant."""

    name: str
    every: timedelta
    run: Callable[[datetime], None]


def _no_performers(_: Mongo) -> tuple[Performer[Any], ...]:
    return ()


def _no_chores(_: Mongo) -> tuple[Chore, ...]:
    return ()


@dataclass(frozen=True)
class Room:
    """A service's name, what it keeps, its table message -> decision, and what it does in the outside world.

    Performers and chores are built once the database connection of the process exists.
    """

    name: str
    collections: tuple[Collection[Any], ...]
    table: tuple[Row[Any], ...]
    performers: Callable[[Mongo], tuple[Performer[Any], ...]] = _no_performers
    chores: Callable[[Mongo], tuple[Chore, ...]] = _no_chores

    def __post_init__(self) -> None:
        quick_throughout(*(one.kind for one in self.collections), *(row.message for row in self.table))
