"""A service small enough to see through: every test brings the decisions it is about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from shared.contracts.decision import Collection, Decision, Key, Known, Moment, Need, on
from shared.contracts.errors import ConflictError, UnavailableError
from shared.contracts.stock import ReserveStock, StockReserved
from shared.contracts.values import StockLine
from shared.persistence.memory import MemoryStore
from shared.persistence.store import Commit
from shared.runtime.room import Room
from tests.support.deciding import Deciding

Decide = Callable[[ReserveStock, Known, Moment], Decision]


@dataclass(frozen=True, slots=True)
class Till:
    id: str
    tenant: str
    count: int = 0
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Receipt:
    id: str
    tenant: str
    case: str


COLLECTIONS = (Collection("tills", Till), Collection("receipts", Receipt))


def wish(number: int, article: str = "plain", warehouse: str = "main") -> ReserveStock:
    lines = (StockLine(article=article, quantity=1),)
    return ReserveStock(case=f"case_{number:04d}", step="reserve", warehouse=warehouse, lines=lines)


def till_of(message: ReserveStock, moment: Moment) -> Iterable[Need]:
    return (Key(Till, f"{moment.tenant}/{message.warehouse}"),)


def the_till(message: ReserveStock, known: Known, moment: Moment) -> Till:
    id = f"{moment.tenant}/{message.warehouse}"
    return known.get(Till, id) or Till(id, moment.tenant)


def count(message: ReserveStock, known: Known, moment: Moment) -> Decision:
    """Adds one to the till, keeps a receipt, tells of it."""
    till = the_till(message, known, moment)
    return Decision(
        save=(replace(till, count=till.count + 1),),
        add=(Receipt(moment.id_for("receipt"), moment.tenant, message.case),),
        send=(StockReserved(case=message.case, step=message.step),),
    )


def bench(decide: Decide = count, needs: Any = till_of, then: Any = None) -> Deciding:
    """The batch code with one decision for ReserveStock."""
    return Deciding(Room("logistics", COLLECTIONS, (on(ReserveStock, decide, needs, then),)))


def use(deciding: Deciding, store: MemoryStore) -> MemoryStore:
    """Have a bench work on another store."""
    deciding.store = store
    deciding._decider._store = store
    return store


class ConflictingStore(MemoryStore):
    """Loses the given number of commits to somebody else."""

    def __init__(self, conflicts: int) -> None:
        super().__init__(COLLECTIONS)
        self.conflicts = conflicts
        self.commits: list[Commit] = []

    def commit(self, commit: Commit) -> None:
        self.commits.append(commit)
        if self.conflicts:
            self.conflicts -= 1
            raise ConflictError("somebody else was faster")
        super().commit(commit)


class AwayStore(MemoryStore):
    """Away at its nth commit, before or after it took effect, as an unanswered commit may have."""

    def __init__(self, at: int, took_effect: bool) -> None:
        super().__init__(COLLECTIONS)
        self._left = at
        self._took_effect = took_effect

    def commit(self, commit: Commit) -> None:
        self._left -= 1
        if self._left == 0:
            if self._took_effect:
                super().commit(commit)
            raise UnavailableError("gone")
        super().commit(commit)
