"""A person takes a file from the work list, reads its papers and decides; the front office follows by operations."""

import json
from typing import Any

from gateway.access.scopes import ROLES
from tests.support.case_bodies import a_complaint, a_customer_file
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf, an_image


def test_a_task_is_claimed_commented_on_and_decided(shop: FrontOffice, receiver: WebhookReceiver) -> None:
    shop.subscribe(receiver, "case.commented", "case.closed")
    identity = shop.upload(an_image(), "image/png")
    documents = {
        "identity": identity,
        "proof_of_address": shop.upload(a_pdf(2)),
        "bank_details": shop.upload(a_pdf(3)),
    }
    case = shop.submit(a_customer_file(documents))
    shop.wait_for_status(case, "waiting")

    page = shop.wait_for(
        f"/v1/tasks?assignee=none&case={case}",
        lambda found: bool(found["items"]),
        "the work list has the task",
    )
    (task,) = page["items"]
    claimed = outcome(shop, shop.post(f"/v1/tasks/{task['id']}/claim"))
    assert claimed["result"] == {"assignee": "shop"}
    assert shop.get(f"/v1/documents/{identity}")["case"] == case
    outcome(shop, shop.post(f"/v1/cases/{case}/comments", {"text": "The photograph is hers."}))
    outcome(shop, shop.post(f"/v1/tasks/{task['id']}/decision", {"round": task["round"], "answer": "accept"}))

    shop.wait_for_status(case, "closed")
    assert [one["text"] for one in shop.items(f"/v1/cases/{case}/comments")] == ["The photograph is hers."]
    receiver.wait_for(lambda got: {one.payload["type"] for one in got} == {"case.commented", "case.closed"})
    late = outcome(shop, shop.post(f"/v1/cases/{case}/cancel", {"reason": "Too late"}), "refused")
    assert late["error"]["code"] == "cancel_too_late"


def test_whom_a_task_was_handed_to_decides_it_at_once_and_nobody_else_does(
    shop: FrontOffice, platform: Platform
) -> None:
    claire, denis = (
        FrontOffice(
            shop.url, platform.new_key(shop.tenant, client=name, scopes=sorted(ROLES["agent"])), shop.tenant
        )
        for name in ("claire", "denis")
    )
    for _ in range(5):
        case = shop.submit(a_complaint())
        shop.wait_for_step(case, "answer", "waiting")
        task = shop.task_of(case)
        at, decision = (
            f"/v1/tasks/{task['id']}",
            {"round": task["round"], "answer": "accept", "reason": "Sorry."},
        )

        outcome(claire, claire.post(f"{at}/claim"))
        outcome(claire, claire.post(f"{at}/assign", {"assignee": "denis"}))
        late = claire.post(f"{at}/decision", decision)
        outcome(denis, denis.post(f"{at}/decision", decision))

        assert outcome(claire, late, "refused")["error"]["code"] in ("claimed_by_other", "already_decided")
        # Quality control may look at the answer before the case closes.
        assert shop.wait_for_step(case, "answer", "done")["steps"]["answer"]["by"] == "denis"


def outcome(shop: FrontOffice, accepted: dict[str, Any], status: str = "done") -> dict[str, Any]:
    """The operation of what was accepted, once it is no longer pending."""
    found = shop.wait_for(
        f"/v1/operations/{accepted['operation']}",
        lambda one: bool(one["status"] != "pending"),
        "the operation is no longer pending",
    )
    assert found["status"] == status, json.dumps(found)
    return found
