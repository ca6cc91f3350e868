"""What an effect worker does again and again: keep what came back, hold on to its leases, lease what is due, fairly.

Without threads and without a clock of its own, so that a simulation runs exactly this.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog

from shared.contracts.codec import OutgoingRow
from shared.contracts.decision import derived_id
from shared.contracts.errors import UnavailableError
from shared.persistence.effect_port import Effects
from shared.runtime.breaker import Breakers
from shared.runtime.clock import Clock
from shared.runtime.effect_call import Call, Ended
from shared.runtime.fair_share import Place, Share, fair_share
from shared.runtime.performing import Performer

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=15)
"""Renewed while the call runs, so that what a killed process had in hand is taken up by another soon."""
_CANDIDATES = 500
_SUSPECT_EVERY = timedelta(seconds=1)


@dataclass(slots=True)
class _Lease:
    """Of the effects `ids`. until: when it runs out unless renewed; last: after which it is not renewed, since the
    call hangs."""

    ids: tuple[str, ...]
    until: datetime
    last: datetime


class EffectTurns:
    """One worker's part of a service's effects. All methods but `ended` belong to one thread.

    publish(rows by commit): called with the messages of finished effects once they are in the outbox. begin(call):
    starts a call and returns at once; whoever runs it hands what came of it to `ended`. most_calls: at the same time.
    """

    def __init__(
        self,
        service: str,
        performers: Sequence[Performer[Any]],
        effects: Effects,
        publish: Callable[[dict[str, list[OutgoingRow]]], None],
        begin: Callable[[Call], None],
        clock: Clock,
        *,
        most_calls: int,
        rest: timedelta,
        lease: timedelta = LEASE,
        new_token: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._service = service
        self._performers = {performer.kind.__name__: performer for performer in performers}
        self._effects = effects
        self._publish = publish
        self._begin = begin
        self._clock = clock
        self._most_calls = most_calls
        self._lease = lease
        self._new_token = new_token
        self._breakers = Breakers(rest)
        self._in_touch_since: datetime | None = None
        """With the database. Whoever was out of touch, as all were with it, frees no lease before its holder has had
        time to renew it."""
        self._leases: dict[str, _Lease] = {}
        self._suspects_call = ""
        self._suspected_at = datetime.min.replace(tzinfo=UTC)
        self._running: Counter[Place] = Counter()
        self._came_back: deque[Ended] = deque()
        self._unkept: deque[Ended] = deque()

    @property
    def running(self) -> bool:
        """Whether a call has not come back, or what came of it is not kept yet."""
        return bool(self._running)

    def ended(self, ended: Ended) -> None:
        """What came of a call. Thread-safe; it is kept at the next turn."""
        self._came_back.append(ended)

    def turn(self, *, lease: bool = True) -> None:
        """Raises UnavailableError; what could not be kept is kept at the next turn."""
        try:
            self._renew()  # first: while outcomes cannot be kept, what runs must not lose its lease
            self._keep()
            if lease:
                self._lease_all()
        except UnavailableError:
            self._in_touch_since = None
            raise

    def _lease_all(self) -> None:
        now = self._clock()
        self._in_touch_since = self._in_touch_since or now
        if now - self._in_touch_since >= self._lease / 3:
            self._effects.free_expired(now)
        self._lease_a_suspect(now)
        while self._lease_some():
            self._keep()

    def resting(self) -> list[str]:
        """The partners that are left alone at present. Thread-safe."""
        return self._breakers.resting()

    def next_renewal(self) -> datetime | None:
        """When the next lease wants to be renewed; None when none does."""
        return min(
            (
                lease.until - self._lease * 2 / 3
                for lease in self._leases.values()
                if lease.until < lease.last
            ),
            default=None,
        )

    def _keep(self) -> None:
        while self._came_back:
            ended = self._came_back.popleft()
            self._breakers.note(ended.call.place.destination, self._clock(), failed=ended.failed)
            self._unkept.append(ended)
        while self._unkept:
            ended = self._unkept[0]
            commit = derived_id(ended.call.token, "finished")
            rows = self._effects.finish(ended.finished, commit, self._clock())
            self._unkept.popleft()
            self._forget(ended.call)
            if rows:
                self._publish({commit: rows})

    def _forget(self, call: Call) -> None:
        self._leases.pop(call.token, None)
        self._running[call.place] -= 1
        if not self._running[call.place]:
            del self._running[call.place]

    def _renew(self) -> None:
        """Leases of calls that run and have used up a third of them, but not the time that they may take."""
        now = self._clock()
        for token, lease in list(self._leases.items()):
            if lease.until < lease.last and lease.until - now < self._lease * 2 / 3:
                until = min(now + self._lease, lease.last)
                self._effects.renew(lease.ids, token, until)
                lease.until = until

    def _lease_a_suspect(self, now: datetime) -> None:
        """One at a time, in a call of its own, unless the last one hangs: what kills its worker comes to light, and
        takes none of the others with it again and again. Looked for once a second."""
        last = self._leases.get(self._suspects_call)
        waits = last is not None and now < last.last
        if (
            waits
            or abs(now - self._suspected_at) < _SUSPECT_EVERY
            or self._running.total() >= self._most_calls
        ):
            return
        self._suspected_at = now
        found = self._effects.suspect(now, self._performers, self._held_back(now))
        if found is not None:
            self._suspects_call = self._start(Share(Place(found.kind, found.destination), (found.id,)), now)

    def _lease_some(self) -> bool:
        """Start calls for what is due; whether it is worth looking again at once."""
        free = self._most_calls - self._running.total()
        if free <= 0:
            return False
        now = self._clock()
        candidates = self._effects.due(now, self._performers, self._held_back(now), _CANDIDATES)
        if not candidates:
            return False
        shares = fair_share(candidates, free, self._room, lambda place: self._performers[place.kind].most)
        for share in shares:
            self._start(share, now)
        return bool(shares) and len(candidates) == _CANDIDATES  # others may stand behind those

    def _start(self, share: Share, now: datetime) -> str:
        """The call's token; empty when none began."""
        if not self._breakers.admits(share.place.destination, now):
            return ""  # another kind of effect has just begun to find out whether this partner is back
        performer, token = self._performers[share.place.kind], self._new_token()
        last = now + performer.time_limit * 1.5 + timedelta(seconds=5)
        until = min(now + self._lease, last)
        leased = self._effects.lease(share.ids, token, now, until)
        if leased:
            self._leases[token] = _Lease(share.ids, until, last)
            self._running[share.place] += 1
            self._breakers.begun(share.place.destination, last)
            self._begin(Call(self._service, performer, share.place, token, leased))
        return token if leased else ""

    def _held_back(self, now: datetime) -> list[str]:
        """Destinations left alone, and those with as many calls as they may have: what is due for them must not hide
        what is due for others."""
        busy = [place.destination for place in self._running if self._room(place) <= 0]
        return [*self._breakers.held_back(now), *busy]

    def _room(self, place: Place) -> int:
        """Calls that may begin. On trial it is one, whatever hangs from before."""
        if self._breakers.on_trial(place.destination):
            return 1
        return self._performers[place.kind].at_once - self._running[place]
