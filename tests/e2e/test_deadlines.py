"""A missed deadline, in a case type that was added as a file."""

from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver


def test_a_missed_deadline_raises_the_case_and_leaves_it_open(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    shop.subscribe(receiver, "case.raised")

    case = shop.submit({"type": "callback", "reference": "TEL-1"})

    raised = shop.wait_for(f"/v1/cases/{case}", lambda read: read.get("raised", False), "the case raised")
    (told,) = receiver.wait_for(bool)
    assert raised["number"].startswith("CB-")
    assert raised["status"] == "waiting"
    assert [(one["step"], one["team"], one["reason"]) for one in raised["attention"]] == [
        ("call", "hotline", "deadline_missed")
    ]
    assert [one["id"] for one in shop.items("/v1/cases", raised="true")] == [case]
    assert (told.payload["data"]["case"], told.payload["data"]["reason"]) == (case, "deadline_missed")
    shop.decide(case, "call", "accept")
    closed = shop.wait_for_status(case, "closed")
    assert (closed["raised"], closed["attention"]) == (False, [])
    assert shop.story(case).count(("deadline_missed", "call")) == 1
