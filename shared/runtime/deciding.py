"""Steps 2 to 5 of a batch's life: drop repeats, load, decide, commit. No broker in here, and no clock.

Every message of a batch ends in exactly one of four ways: handled (its changes are committed, or there were none),
delayed (transient: it goes to the ladder), failed (it goes to the failed store), or the whole batch stays where it
is, because the database is away (UnavailableError).
"""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.contracts.codec import GATEWAY_SOURCE, Decoded, OutgoingRow, outgoing
from shared.contracts.decision import Decision, Moment, Need, OnLane, Row, derived_id
from shared.contracts.errors import ConflictError, TransientError, UnavailableError
from shared.contracts.message import Lane, Message
from shared.persistence.store import AlreadyHandledError, Commit, Store, StoredEffect
from shared.runtime.known import Overlay, View

MOST_REDOS = 6


@dataclass(frozen=True, slots=True)
class Received:
    """A decoded message, its lane, and the handle (delivery tag, test index) its outcome is reported under."""

    decoded: Decoded
    lane: Lane
    handle: int
    redelivered: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message could not be handled. `place` is the file and line that raised, `stack` the trace without
    values; `conflict`: nothing is wrong with it, it kept meeting other transactions."""

    error: str
    reason: str
    place: str
    stack: str
    transient: bool
    conflict: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of a batch: rows to publish per commit id, and the messages that were not handled."""

    sent: dict[str, list[OutgoingRow]] = field(default_factory=dict)
    delayed: list[tuple[Received, Trouble]] = field(default_factory=list)
    failed: list[tuple[Received, Trouble]] = field(default_factory=list)
    effects: int = 0


