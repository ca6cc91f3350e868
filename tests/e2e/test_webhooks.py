"""Being told: endpoints that are down, gone, slow to learn; secrets that change; telling again."""

from standardwebhooks import Webhook, WebhookVerificationError

from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import Received, WebhookReceiver


def test_a_webhook_to_an_endpoint_that_is_down_at_first_arrives_later_under_the_same_id(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    shop.subscribe(receiver, "case.opened")
    receiver.behave("refuse", times=2)

    case = shop.submit(an_order())

    came = receiver.wait_for(lambda came: len(came) == 3)
    assert len({one.id for one in came}) == 1
    assert [one.answered for one in came] == [0, 0, 204]
    assert all(one.verified for one in came)
    (delivery,) = shop.items("/v1/deliveries")
    done = shop.wait_for(
        f"/v1/deliveries/{delivery['id']}", lambda read: read["state"] == "done", "delivered"
    )
    assert (done["event"], done["case"], done["attempts"]) == (came[0].id, case, 3)
    assert [attempt["outcome"] for attempt in done["history"]][-1] == "done"
    assert done["payload"] == came[0].payload


def test_an_endpoint_that_is_gone_is_told_nothing_more(shop: FrontOffice, receiver: WebhookReceiver) -> None:
    subscription = shop.subscribe(receiver, "case.opened")
    receiver.behave(status=410)

    shop.submit(an_order())

    disabled = shop.wait_for(
        f"/v1/subscriptions/{subscription}", lambda read: read["state"] == "disabled", "switched off"
    )
    assert disabled["reason"]
    with WebhookReceiver() as other:
        shop.subscribe(other, "case.opened")
        second = shop.submit(an_order())
        (told,) = other.wait_for(bool)
    assert told.payload["data"]["case"] == second
    assert len(receiver.received) == 1
    assert [one["state"] for one in shop.items("/v1/deliveries", state="given_up")] == ["given_up"]


def test_while_a_secret_is_rotated_both_sign(shop: FrontOffice, receiver: WebhookReceiver) -> None:
    subscription = shop.subscribe(receiver, "case.opened")

    rotated = shop.post(f"/v1/subscriptions/{subscription}/rotate-secret", {"overlap_hours": 24})

    shop.wait_for(f"/v1/subscriptions/{subscription}", lambda read: bool(read["old_secret_until"]), "rotated")
    shop.submit(an_order())
    (told,) = receiver.wait_for(bool)
    assert told.verified, "the old secret verifies"
    Webhook(rotated["secret"]).verify(told.body, told.headers)
    assert len(told.headers["webhook-signature"].split()) == 2


def test_after_a_rotation_without_overlap_only_the_new_secret_signs(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    subscription = shop.subscribe(receiver, "case.opened")
    (old,) = receiver.secrets
    receiver.behave(status=500)
    shop.submit(an_order())
    receiver.wait_for(bool)

    new = shop.post(f"/v1/subscriptions/{subscription}/rotate-secret", {"overlap_hours": 0})["secret"]

    receiver.wait_for(lambda came: _verifies(new, came[-1]))
    receiver.behave()
    told = receiver.wait_for(lambda came: came[-1].answered == 204)[-1]
    assert _verifies(new, told)
    assert not _verifies(old, told)


def test_a_delivery_is_told_again_on_demand(shop: FrontOffice, receiver: WebhookReceiver) -> None:
    shop.subscribe(receiver, "case.opened")
    shop.submit(an_order())
    (first,) = receiver.wait_for(bool)
    (delivery,) = shop.items("/v1/deliveries")

    shop.post(f"/v1/deliveries/{delivery['id']}/redeliver")

    again = receiver.wait_for(lambda came: len(came) == 2)[1]
    assert (again.id, again.body, again.verified) == (first.id, first.body, True)
    done = shop.wait_for(
        f"/v1/deliveries/{delivery['id']}",
        lambda read: read["attempts"] == 2 and read["state"] == "done",
        "told twice",
    )
    assert done["asked_at"] > done["created_at"]


def test_who_unsubscribes_is_told_nothing_more(shop: FrontOffice, receiver: WebhookReceiver) -> None:
    subscription = shop.subscribe(receiver, "case.opened")
    assert shop.ask("DELETE", f"/v1/subscriptions/{subscription}").status_code == 202
    with WebhookReceiver() as other:
        shop.subscribe(other, "case.opened")

        shop.submit(an_order())

        other.wait_for(bool)
    assert receiver.received == []
    assert [one["id"] for one in shop.get("/v1/subscriptions")["items"]].count(subscription) == 0


def test_an_address_inside_the_house_is_refused(shop: FrontOffice) -> None:
    for url in (
        "http://169.254.169.254/latest",
        "https://10.0.0.8/hook",
        "https://[::1]/hook",
        "ftp://example.org",
    ):
        answer = shop.ask("POST", "/v1/subscriptions", {"url": url, "events": ["*"]})

        assert answer.status_code == 422, url
        assert {error["pointer"] for error in answer.json()["errors"]} == {"/url"}


def _verifies(secret: str, one: Received) -> bool:
    """As a receiver that knows only this secret sees it."""
    try:
        Webhook(secret).verify(one.body, one.headers)
    except WebhookVerificationError:
        return False
    return True
