"""What a client may read of its subscriptions and deliveries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notifications.queries.deliveries import deliveries_of, delivery
from services.notifications.queries.subscriptions import subscription, subscriptions_of
from shared.contracts.subscriptions import DisableSubscription
from tests.integration.notifications.sending import Sending
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.notifications.messages import a_closed_case, a_creation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def five_deliveries(sending: Sending) -> list[str]:
    """Newest first."""
    for number in range(5):
        sending.tell(a_closed_case(f"case_{number}"), at=NOW + timedelta(seconds=number))
    return [effect["_id"] for effect in reversed(sending.effects())]


def test_deliveries_are_paged_newest_first(sending: Sending) -> None:
    ids = five_deliveries(sending)

    first = deliveries_of(sending.database, "acme", "shop", limit=2)
    second = deliveries_of(sending.database, "acme", "shop", limit=2, before=first[-1]["id"])
    third = deliveries_of(sending.database, "acme", "shop", limit=2, before=second[-1]["id"])

    assert [one["id"] for one in (*first, *second, *third)] == ids
    assert first[0]["case"] == "case_4"
    assert first[0]["state"] == "pending"
    assert first[0]["next_attempt_at"] == NOW + timedelta(seconds=4)


def test_deliveries_can_be_read_by_state(sending: Sending) -> None:
    ids = five_deliveries(sending)
    sending.note(ids[0], "done", at=NOW)
    sending.note(ids[1], "given_up", at=NOW, note="answered 500")
    sending.note(ids[2], "leased", at=NOW)

    def read(state: str) -> list[str]:
        return [one["id"] for one in deliveries_of(sending.database, "acme", "shop", state=state)]

    assert read("done") == [ids[0]]
    assert read("given_up") == [ids[1]]
    assert read("pending") == ids[2:]


def test_one_delivery_shows_its_payload_and_every_attempt(sending: Sending) -> None:
    id = five_deliveries(sending)[0]
    sending.note(id, "due", at=NOW, note="answered 500")
    sending.note(id, "done", at=NOW + timedelta(seconds=5), note="answered 204")

    shown = delivery(sending.database, "acme", "shop", id)

    assert shown is not None
    assert shown["payload"]["data"]["case"] == "case_4"
    assert shown["attempts"] == 2
    assert shown["note"] == "answered 204"
    assert [attempt["note"] for attempt in shown["history"]] == ["answered 500", "answered 204"]
    assert shown["history"][1]["at"] == NOW + timedelta(seconds=5)


@pytest.mark.parametrize(("tenant", "client"), [("other", "shop"), ("acme", "crm")])
def test_nobody_reads_the_deliveries_and_subscriptions_of_others(
    sending: Sending, tenant: str, client: str
) -> None:
    id = five_deliveries(sending)[0]

    assert deliveries_of(sending.database, tenant, client) == []
    assert delivery(sending.database, tenant, client, id) is None
    assert subscriptions_of(sending.database, tenant, client) == []
    assert subscription(sending.database, tenant, client, "sub_1") is None


def test_subscriptions_are_shown_without_their_secrets(sending: Sending, receiver: WebhookReceiver) -> None:
    sending.rotate("b", old_until=NOW)
    sending.tell(a_creation("sub_2", events=("case.closed",)))
    sending.tell(DisableSubscription(subscription="sub_2", client="shop", reason="gone"))

    first, second = subscriptions_of(sending.database, "acme", "shop")

    assert first["url"] == receiver.url()
    assert first["old_secret_until"] == NOW
    assert (second["state"], second["reason"], second["events"]) == ("disabled", "gone", ["case.closed"])
    assert set(first) == {
        "id",
        "url",
        "events",
        "state",
        "reason",
        "created_at",
        "old_secret_until",
        "revision",
        "channel",
        "format",
        "role",
        "sealed_address",
        "preference",
    }
    assert first["sealed_address"] == ""


def test_a_refused_subscription_can_be_read(sending: Sending) -> None:
    sending.tell(*(a_creation(f"sub_{number}") for number in range(2, 22)))

    refused = subscription(sending.database, "acme", "shop", "sub_21")

    assert refused is not None
    assert refused["state"] == "refused"
    assert "at most 20" in refused["reason"]


def scans(sending: Sending, filter: dict[str, Any], sort: list[tuple[str, int]]) -> set[str]:
    plan = sending.database["effects"].find(filter, sort=sort or None).explain()
    stages, queue = set(), [plan["queryPlanner"]["winningPlan"]]
    while queue:
        stage = queue.pop()
        stages.add(stage["stage"])
        queue += [stage[key] for key in ("inputStage",) if key in stage] + stage.get("inputStages", [])
    return stages


def test_lists_and_the_question_for_accepted_ones_go_by_an_index(sending: Sending) -> None:
    five_deliveries(sending)
    about: dict[str, Any] = {"tenant": "acme", "what.client": "shop"}
    newest = [("_id", -1)]

    everything = scans(sending, about, newest)
    pending = scans(sending, {**about, "state": {"$in": ["due", "leased"]}}, newest)
    accepted = scans(
        sending, {"what.subscription": "sub_1", "state": "done", "attempts.at": {"$gte": NOW}}, []
    )

    assert everything | pending | accepted <= {"IXSCAN", "FETCH", "SORT_MERGE", "PROJECTION_SIMPLE"}
