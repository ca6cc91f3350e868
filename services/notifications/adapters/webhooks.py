"""Performs SendWebhook: reads what is to be sent, signs and posts it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.notifications.adapters.calling import Caller
from services.notifications.adapters.orders import NoOrder, Order, Orders
from services.notifications.adapters.signing import signed_headers
from services.notifications.adapters.switching_off import SwitchingOff
from services.notifications.domain.delivery import SendWebhook
from shared.contracts.subscriptions import SECRET_PURPOSE
from shared.runtime.performing import Effort, GivenUp, Performer, Result
from shared.security.sealing import Sealer
from shared.telemetry.trace_context import trace_headers


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Webhooks:
    """Sends to the outside world. clock is given otherwise in tests only."""

    orders: Orders
    sealer: Sealer
    caller: Caller
    switching: SwitchingOff
    delays: tuple[timedelta, ...]
    clock: Callable[[], datetime] = _now

    def performer(self) -> Performer[SendWebhook]:
        return Performer(
            kind=SendWebhook, perform=self.perform, exhausted=self.switching.exhausted, delays=self.delays
        )

    def perform(self, efforts: Sequence[Effort[SendWebhook]]) -> list[Result]:
        return [self._send(effort) for effort in efforts]

    def _send(self, effort: Effort[SendWebhook]) -> Result:
        now = self.clock()
        order = self.orders.order_for(effort.tenant, effort.what)
        if isinstance(order, NoOrder):
            return GivenUp(order.why)
        headers = {**self._headers(effort.what, order, now), **trace_headers(effort.traceparent)}
        return self.caller.call(effort, order.subscription["url"], headers, order.body.encode(), now)

    def _headers(self, what: SendWebhook, order: Order, now: datetime) -> dict[str, str]:
        secrets = [self.sealer.unseal(sealed, SECRET_PURPOSE) for sealed in order.sealed_secrets(now)]
        return {
            "content-type": "application/json",
            "user-agent": "Coulisse-Webhooks/1",
            "accept-encoding": "identity",
            **signed_headers(what.event, now, order.body, secrets),
        }
