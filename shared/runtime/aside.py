"""What cannot be handled: transient troubles climb the ladder of delays, the rest goes to the failed store."""

import random
import re
from datetime import datetime
from hashlib import sha256

import structlog

from shared.contracts.catalogue import BY_TYPE
from shared.contracts.codec import Envelope, OutgoingRow, decode, envelope_of
from shared.contracts.errors import CoulisseError, UnavailableError
from shared.persistence.store import FailedMessage, Store
from shared.runtime.batch import Trouble
from shared.runtime.clock import Clock
from shared.runtime.delivery import Delivery
from shared.runtime.edges import Consumes, Elsewhere, Loop, Publishes, Then
from shared.runtime.ladder import come_back_later, next_rung
from shared.runtime.watching import Unwatched, Watches
from shared.telemetry.trace_context import place_of, well_formed

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_~/|:-]{0,79}")
log = structlog.get_logger(__name__)

_MOST_SHOWN = 255
_ADDRESSABLE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEEP_SECONDS = 0.1
_KEEP_AT = 50
"""Failed messages are kept so often, or as soon as there are so many."""
_MOST_TOLD = 10
"""Of one batch, in the log; the failed store has all of them."""

_Failing = tuple[Delivery, Trouble]


class Aside:
    """Puts deliveries aside and only then acknowledges them. Call on the loop's thread."""

    def __init__(
        self,
        service: str,
        store: Store,
        clock: Clock,
        loop: Loop,
        elsewhere: Elsewhere,
        publishing: Publishes,
        consuming: Consumes,
        watch: Watches | None = None,
    ) -> None:
        self._name = service
        self._store = store
        self._clock = clock
        self._loop = loop
        self._elsewhere = elsewhere
        self._publishing = publishing
        self._consuming = consuming
        self._watch = watch or Unwatched()
        self._failing: list[_Failing] = []
        self._stuck: set[tuple[int, int]] = set()

    @property
    def stuck(self) -> int:
        """Messages that the ladder does not take at present; they are tried again and again."""
        return len(self._stuck)

    def put(self, delivery: Delivery, trouble: Trouble) -> None:
        """Transient troubles climb the ladder, the rest goes to the failed store; only then is it acknowledged."""
        self._stuck.discard((delivery.epoch, delivery.tag))
        if not self._consuming.holds(delivery):
            return  # the connection went meanwhile: the broker delivers it again
        row = next_rung(delivery, random.random, conflict=trouble.conflict) if trouble.transient else None
        if row is None:
            self._fail_soon(delivery, trouble)
            return
        self._climb(delivery, trouble, row)

    def _climb(self, delivery: Delivery, trouble: Trouble, row: OutgoingRow) -> None:
        """Hand it to the ladder; what the ladder does not take is put aside again."""
        log.info(
            "message.delayed",
            service=self._name,
            queue=delivery.queue,
            error=trouble.error,
            attempts=row.attempt,
            **named(delivery),
        )

        def answer(unsent: list[str]) -> None:
            if unsent:
                self._stuck.add((delivery.epoch, delivery.tag))
                self._loop.call_later(1.0, lambda: self.put(delivery, trouble))
            else:
                self._watch.aside(_type_of(delivery), "delayed")
                self._consuming.acknowledge([delivery])

        self._publishing.publish([row], answer)

    def _fail_soon(self, delivery: Delivery, trouble: Trouble) -> None:
        """Failed messages are kept together: a write for each batch's would make its neighbours wait twice as long."""
        if not self._failing:
            self._loop.call_later(_KEEP_SECONDS, self._keep_failed)
        self._failing.append((delivery, trouble))
        if len(self._failing) == _KEEP_AT:
            self._loop.call_later(0, self._keep_failed)

    def _keep_failed(self) -> None:
        failing, self._failing = self._failing, []
        failing = [(delivery, trouble) for delivery, trouble in failing if self._consuming.holds(delivery)]
        if not failing:
            return
        now = self._clock()
        self._elsewhere(lambda: self._stored(failing, now))

    def _stored(self, failing: list[_Failing], now: datetime) -> Then:
        """Not on the loop's thread: its neighbours need not wait for the write."""
        try:
            messages = [_failed_message(delivery, trouble, now) for delivery, trouble in failing]
            refused = set(self._store.fail(*messages))
        except UnavailableError:
            return lambda: self._keep_later(failing)
        ids = [message.id for message in messages]
        return lambda: self._kept(failing, ids, refused)

    def _keep_later(self, failing: list[_Failing]) -> None:
        self._loop.call_later(1.0, self._keep_failed)
        self._failing = failing + self._failing

    def _kept(self, failing: list[_Failing], ids: list[str], refused: set[str]) -> None:
        if refused:
            log.error("failed_store.full", service=self._name, turned_away=len(refused))
        kept = []
        for id, (delivery, trouble) in zip(ids, failing, strict=True):
            if id in refused:
                self._climb(delivery, trouble, come_back_later(delivery))
            else:
                kept.append((delivery, trouble))
        self._tell(kept)
        self._consuming.acknowledge([delivery for delivery, _ in kept])

    def _tell(self, failed: list[_Failing]) -> None:
        for delivery, _ in failed:
            self._watch.aside(_type_of(delivery), "failed")
        for delivery, trouble in failed[:_MOST_TOLD]:
            log.error(
                "message.failed",
                service=self._name,
                queue=delivery.queue,
                error=trouble.error,
                place=trouble.place,
                **named(delivery),
            )
        if len(failed) > _MOST_TOLD:
            log.error("messages.failed", service=self._name, further=len(failed) - _MOST_TOLD)


def _type_of(delivery: Delivery) -> str:
    """The message's type as a label: `unreadable` for what is none of the contract's."""
    envelope = envelope_of(delivery.body)
    return envelope.type if envelope is not None and envelope.type in BY_TYPE else "unreadable"


def named(delivery: Delivery) -> dict[str, str]:
    """Ids under which a message is found in logs and traces. What is no plain id is left out: whoever can send to a
    queue could write a name or an address in its place."""
    envelope = envelope_of(delivery.body)
    given = {"message": delivery.message_id}
    if envelope is not None:
        given = {"message": envelope.id, "case": envelope.subject, "tenant": envelope.tenant}
        if well_formed(envelope.traceparent):
            given["trace"] = place_of(envelope.traceparent).trace
    return {name: value for name, value in given.items() if _ID.fullmatch(value)}


def _failed_message(delivery: Delivery, trouble: Trouble, now: datetime) -> FailedMessage:
    try:
        envelope: Envelope | None = decode(delivery.body).envelope
        own = envelope.id if envelope else ""
    except CoulisseError:
        envelope, own = envelope_of(delivery.body), ""
    id = own if _ADDRESSABLE.fullmatch(own) else sha256(delivery.queue.encode() + delivery.body).hexdigest()
    return FailedMessage(
        id=id,
        message_id=own,
        retry=delivery.retry,
        queue=delivery.queue,
        type=envelope.type[:_MOST_SHOWN] if envelope else "unreadable",
        tenant=envelope.tenant[:_MOST_SHOWN] if envelope else "",
        subject=envelope.subject[:_MOST_SHOWN] if envelope else "",
        error=trouble.error,
        reason=trouble.reason,
        place=trouble.place,
        stack=trouble.stack,
        attempts=delivery.attempt + 1,
        headers=delivery.headers,
        body=delivery.body,
        failed_at=now,
    )
