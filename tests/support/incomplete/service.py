"""A service that forgot most of its table."""

from collections.abc import Mapping

from shared.contracts.decision import NOTHING, Decision, Known, Moment, on
from shared.contracts.stock import ReserveStock
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room


def _nothing(_message: ReserveStock, _known: Known, _moment: Moment) -> Decision:
    return NOTHING


def room(_environ: Mapping[str, str]) -> Room:
    return Room(name="logistics", collections=(), table=(on(ReserveStock, _nothing),))


class Incomplete:
    name = "logistics"
    runs = Runs(room)
