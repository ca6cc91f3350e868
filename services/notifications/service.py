"""The nameko class of notifications: its name and its table message -> decision."""

import ssl
from collections.abc import Mapping
from typing import Any

from services.notifications.adapters.failed_deliveries import FailedDeliveries
from services.notifications.adapters.orders import Orders
from services.notifications.adapters.webhooks import Webhooks
from services.notifications.collections import COLLECTIONS, DATABASE
from services.notifications.domain import pinging, redelivering, redelivery, stock_low, subscribing, telling
from services.notifications.settings import Settings
from shared.contracts.cases import (
    CaseCancelled,
    CaseClosed,
    CaseNeedsCorrection,
    CaseOpened,
    CaseProgressed,
    CaseRaised,
    CaseRefused,
    CaseWaiting,
)
from shared.contracts.decision import Row, on
from shared.contracts.stock import StockLow
from shared.contracts.subscriptions import (
    ChangeSubscription,
    CreateSubscription,
    DeleteSubscription,
    DisableSubscription,
    EnableSubscription,
    NoteRedelivered,
    PingSubscription,
    Redeliver,
    RedeliverFailed,
    RotateSecret,
)
from shared.persistence.sandbox_clocks import DATABASE as SANDBOX
from shared.persistence.sandbox_clocks import SandboxClocks
from shared.runtime.nameko_host import Runs
from shared.runtime.performing import Performer
from shared.runtime.room import Mongo, Room
from shared.security.sealing import Sealer

TOLD: tuple[type[Any], ...] = (
    CaseOpened,
    CaseProgressed,
    CaseNeedsCorrection,
    CaseWaiting,
    CaseRaised,
    CaseRefused,
    CaseCancelled,
    CaseClosed,
)

TABLE: tuple[Row[Any], ...] = (
    on(StockLow, stock_low.keep, needs=stock_low.needed),
    *(on(event, telling.tell, needs=telling.needed, then=telling.needed_then) for event in TOLD),
    on(CreateSubscription, subscribing.create, needs=subscribing.needed),
    on(RotateSecret, subscribing.rotate, needs=subscribing.needed),
    on(ChangeSubscription, subscribing.change, needs=subscribing.needed),
    on(EnableSubscription, subscribing.enable, needs=subscribing.needed),
    on(PingSubscription, pinging.ping, needs=pinging.needed),
    on(DeleteSubscription, subscribing.delete, needs=subscribing.needed),
    on(DisableSubscription, subscribing.disable, needs=subscribing.needed),
    on(Redeliver, redelivering.redeliver, needs=redelivering.needed),
    on(RedeliverFailed, redelivery.begin, needs=redelivery.needed),
    on(NoteRedelivered, redelivery.note, needs=redelivery.needed),
)


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of notifications."""
    settings = Settings.read(environ)

    def performers(mongo: Mongo) -> tuple[Performer[Any], ...]:
        webhooks = Webhooks(
            orders=Orders(mongo[DATABASE]),
            sealer=Sealer.from_file(settings.master_key_file),
            allowed=settings.allowed,
            delays=settings.delays,
            disable_after=settings.disable_after,
            tls=ssl.create_default_context(),
            has_ended=SandboxClocks(mongo[SANDBOX]).has_ended,
        )
        return (webhooks.performer(), FailedDeliveries(mongo[DATABASE]).performer())

    return Room(
        name="notifications",
        collections=COLLECTIONS,
        table=TABLE,
        performers=performers,
    )


class Notifications:
    name = "notifications"
    runs = Runs(room)
