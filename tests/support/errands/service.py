"""A service that runs errands, on logistics' queues: what the proofs of effects and reminders run.

A ReserveStock asks for one errand at the destination named by its warehouse; its article says how the partner behaves.
Every attempt is noted in the collection `tries`, what is told of an errand becomes a Report.
"""

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import received_by
from shared.contracts.decision import (
    NOTHING,
    Collection,
    Decision,
    Due,
    Effect,
    Key,
    Known,
    Moment,
    Need,
    Row,
    on,
)
from shared.contracts.message import Message
from shared.contracts.stock import ReserveStock, WakeBackorders
from shared.runtime.nameko_host import Runs
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain
from shared.runtime.room import Chore, Mongo, Room

ATTEMPTS = 3
_SOON = timedelta(milliseconds=200)


@dataclass(frozen=True, slots=True)
class Errand:
    """Given up after ATTEMPTS."""

    case: str
    behaviour: str


@dataclass(frozen=True, slots=True)
class Visit:
    """The same with more patience, for partners that are away for a while."""

    case: str
    behaviour: str


@dataclass(frozen=True, slots=True)
class Report:
    id: str
    tenant: str
    case: str
    told: str


@dataclass(frozen=True, slots=True)
class Alarm:
    id: str
    tenant: str
    due_at: datetime | None
    rings: int = 0


def _alarm_of(message: ReserveStock | WakeBackorders, _moment: Moment) -> Iterable[Need]:
    return (Key(Alarm, message.case),)


def _ask(message: ReserveStock, _known: Known, moment: Moment) -> Decision:
    behaviour, effect = message.lines[0].article, f"errand-{message.case}"
    match behaviour:
        case "alarm":
            return Decision(save=(Alarm(message.case, moment.tenant, moment.now),))
        case "withdraw":
            return Decision(withdraw=(effect,))
    what = Visit if behaviour.startswith("visit") else Errand
    due_at = moment.now + (timedelta(hours=1) if behaviour == "later" else timedelta(0))
    return Decision(effects=(Effect(effect, message.warehouse, what(message.case, behaviour), due_at),))


def _note(message: WakeBackorders, known: Known, moment: Moment) -> Decision:
    report = Report(moment.id_for("report"), moment.tenant, message.case, message.article)
    alarm = known.get(Alarm, message.case)
    if alarm is not None:
        return Decision(save=(replace(alarm, due_at=None, rings=alarm.rings + 1),), add=(report,))
    return Decision(add=(report,))


def _nothing(_message: Message, _known: Known, _moment: Moment) -> Decision:
    return NOTHING


def _told(effort: Effort[Any], what: str) -> tuple[Message, ...]:
    return (WakeBackorders(case=effort.what.case, warehouse="main", article=what),)


def _behave(effort: Effort[Any], away: Path) -> Result:
    first = effort.attempt == 1
    match effort.what.behaviour:
        case "raises once" if first:
            raise RuntimeError("the performer has a bug")
        case "again" if first:
            return TryAgain("come back later", timedelta(seconds=1))
        case "never":
            return TryAgain("always engaged")
        case "gives up":
            return GivenUp("no such address", _told(effort, "given up"))
        case "hangs once" if first:
            threading.Event().wait()
        case "dies once" if first:
            os._exit(137)
        case "dies":
            os._exit(137)
        case "visit: hangs":
            threading.Event().wait()
        case "visit: away" if away.exists():
            return TryAgain("nobody there")
    return Done(_told(effort, "done"))


def _performer(kind: type[Any], mongo: Mongo, away: Path, delays: int) -> Performer[Any]:
    tries = mongo["coulisse_logistics"]["tries"]

    def perform(efforts: Sequence[Effort[Any]]) -> Sequence[Result]:
        for effort in efforts:
            tries.insert_one({"case": effort.what.case, "effect": effort.id, "attempt": effort.attempt})
        return [_behave(effort, away) for effort in efforts]

    return Performer(
        kind=kind,
        perform=perform,
        exhausted=lambda effort, _why: _told(effort, "exhausted"),
        delays=(_SOON,) * delays,
        time_limit=timedelta(milliseconds=500),
        at_once=2,
    )


def room(environ: Mapping[str, str]) -> Room:
    away = Path(environ.get("ERRANDS_AWAY", "/nowhere"))

    def performers(mongo: Mongo) -> tuple[Performer[Any], ...]:
        return (_performer(Errand, mongo, away, ATTEMPTS - 1), _performer(Visit, mongo, away, 60))

    def chores(mongo: Mongo) -> tuple[Chore, ...]:
        done: Callable[[datetime], None] = lambda now: _note_chore(mongo, now)  # noqa: E731 - typed for Chore
        return (Chore("note", timedelta(seconds=1), done),)

    rows: dict[type[Message], Row[Any]] = {kind: on(kind, _nothing) for kind in received_by("logistics")}
    rows[ReserveStock] = on(ReserveStock, _ask, _alarm_of)
    rows[WakeBackorders] = on(WakeBackorders, _note, _alarm_of)
    ring: Due[Alarm] = Due(
        message=lambda alarm: WakeBackorders(case=alarm.id, warehouse="main", article="alarm"),
        lane=lambda _alarm: "normal",
    )
    return Room(
        name="logistics",
        collections=(Collection("reports", Report), Collection("alarms", Alarm, due=ring)),
        table=tuple(rows.values()),
        performers=performers,
        chores=chores,
    )


def _note_chore(mongo: Mongo, now: datetime) -> None:
    mongo["coulisse_logistics"]["chores"].insert_one({"by": os.getpid(), "at": now})


class Errands:
    name = "logistics"
    runs = Runs(room)
