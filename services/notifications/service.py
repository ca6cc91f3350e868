"""The nameko class of notifications: its name and its table message -> decision."""

import ssl
from collections.abc import Mapping
from functools import partial
from typing import Any

from services.notifications.adapters.calling import Caller
from services.notifications.adapters.chats import Chats
from services.notifications.adapters.failed_deliveries import FailedDeliveries
from services.notifications.adapters.mails import Mails
from services.notifications.adapters.orders import Orders
from services.notifications.adapters.recipients import Recipients
from services.notifications.adapters.switching_off import SwitchingOff
from services.notifications.adapters.webhooks import Webhooks
from services.notifications.collections import COLLECTIONS, DATABASE
from services.notifications.domain import (
    bouncing,
    digest,
    parties,
    pinging,
    redelivering,
    redelivery,
    reported_bounce,
    subscribing,
    template,
)
from services.notifications.domain.payload import TOLD
from services.notifications.domain.telling import Telling
from services.notifications.settings import Settings
from shared.contracts.decision import Row, on
from shared.contracts.notifying import (
    AllowRecipient,
    CasePartiesChanged,
    CloseDigest,
    NoteBounce,
    ReportBounce,
    ResetTemplate,
    SetTemplate,
)
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
from shared.security.vault import DATABASE as VAULT
from shared.security.vault import Vault


def table(zone_of: digest.ZoneOf) -> tuple[Row[Any], ...]:
    """Which decision each message meets. zone_of: an organisation's time zone."""
    telling = Telling(zone_of)
    return (
        *(on(event, telling.tell, needs=telling.needed, then=telling.needed_then) for event in TOLD),
        on(CasePartiesChanged, parties.change, needs=parties.needed),
        on(CloseDigest, digest.close, needs=digest.needed, then=digest.needed_then),
        on(CreateSubscription, subscribing.create, needs=subscribing.needed),
        on(RotateSecret, subscribing.rotate, needs=subscribing.needed),
        on(ChangeSubscription, subscribing.change, needs=subscribing.needed),
        on(EnableSubscription, subscribing.enable, needs=subscribing.needed),
        on(PingSubscription, pinging.ping, needs=pinging.needed),
        on(DeleteSubscription, subscribing.delete, needs=subscribing.needed),
        on(DisableSubscription, subscribing.disable, needs=subscribing.needed),
        on(NoteBounce, bouncing.note, needs=bouncing.needed),
        on(ReportBounce, reported_bounce.report, needs=reported_bounce.needed),
        on(AllowRecipient, bouncing.allow, needs=bouncing.allow_needed),
        on(SetTemplate, template.set_template, needs=template.needed),
        on(ResetTemplate, template.reset, needs=template.needed),
        on(Redeliver, redelivering.redeliver, needs=redelivering.needed),
        on(RedeliverFailed, redelivery.begin, needs=redelivery.needed),
        on(NoteRedelivered, redelivery.note, needs=redelivery.needed),
    )


def performers(settings: Settings, mongo: Mongo) -> tuple[Performer[Any], ...]:
    """Who does what is asked of the outside world."""
    database, sealer = mongo[DATABASE], Sealer.from_file(settings.master_key_file)
    orders = Orders(database, SandboxClocks(mongo[SANDBOX]).has_ended)
    switching = SwitchingOff(orders, settings.disable_after)
    caller = Caller(settings.allowed, settings.delays, ssl.create_default_context())
    recipients = Recipients(database, sealer, Vault(mongo[VAULT], sealer))
    webhooks = Webhooks(orders, sealer, caller, switching, settings.delays)
    mails = Mails(database, orders, recipients, switching, settings.relay, settings.mail_delays)
    chats = Chats(database, orders, sealer, caller, switching, settings.delays)
    failed = FailedDeliveries(database)
    return (webhooks.performer(), mails.performer(), chats.performer(), failed.performer())


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of notifications. Raises SettingsError."""
    settings = Settings.read(environ)
    return Room(
        name="notifications",
        collections=COLLECTIONS,
        table=table(settings.zones.of),
        performers=partial(performers, settings),
    )


class Notifications:
    name = "notifications"
    runs = Runs(room)
