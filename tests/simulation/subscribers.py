"""Who listens: one client to everything, one to closed cases alone, and one to events that never come."""

from shared.contracts.subscriptions import CreateSubscription
from shared.contracts.values import Actor

SUBSCRIPTIONS: dict[str, tuple[str, str]] = {
    "sub_all": ("shop", "*"),
    "sub_closed": ("crm", "case.closed"),
    "sub_nobody": ("nobody", "*"),
}
"""Client and events by subscription."""


def subscribing() -> tuple[CreateSubscription, ...]:
    """The orders that make them; they are carried out before the first case comes."""
    return tuple(
        CreateSubscription(
            subscription=id,
            client=client,
            url=f"https://{client}.example/hook",
            events=(events,),
            sealed_secret="sealed",
            actor=Actor(kind="client", id=client),
        )
        for id, (client, events) in SUBSCRIPTIONS.items()
    )
