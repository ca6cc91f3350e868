"""Messages with defaults, for tests of notifications."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from services.notifications.domain.subscription import ClientSubscriptions, Subscription
from services.notifications.service import room
from shared.contracts.cases import CaseClosed, CaseProgressed
from shared.contracts.subscriptions import CreateSubscription, DeleteSubscription, RotateSecret
from shared.contracts.values import Actor
from tests.support.deciding import START, Deciding

SHOP = Actor(kind="client", id="shop")
URL = "https://hooks.shop.example/coulisse"


def a_bench() -> Deciding:
    return Deciding(room({"COULISSE_MASTER_KEY_FILE": "unused"}))


def a_creation(id: str = "sub_1", **changes: Any) -> CreateSubscription:
    fields: dict[str, Any] = {
        "subscription": id,
        "client": "shop",
        "url": URL,
        "events": ("*",),
        "sealed_secret": f"sealed secret of {id}",
        "actor": SHOP,
    }
    return CreateSubscription(**{**fields, **changes})


def a_rotation(id: str = "sub_1", sealed: str = "new", old_until: datetime = START) -> RotateSecret:
    return RotateSecret(
        subscription=id,
        client="shop",
        sealed_secret=sealed,
        old_until=old_until + timedelta(days=1),
        actor=SHOP,
    )


def a_deletion(id: str = "sub_1") -> DeleteSubscription:
    return DeleteSubscription(subscription=id, client="shop", actor=SHOP)


def a_closed_case(case: str = "case_1", client: str = "shop") -> CaseClosed:
    return CaseClosed(
        case=case,
        client=client,
        number="2026-000001",
        reference="WEB-17",
        type="order",
        currency="EUR",
        gross=Decimal("120.00"),
        opened_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        closed_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    )


def an_issued_invoice(case: str = "case_1") -> CaseProgressed:
    return CaseProgressed(
        case=case,
        client="shop",
        number="2026-000001",
        reference="WEB-17",
        progress="invoice_issued",
        details={"invoice": "FA-2026-000007"},
    )


def subscriptions_in(bench: Deciding) -> dict[str, Subscription]:
    """The subscriptions of the client `shop` of `acme`, by id."""
    client = bench.get(ClientSubscriptions, "acme/shop")
    return {one.id: one for one in client.subscriptions} if client else {}
