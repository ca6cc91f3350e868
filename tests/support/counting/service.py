"""A service that only counts, on logistics' queues: what the runtime's own tests run, crash and restart.

Each ReserveStock adds one to a tally that all messages share, adds one fact, answers StockReserved and asks for one
effect, whose performer appends a line to a file and reports by GoodsReceived-like means: a WakeBackorders to itself.
An article named after an error makes the decision raise it, `hang` makes it take an hour; the article `second` is only
counted after another one.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import received_by
from shared.contracts.decision import NOTHING, Collection, Decision, Effect, Key, Known, Moment, Need, Row, on
from shared.contracts.errors import NotYetError
from shared.contracts.message import Message
from shared.contracts.stock import ReserveStock, StockReserved, WakeBackorders
from shared.runtime.nameko_host import Runs
from shared.runtime.performing import Done, Effort, Performer
from shared.runtime.room import Mongo, Room

_SHORT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Tally:
    id: str
    tenant: str
    count: int = 0
    effects_done: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    tenant: str
    case: str


@dataclass(frozen=True, slots=True)
class WriteLine:
    """Effect: append the case to a file."""

    case: str


def _tally_of(message: ReserveStock | WakeBackorders, moment: Moment) -> Iterable[Need]:
    return (Key(Tally, f"{moment.tenant}/{message.warehouse}"),)


def _count(message: ReserveStock, known: Known, moment: Moment) -> Decision:
    id = f"{moment.tenant}/{message.warehouse}"
    tally = known.get(Tally, id) or Tally(id, moment.tenant)
    for line in message.lines:
        if line.article == "not yet" or (line.article == "second" and not tally.count):
            raise NotYetError("the message overtook another")
        if line.article == "bug":
            raise ZeroDivisionError("a bug in a decision")
        if line.article == "hang":
            time.sleep(3600)
    text = "x" * (20_000_000 if any(line.article == "too large" for line in message.lines) else 0)
    wanted = [Effect(moment.id_for("line"), "file", WriteLine(message.case), moment.now)]
    return Decision(
        save=(replace(tally, count=tally.count + 1),),
        add=(Fact(moment.id_for("fact"), moment.tenant, message.case + text),),
        send=(StockReserved(case=message.case, step=message.step),),
        effects=tuple(wanted if any(line.article == "effect" for line in message.lines) else ()),
    )


def _note_effect(message: WakeBackorders, known: Known, moment: Moment) -> Decision:
    id = f"{moment.tenant}/{message.warehouse}"
    tally = known.get(Tally, id) or Tally(id, moment.tenant)
    return Decision(save=(replace(tally, effects_done=tally.effects_done + 1),))


def _nothing(_message: Message, _known: Known, _moment: Moment) -> Decision:
    return NOTHING


def room(environ: Mapping[str, str]) -> Room:
    path = Path(environ.get("COUNTING_FILE", "/dev/null"))

    def perform(efforts: Sequence[Effort[WriteLine]]) -> Sequence[Done]:
        with path.open("a") as file:
            file.writelines(f"{effort.what.case} {effort.id}\n" for effort in efforts)
        return [
            Done((WakeBackorders(case=effort.what.case, warehouse="main", article="effect"),))
            for effort in efforts
        ]

    def performers(_mongo: Mongo) -> tuple[Performer[Any], ...]:
        return (
            Performer(WriteLine, perform, lambda _e, _why: (), (_SHORT,) * 3, time_limit=_SHORT, most=10),
        )

    rows: dict[type[Message], Row[Any]] = {kind: on(kind, _nothing) for kind in received_by("logistics")}
    rows[ReserveStock] = on(ReserveStock, _count, _tally_of)
    rows[WakeBackorders] = on(WakeBackorders, _note_effect, _tally_of)
    return Room(
        name="logistics",
        collections=(Collection("tallies", Tally), Collection("facts", Fact)),
        table=tuple(rows.values()),
        performers=performers,
    )


class Counting:
    name = "logistics"
    runs = Runs(room)
