"""Performs SendChat: puts the event into words as Slack or Teams has them, and posts it to the chat's address."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from services.notifications.adapters.calling import Caller
from services.notifications.adapters.orders import NoOrder, Order, Orders
from services.notifications.adapters.switching_off import SwitchingOff
from services.notifications.adapters.texts import own_parts
from services.notifications.domain.delivery import SendChat
from services.notifications.rendering.chat_formats import FORMATS
from services.notifications.rendering.context import payload_of
from services.notifications.rendering.words import in_chat
from shared.contracts.notifying import ADDRESS_PURPOSE
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result
from shared.security.sealing import Sealer

_HEADERS = {
    "content-type": "application/json",
    "user-agent": "Coulisse-Webhooks/1",
    "accept-encoding": "identity",
}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Chats:
    """Sends to the outside world. clock is given otherwise in tests only."""

    database: Database[dict[str, Any]]
    orders: Orders
    sealer: Sealer
    caller: Caller
    switching: SwitchingOff
    delays: tuple[timedelta, ...]
    clock: Callable[[], datetime] = _now

    def performer(self) -> Performer[SendChat]:
        return Performer(
            kind=SendChat,
            perform=self.perform,
            exhausted=self.switching.exhausted,
            delays=self.delays,
            at_once=1,  # a chat shows what comes in its order
        )

    def perform(self, efforts: Sequence[Effort[SendChat]]) -> list[Result]:
        return [self._send(effort) for effort in efforts]

    def _send(self, effort: Effort[SendChat]) -> Result:
        order = self.orders.order_for(effort.tenant, effort.what)
        if isinstance(order, NoOrder):
            return GivenUp(order.why)
        url = self.sealer.unseal(order.subscription["sealed_address"], ADDRESS_PURPOSE)
        body, fits = self._body(effort.tenant, order)
        result = self.caller.call(effort, url, _HEADERS, json.dumps(body).encode(), self.clock())
        if isinstance(result, Done) and not fits:
            return replace(result, note=f"{result.note}; the house's text stands for the organisation's")
        return result

    def _body(self, tenant: str, order: Order) -> tuple[dict[str, Any], bool]:
        payload, chat = payload_of(order.body), FORMATS[order.subscription["format"]]
        own = own_parts(self.database, tenant, payload["type"], order.language)
        text, fits = in_chat(payload, tenant, order.language, own, chat.escape)
        return chat.body(text), fits
