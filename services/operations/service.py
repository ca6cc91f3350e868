"""The nameko class of operations: its name and its table message -> decision."""

from collections.abc import Mapping
from typing import Any

from services.operations.adapters.watchman import Watchman
from services.operations.collections import COLLECTIONS
from services.operations.domain import dry_run, editing, marking, retrying
from services.operations.domain.counting import Counting
from services.operations.settings import Settings
from shared.contracts.cases import CaseEnded, CaseOpened, CaseReopened
from shared.contracts.decision import Row, on
from shared.contracts.failures import (
    DecideEdit,
    DryRunDone,
    EditFailure,
    MarkFailures,
    RepairTaken,
    RetryFailures,
    RetryTaken,
    StopRetry,
    TryFailure,
)
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room
from shared.time_zones import TimeZones

_ABOUT_FAILURES: tuple[Row[Any], ...] = (
    on(RetryFailures, retrying.order, needs=retrying.needed),
    on(RetryTaken, retrying.taken, needs=retrying.needed, then=retrying.needed_then),
    on(StopRetry, retrying.stop, needs=retrying.needed),
    on(EditFailure, editing.propose, needs=editing.needed),
    on(DecideEdit, editing.decide, needs=editing.needed),
    on(RepairTaken, editing.repaired, needs=editing.needed),
    on(TryFailure, dry_run.ask, needs=dry_run.needed),
    on(DryRunDone, dry_run.told, needs=dry_run.needed),
    on(MarkFailures, marking.mark),
)


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of operations. Raises SettingsError."""
    settings = Settings.read(environ)
    return Room(
        name="operations",
        collections=COLLECTIONS,
        table=table(settings.zones),
        chores=lambda client: (Watchman(client, settings.amqp_url).chore(),),
    )


def table(zones: TimeZones) -> tuple[Row[Any], ...]:
    """What becomes of each message. zones: by whose clock the days of key figures end."""
    counting = Counting(zones.of)
    return (
        on(CaseOpened, counting.opened, needs=counting.needed),
        on(CaseEnded, counting.ended, needs=counting.needed),
        on(CaseReopened, counting.reopened, needs=counting.needed),
        *_ABOUT_FAILURES,
    )


class Operations:
    name = "operations"
    runs = Runs(room)
