"""The nameko class of operations: its name and its table message -> decision."""

from collections.abc import Mapping
from typing import Any

from services.operations.adapters.watchman import Watchman
from services.operations.collections import COLLECTIONS
from services.operations.settings import Settings
from shared.contracts.decision import Row
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room

TABLE: tuple[Row[Any], ...] = ()


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of operations."""
    amqp_url = Settings.read(environ).amqp_url
    return Room(
        name="operations",
        collections=COLLECTIONS,
        table=TABLE,
        chores=lambda client: (Watchman(client, amqp_url).chore(),),
    )


class Operations:
    name = "operations"
    runs = Runs(room)
