"""What belongs to one organisation is, for another, not there."""

from datetime import UTC, datetime

from gateway.examples import CASE, DECISION, PARCEL_EVENT, PAYMENT
from infra.local.stack import LocalStack
from services.notifications.domain.subscription import id_of
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk


def test_another_tenants_case_is_not_there(desk: Desk) -> None:
    case = desk.post("/v1/cases", CASE).get_json()["id"]
    stranger = desk.key_for("globex")

    for address in ("", "/timeline", "/findings", "/invoices", "/payments"):
        theirs = desk.get(f"/v1/cases/{case}{address}", key=stranger)
        nobodys = desk.get(f"/v1/cases/case_none{address}", key=stranger)
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert theirs.get_json()["detail"] == nobodys.get_json()["detail"]
    assert desk.get("/v1/cases", key=stranger).get_json()["items"] == []


def test_nothing_can_be_asked_of_another_tenants_case(desk: Desk) -> None:
    case = desk.post("/v1/cases", CASE).get_json()["id"]
    stranger = desk.key_for("globex")

    for address, body in (
        (f"/v1/cases/{case}/cancel", {"reason": "mine"}),
        (f"/v1/cases/{case}/corrections", {"totals": {"net": "1.00"}}),
        (f"/v1/cases/{case}/reviews/approve/decision", DECISION),
        (f"/v1/shipments/shp_{case[5:]}/parcel-events", PARCEL_EVENT),
    ):
        assert desk.post(address, body, key=stranger).status_code == 404
    payment = desk.post("/v1/payments", PAYMENT | {"case": case}, key=stranger)
    assert [error["pointer"] for error in payment.get_json()["errors"]] == ["/case"]
    assert len(desk.stored()) == 1


def test_subscriptions_and_deliveries_belong_to_their_client(desk: Desk, stack: LocalStack) -> None:
    theirs = [
        {"id": "sub_1", "url": "https://93.184.215.14/", "events": ["*"], "state": "active", "reason": "",
         "created_at": datetime(2026, 3, 31, tzinfo=UTC), "old_until": None},
    ]  # fmt: skip
    with connect(stack.mongodb_admin_url) as mongo:
        mongo["coulisse_notifications"]["subscriptions"].insert_one(
            {"_id": id_of("globex", "shop"), "tenant": "globex", "subscriptions": theirs, "refused": []}
        )
    assert len(desk.get("/v1/subscriptions", key=desk.key_for("globex")).get_json()["items"]) == 1

    assert desk.get("/v1/subscriptions").get_json()["items"] == []
    assert desk.ask("DELETE", "/v1/subscriptions/sub_1").status_code == 404
    assert desk.post("/v1/subscriptions/sub_1/rotate-secret", {}).status_code == 404
    assert desk.post("/v1/deliveries/dlv_1/redeliver", None).status_code == 404


def test_a_tenant_cannot_be_named_by_the_sender(desk: Desk) -> None:
    answer = desk.post("/v1/cases", CASE | {"tenant": "globex"})

    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["/tenant"]
