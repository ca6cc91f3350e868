"""Who listens: to everything, to closed cases alone, to events that never come; one endpoint is dead, one is gone, and
one subscription is deleted after a while."""

from shared.contracts.subscriptions import CreateSubscription
from shared.contracts.values import Actor

SUBSCRIPTIONS: dict[str, tuple[str, str]] = {
    "sub_all": ("shop", "*"),
    "sub_closed": ("crm", "case.closed"),
    "sub_nobody": ("nobody", "*"),
    "sub_dead": ("crm", "case.opened"),
    "sub_gone": ("shop", "case.opened"),
    "sub_brief": ("shop", "case.opened"),
}
"""Client and events by subscription."""

LASTING = ("sub_all", "sub_closed", "sub_nobody", "sub_dead")
"""Those that nothing ends, so that every wanted event leads to a delivery."""


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
