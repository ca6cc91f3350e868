"""One attempt at one batch: load, decide message by message, and gather what is to be committed."""

from datetime import datetime
from typing import Any

from shared.contracts.codec import GATEWAY_SOURCE, OutgoingRow, outgoing
from shared.contracts.decision import Again, Decision, Moment, Need, OnLane, Row, derived_id
from shared.contracts.errors import UnavailableError
from shared.contracts.message import Message
from shared.contracts.topology import LADDER_SECONDS, rung_exchange
from shared.persistence.clock_port import ON_TIME, Ahead
from shared.persistence.store import Commit, Store, StoredEffect
from shared.runtime.batch import Outcome, Received, Trouble, trouble_of
from shared.runtime.known import Overlay, View
from shared.telemetry.trace_context import handling


class BatchAttempt:
    """Lives for one attempt only; when its commit fails, another one begins anew."""

    def __init__(
        self, name: str, rows: dict[type[Message], Row[Any]], store: Store, now: datetime, ahead: Ahead
    ) -> None:
        self._name = name
        self._rows = rows
        self._overlay = Overlay(store)
        self._now = now
        self._ahead = ahead
        self.commit = Commit(id="", now=now)
        self._troubles: list[tuple[Received, Trouble]] = []

    def decide(self, batch: list[Received]) -> None:
        prepared = [entry for received in batch if (entry := self._needs(received)) is not None]
        self._overlay.prepare(need for _, _, _, needs in prepared for need in needs)
        if len(prepared) > 1:
            self._prepare_second_loads(prepared)
        for received, row, moment, needs in prepared:
            self._decide_one(received, row, moment, needs)
        handled = self.commit.handled
        self.commit.id = derived_id(self._name, "|".join(handled), handled[0] if handled else "")
        self.commit.saves = self._overlay.saves()
        self.commit.adds = self._overlay.adds()
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
            now=self._now + self._ahead.get(envelope.tenant, ON_TIME) if self._ahead else self._now,
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
            self._overlay.change(decision.save, decision.add)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is kept with its reason and hurts nobody else
            self._troubles.append((received, trouble_of(error)))
            return
        self.commit.handled.append(received.decoded.envelope.id)
        self.commit.outgoing.extend(rows)
        self.commit.outgoing.extend(_sent_back(again) for again in decision.again)
        asked = {effect.id for effect in effects}
        if asked:  # asked for again after it was withdrawn: the later wish counts
            self.commit.withdraw = [id for id in self.commit.withdraw if id not in asked]
        self.commit.effects.extend(effects)
        self.commit.withdraw.extend(decision.withdraw)
        if received.decoded.envelope.source == GATEWAY_SOURCE:
            self.commit.asked_about = True
            if decision.answer is not None:
                self.commit.answers[received.decoded.envelope.id] = decision.answer
        if received.retried:
            # The inbox has to know it even where it changes nothing: that is how its failure is seen to be resolved.
            self.commit.asked_about = True

    def _rows_of(self, received: Received, decision: Decision) -> list[OutgoingRow]:
        rows = []
        envelope = received.decoded.envelope
        traceparent = handling(envelope.traceparent, self._name, envelope.id)
        for place, sent in enumerate(decision.send):
            lane, message = (sent.lane, sent.message) if isinstance(sent, OnLane) else (received.lane, sent)
            rows.append(
                outgoing(
                    message,
                    source=self._name,
                    tenant=envelope.tenant,
                    lane=lane,
                    now=self._now,
                    cause=envelope,
                    label=str(place),
                    traceparent=traceparent,
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
                traceparent=handling(envelope.traceparent, self._name, envelope.id),
            )
            for effect in decision.effects
        ]


def _sent_back(again: Again) -> OutgoingRow:
    """By way of the lowest rung of the ladder, from which messages go to exactly one queue, after a second."""
    return OutgoingRow(
        id=again.id,
        routing_key=again.queue,
        body=again.body,
        exchange=rung_exchange(LADDER_SECONDS[0]),
        retry=again.retry,
    )
