"""Subscriptions of people, with defaults, for tests of mail, chats and digests."""

from typing import Any

from services.notifications.domain.delivery import Delivery, SendMail
from shared.contracts.cases import CaseOpened
from shared.contracts.notifying import Preference
from shared.contracts.subscriptions import CreateSubscription
from shared.contracts.values import PartyRef
from shared.persistence.store import StoredEffect
from tests.support.deciding import Deciding
from tests.unit.notifications.messages import a_creation


def a_mail_subscription(id: str = "sub_1", *, role: str = "", **changes: Any) -> CreateSubscription:
    """To a fixed address, or to a role."""
    fields: dict[str, Any] = {
        "channel": "mail",
        "url": "",
        "sealed_secret": "",
        "sealed_address": "" if role else f"sealed address of {id}",
        "role": role,
        "preference": Preference(),
    }
    return a_creation(id, **{**fields, **changes})


def an_opened_case(case: str = "case_1", *roles: str) -> CaseOpened:
    parties = tuple(PartyRef(ref=f"pty_{case}_{role}", role=role) for role in roles)
    return CaseOpened(
        case=case, client="shop", number="2026-000001", reference="WEB-17", type="order", parties=parties
    )


def mails(bench: Deciding) -> list[StoredEffect]:
    return [effect for effect in bench.effects() if isinstance(effect.what, SendMail)]


def told(bench: Deciding) -> list[tuple[str, str]]:
    """(subscription, type) of every delivery, in the order of their ids."""
    found = sorted(bench.all(Delivery), key=lambda delivery: delivery.id)
    return [(delivery.subscription, delivery.type) for delivery in found]
