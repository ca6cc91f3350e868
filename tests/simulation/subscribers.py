"""Who listens: to everything, to closed cases alone, to events that never come; one endpoint is dead, one is gone, and
one subscription is deleted after a while. Some are told by mail, one of them every hour, one at an address that takes
none; some in a chat."""

from shared.contracts.notifying import Channel, Preference
from shared.contracts.subscriptions import CreateSubscription
from shared.contracts.values import Actor

SUBSCRIPTIONS: dict[str, tuple[str, str]] = {
    "sub_all": ("shop", "*"),
    "sub_closed": ("crm", "case.closed"),
    "sub_nobody": ("nobody", "*"),
    "sub_dead": ("crm", "case.opened"),
    "sub_gone": ("shop", "case.opened"),
    "sub_brief": ("shop", "case.opened"),
    "sub_mail": ("shop", "case.closed"),
    "sub_bounce": ("crm", "case.opened"),
    "sub_digest": ("crm", "*"),
    "sub_chat": ("shop", "case.refused"),
}
"""Client and events by subscription."""

CHANNELS: dict[str, Channel] = {
    "sub_mail": "mail",
    "sub_bounce": "mail",
    "sub_digest": "mail",
    "sub_chat": "chat",
}
"""Of those that are no webhooks."""

GATHERING = "sub_digest"

LASTING = ("sub_all", "sub_closed", "sub_nobody", "sub_dead", "sub_mail", "sub_digest", "sub_chat")
"""Those that nothing ends, so that every wanted event leads to a delivery."""


def subscribing() -> tuple[CreateSubscription, ...]:
    """The orders that make them; they are carried out before the first case comes."""
    return tuple(_order(id, client, events) for id, (client, events) in SUBSCRIPTIONS.items())


def _order(id: str, client: str, events: str) -> CreateSubscription:
    channel = CHANNELS.get(id, "webhook")
    return CreateSubscription(
        subscription=id,
        client=client,
        url="" if channel == "mail" else f"https://{client}.example/hook",
        events=(events,),
        sealed_secret="" if channel != "webhook" else "sealed",
        actor=Actor(kind="client", id=client),
        channel=channel,
        sealed_address="sealed" if channel != "webhook" else "",
        format="slack" if channel == "chat" else "",
        preference=None if channel == "webhook" else _preference(id),
    )


def _preference(id: str) -> Preference:
    return Preference(pace="hourly", urgent_passes=False) if id == GATHERING else Preference()
