"""Hears of everything that is committed, accepted and sent, and passes it on to whoever watches over an invariant."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Protocol

from shared.contracts.catalogue import BY_TYPE
from shared.contracts.codec import Decoded, OutgoingRow, decode
from shared.contracts.message import Message
from shared.persistence.store import Commit

See = Callable[[Any], None]


class BrokenInvariantError(AssertionError):
    """Something is true of the services that never may be; the text says what, in their words."""


class Watch(Protocol):
    """One invariant's memory. sees: what is called with each entity and record of a kind as it is committed, with each
    message of a kind as it is accepted at the door, and for Commit with each commit as a whole. All assert what must
    hold; check is called at rest."""

    @property
    def sees(self) -> Mapping[type[Any], See]: ...

    def check(self) -> None: ...


@cache
def receivers_of(routing_key: str) -> tuple[str, tuple[str, ...]]:
    """Type and receivers of what travels under this key."""
    type = routing_key.split(".", 2)[2]
    return type, BY_TYPE[type].definition.receivers


class Witness:
    """touched: cases that something was committed about since the watches last checked; sent: how many messages were;
    owed: type of each message that has not been handled by a service it is meant for; refused: receipts and counts that
    were turned down."""

    def __init__(self) -> None:
        self.touched: set[str] = set()
        self.sent = 0
        self.owed: dict[tuple[str, str], str] = {}
        self.refused: set[str] = set()
        self._named: dict[str, str] = {}
        self._ids: set[str] = set()
        self._counted: set[tuple[str, str]] = set()
        self._sees: dict[type[Any], list[See]] = {}
        self._hears: dict[str, list[Callable[[Decoded], None]]] = {}
        self._watches: list[Watch] = []
        self._read: dict[bytes, Decoded] = {}

    def read(self, body: bytes) -> Decoded:
        """By the real codec; each body once, however many receivers it has and however often it comes."""
        decoded = self._read.get(body)
        if decoded is None:
            decoded = self._read[body] = decode(body)
        return decoded

    def add(self, watch: Watch) -> None:
        self._watches.append(watch)
        for kind, see in watch.sees.items():
            self._sees.setdefault(kind, []).append(see)

    def hear(self, kinds: Iterable[type[Message]], heard: Callable[[Decoded], None]) -> None:
        """Have each sent message of these kinds told, once."""
        for kind in kinds:
            self._hears.setdefault(kind.definition.type, []).append(heard)

    def check(self) -> None:
        """Nothing is in flight: every watch looks."""
        for watch in self._watches:
            watch.check()
        self.touched.clear()

    def accepted(self, message: Message, row: OutgoingRow) -> None:
        """The door has stored it."""
        for see in self._sees.get(type(message), ()):
            see(message)
        self._named[row.id] = str(getattr(message, "receipt", "") or getattr(message, "count", ""))
        self.told([row])

    def _answered(self, commit: Commit) -> None:
        for id, answer in commit.answers.items():
            if answer.status == "refused":
                self.refused.add(self._named.get(id, ""))

    def committed(self, service: str, commit: Commit) -> None:
        for see in self._sees.get(Commit, ()):
            see(commit)
        self._answered(commit)
        for id in commit.handled:
            assert (service, id) not in self._counted, f"{service} let message {id} count twice"
            self._counted.add((service, id))
        for entity, _ in commit.saves:
            self._see(entity)
        for record in commit.adds:
            self._see(record)
        self.told(commit.outgoing)

    def _see(self, entity: Any) -> None:
        self.touched.add(getattr(entity, "case", entity.id))
        for see in self._sees.get(type(entity), ()):
            see(entity)

    def told(self, rows: Iterable[OutgoingRow]) -> None:
        """They were committed to be sent."""
        for row in rows:
            if row.id in self._ids:
                continue
            self._ids.add(row.id)
            self.sent += 1
            type, receivers = receivers_of(row.routing_key)
            for service in receivers:
                self.owed[service, row.id] = type
            for heard in self._hears.get(type, ()):
                heard(self.read(row.body))

    def handled(self, service: str, id: str) -> None:
        """Decided on, and committed if anything changed."""
        self.owed.pop((service, id), None)
