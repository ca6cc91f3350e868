"""Performs SendWebhook: reads what is to be sent, checks the address, signs, posts, and judges the answer."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.notifications.adapters.answers import result_of
from services.notifications.adapters.orders import NoOrder, Order, Orders
from services.notifications.adapters.posting import Answer, NoAnswerError, post
from services.notifications.adapters.signing import signed_headers
from services.notifications.domain.delivery import SendWebhook
from services.notifications.domain.sandbox import answer_to
from shared.contracts.message import Message
from shared.contracts.subscriptions import SECRET_PURPOSE, DisableSubscription
from shared.runtime.performing import Effort, GivenUp, Performer, Result, TryAgain
from shared.security.outbound import (
    Allowed,
    ForbiddenAddressError,
    ForbiddenUrlError,
    Resolve,
    UnresolvedError,
    reach,
    resolve,
)
from shared.security.sealing import Sealer
from shared.telemetry.trace_context import trace_headers

ANSWER_WITHIN = 15.0
"""Seconds for connecting, sending and the answer together; Standard Webhooks recommends 15 to 30."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Webhooks:
    """Sends to the outside world. has_ended: whether a tenant is a sandbox that was left behind: from there nobody is
    called any more. resolve, tls, within and clock are given otherwise in tests only."""

    orders: Orders
    sealer: Sealer
    allowed: Allowed
    delays: tuple[timedelta, ...]
    disable_after: timedelta
    tls: ssl.SSLContext
    has_ended: Callable[[str], bool] = lambda _: False
    resolve: Resolve = resolve
    within: float = ANSWER_WITHIN
    clock: Callable[[], datetime] = _now

    def performer(self) -> Performer[SendWebhook]:
        return Performer(kind=SendWebhook, perform=self.perform, exhausted=self.exhausted, delays=self.delays)

    def perform(self, efforts: Sequence[Effort[SendWebhook]]) -> list[Result]:
        return [self._send(effort) for effort in efforts]

    def exhausted(self, effort: Effort[SendWebhook], why: str) -> tuple[Message, ...]:
        """Switch the subscription off when it has failed for `disable_after` at least and accepted nothing
        since this round of the delivery was asked for. One event that a receiver cannot digest thus stops
        only itself."""
        what = effort.what
        failing_for = effort.now - what.asked_at
        if failing_for < self.disable_after:
            return ()
        if self.orders.has_answered_since(what.subscription, what.asked_at):
            return ()
        reason = f"nothing was accepted for {failing_for.total_seconds() / 3600:.0f} hours; last: {why}"
        return (DisableSubscription(subscription=what.subscription, client=what.client, reason=reason),)

    def _send(self, effort: Effort[SendWebhook]) -> Result:
        now = self.clock()
        order = self._order(effort, now)
        if isinstance(order, NoOrder):
            return GivenUp(order.why)
        scripted = answer_to(effort.tenant, order.url, effort.attempt)
        if scripted is not None:
            return result_of(Answer(scripted, None), effort.what, now, self._next_delay(effort.attempt))
        try:
            target = reach(order.url, self.allowed, self.resolve)
            headers = {**self._headers(effort.what, order, now), **trace_headers(effort.traceparent)}
            answer = post(target, headers, order.body.encode(), tls=self.tls, within=self.within)
        except ForbiddenAddressError as error:
            return TryAgain(f"not called: {error}")
        except ForbiddenUrlError as error:
            return GivenUp(f"not called: {error}")
        except (UnresolvedError, NoAnswerError) as error:
            return TryAgain(str(error))
        return result_of(answer, effort.what, now, self._next_delay(effort.attempt))

    def _order(self, effort: Effort[SendWebhook], now: datetime) -> Order | NoOrder:
        if self.has_ended(effort.tenant):
            return NoOrder("not called: its sandbox was begun anew")
        return self.orders.order_for(effort.tenant, effort.what, now)

    def _headers(self, what: SendWebhook, order: Order, now: datetime) -> dict[str, str]:
        secrets = [self.sealer.unseal(sealed, SECRET_PURPOSE) for sealed in order.sealed_secrets]
        return {
            "content-type": "application/json",
            "user-agent": "Coulisse-Webhooks/1",
            "accept-encoding": "identity",
            **signed_headers(what.event, now, order.body, secrets),
        }

    def _next_delay(self, attempt: int) -> timedelta:
        """The wait that the schedule has after this attempt; none after the last."""
        return self.delays[attempt - 1] if attempt <= len(self.delays) else timedelta(0)