def trouble_of(error: BaseException) -> Trouble:
    """Describe an error for the failed store: no arguments, no values of variables."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 3)[-1]}:{frames[-1].lineno}" if frames else ""
    stack = "".join(traceback.format_list(frames))[-8000:]
    return Trouble(
        error=type(error).__name__,
        reason=str(error)[:2000],
        place=place,
        stack=stack,
        transient=isinstance(error, TransientError),
        conflict=isinstance(error, ConflictError),
    )


class Decider:
    """Runs the table of one service over batches.

    pause: called between redone commits with the number of the try, to wait with jitter (injected, so that a
    simulation takes no time).
    """

    def __init__(
        self,
        name: str,
        table: Sequence[Row[Any]],
        store: Store,
        pause: Callable[[int], None],
        reached: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._name = name
        self._rows: dict[type[Message], Row[Any]] = {row.message: row for row in table}
        self._store = store
        self._pause = pause
        self._reached = reached

    def handle(self, batch: Sequence[Received], now: datetime) -> Outcome:
        """Decide and commit. Raises UnavailableError when the database is away; nothing is lost or counted then."""
        outcome = Outcome()
        self._handle(self._without_repeats(batch), now, outcome)
        return outcome

    def _without_repeats(self, batch: Sequence[Received]) -> list[Received]:
        first: dict[str, Received] = {}
        for received in batch:
            first.setdefault(received.decoded.envelope.id, received)
        fresh = list(first.values())
        if any(received.redelivered for received in fresh):
            fresh = self._unhandled(fresh)
        return fresh

    def _unhandled(self, batch: list[Received]) -> list[Received]:
        known = self._store.handled([received.decoded.envelope.id for received in batch])
        return [received for received in batch if received.decoded.envelope.id not in known]

    def _handle(self, batch: list[Received], now: datetime, outcome: Outcome) -> None:
        """Commit the batch as one; when it cannot be, halve it until the culprit stands alone."""
        conflict: Exception = ConflictError("a message of the batch kept being handled elsewhere")
        for tried in range(MOST_REDOS):
            if not batch:
                return
            work = _Work(self._name, self._rows, self._store, now)
            try:
                work.decide(batch)
                self._reached("before_commit")
                if not work.commit.changes_nothing:
                    self._store.commit(work.commit)
                self._reached("after_commit")
            except AlreadyHandledError:
                batch = self._unhandled(batch)
            except ConflictError as error:
                conflict = error
                self._pause(tried)
            except UnavailableError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, halving finds the message that brings it about
                self._halve(batch, now, outcome, error)
                return
            else:
                work.report(outcome)
                return
        self._halve(batch, now, outcome, conflict)

    def _halve(self, batch: list[Received], now: datetime, outcome: Outcome, error: Exception) -> None:
        if len(batch) == 1:
            trouble = trouble_of(error)
            (outcome.delayed if trouble.transient else outcome.failed).append((batch[0], trouble))
            return
        middle = len(batch) // 2
        self._handle(batch[:middle], now, outcome)
        self._handle(batch[middle:], now, outcome)


class _Work:
    """One attempt at one batch."""

    def __init__(self, name: str, rows: dict[type[Message], Row[Any]], store: Store, now: datetime) -> None:
        self._name = name
        self._rows = rows
        self._overlay = Overlay(store)
        self._now = now
        self.commit = Commit(id="", now=now)
        self._troubles: list[tuple[Received, Trouble]] = []

    def decide(self, batch: list[Received]) -> None:
        prepared = [entry for received in batch if (entry := self._needs(received)) is not None]
        self._overlay.prepare(need for _, _, _, needs in prepared for need in needs)
        if len(prepared) > 1:
            self._prepare_second_loads(prepared)
        for received, row, moment, needs in prepared:
            self._decide_one(received, row, moment, needs)
        self.commit.id = derived_id(self._name, "|".join(self.commit.handled))
        self.commit.saves = self._overlay.saves()
        self.commit.before = self._overlay.before()
        self.commit.guards = self._overlay.guards()

    def report(self, outcome: Outcome) -> None:
        for received, trouble in self._troubles:
            (outcome.delayed if trouble.transient else outcome.failed).append((received, trouble))
        if self.commit.outgoing:
            outcome.sent[self.commit.id] = self.commit.outgoing
        outcome.effects += len(self.commit.effects)

    def _needs(self, received: Received) -> tuple[Received, Row[Any], Moment, list[Need]] | None:
        envelope, message = received.decoded.envelope, received.decoded.message
        moment = Moment(
            now=self._now,
            message_id=envelope.id,
            tenant=envelope.tenant,
            subject=envelope.subject,
            lane=received.lane,
            correlation=envelope.correlationid or envelope.id,
        )
        try:
            row = self._rows[type(message)]
            return received, row, moment, list(row.needs(message, moment))
        except Exception as error:  # noqa: BLE001 - a bug of one message must not hurt its neighbours
            self._troubles.append((received, trouble_of(error)))
            return None

    def _prepare_second_loads(self, prepared: list[tuple[Received, Row[Any], Moment, list[Need]]]) -> None:
        """One query per kind for what `then` names now; what an earlier decision of the batch changes in these
        answers is looked up again, one by one, when its turn comes."""
        further: list[Need] = []
        for received, row, moment, needs in prepared:
            if row.then is not None:
                try:
                    view = self._overlay.view(moment.tenant, needs)
                    further.extend(row.then(received.decoded.message, view, moment))
                except UnavailableError:
                    raise
                except Exception:  # noqa: BLE001, S112 - it is met again, and reported, when its turn comes
                    continue
        self._overlay.prepare(further)

    def _decide_one(self, received: Received, row: Row[Any], moment: Moment, needs: list[Need]) -> None:
        message = received.decoded.message
        view: View = self._overlay.view(moment.tenant, needs)
        try:
            if row.then is not None:
                further = list(row.then(message, view, moment))
                self._overlay.prepare(further)
                view.widen(further)
            decision: Decision = row.decide(message, view, moment)
            rows = self._rows_of(received, decision)
            effects = self._effects_of(received, decision)
            self._overlay.change(decision.save)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is kept with its reason and hurts nobody else
            self._troubles.append((received, trouble_of(error)))
            return
        self.commit.handled.append(received.decoded.envelope.id)
        self.commit.adds.extend(decision.add)
        self.commit.outgoing.extend(rows)
        asked = {effect.id for effect in effects}
        if asked:  # asked for again after it was withdrawn: the later wish counts
            self.commit.withdraw = [id for id in self.commit.withdraw if id not in asked]
        self.commit.effects.extend(effects)
        self.commit.withdraw.extend(decision.withdraw)
        if received.decoded.envelope.source == GATEWAY_SOURCE:
            self.commit.asked_about = True
            if decision.answer is not None:
                self.commit.answers[received.decoded.envelope.id] = decision.answer

    def _rows_of(self, received: Received, decision: Decision) -> list[OutgoingRow]:
        rows = []
        for place, sent in enumerate(decision.send):
            lane, message = (sent.lane, sent.message) if isinstance(sent, OnLane) else (received.lane, sent)
            rows.append(
                outgoing(
                    message,
                    source=self._name,
                    tenant=received.decoded.envelope.tenant,
                    lane=lane,
                    now=self._now,
                    cause=received.decoded.envelope,
                    label=str(place),
                )
            )
        return rows

    def _effects_of(self, received: Received, decision: Decision) -> list[StoredEffect]:
        envelope = received.decoded.envelope
        return [
            StoredEffect(
                id=effect.id,
                kind=type(effect.what).__name__,
                destination=effect.destination,
                what=effect.what,
                due_at=effect.due_at,
                tenant=envelope.tenant,
                subject=envelope.subject,
                lane=received.lane,
                cause_id=envelope.id,
                correlation=envelope.correlationid or envelope.id,
                traceparent=envelope.traceparent,
            )
            for effect in decision.effects
        ]
