"""The nameko class of operations: its name and its table message -> decision."""

from collections.abc import Mapping
from typing import Any

from services.operations.collections import COLLECTIONS
from shared.contracts.decision import Row
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room

TABLE: tuple[Row[Any], ...] = ()


def room(_environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of operations."""
    return Room(name="operations", collections=COLLECTIONS, table=TABLE)


class Operations:
    name = "operations"
    runs = Runs(room)
