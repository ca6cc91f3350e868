"""People see to cases that are about people: a complaint is answered, opened again and rated; leave is granted."""

from tests.e2e.test_work_list import outcome
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver

CONTACT = {"role": "contact", "name": "Sacha Petit", "email": "sacha@example.org"}
EMPLOYEE = {"role": "employee", "name": "Noa Blanc"}


def test_a_complaint_is_answered_opened_again_and_rated(shop: FrontOffice, receiver: WebhookReceiver) -> None:
    shop.subscribe(receiver, "case.answered", "case.reopened", "case.rated")
    case = an_answered_complaint(shop)

    outcome(shop, shop.post(f"/v1/cases/{case}/reopen", {"reason": "Still nothing"}))
    decide(shop, case, "answer", 2, "It is on your doorstep.")
    shop.wait_for_status(case, "closed")
    outcome(shop, shop.ask("PUT", f"/v1/cases/{case}/rating", {"rating": 4, "comment": "In the end"}).json())

    assert shop.get(f"/v1/cases/{case}/rating")["comment"] == "In the end"
    assert shop.get(f"/v1/cases/{case}")["reopened"] == 1
    receiver.wait_for(
        lambda got: {"case.answered", "case.reopened", "case.rated"} <= {one.payload["type"] for one in got}
    )


def test_leave_is_corrected_and_granted(shop: FrontOffice) -> None:
    answers = {"from": "2026-07-06", "until": "2026-07-01", "kind": "paid"}
    case = shop.submit(
        {"type": "leave_request", "reference": "L-1", "parties": [EMPLOYEE], "answers": answers}
    )
    shop.wait_for_status(case, "needs_correction")

    outcome(shop, shop.post(f"/v1/cases/{case}/corrections", {"answers": {"until": "2026-07-24"}}))

    decide(shop, case, "approve", 2, "Enjoy it.")
    shop.wait_for_status(case, "closed")
    assert shop.get(f"/v1/cases/{case}")["answers"]["until"] == "2026-07-24"


def an_answered_complaint(shop: FrontOffice) -> str:
    """A closed one that quality control passes over: it is for somebody else than who has answered."""
    for number in range(20):
        case = shop.submit(
            {
                "type": "complaint",
                "reference": f"CRM-{number}",
                "parties": [CONTACT],
                "answers": {"about": "delivery", "summary": "Nothing has come"},
            }
        )
        decide(shop, case, "answer", 1, "It leaves tomorrow.")
        path = f"/v1/cases/{case}"
        found = shop.wait_for(
            path, lambda one: one["steps"]["quality"]["state"] != "pending", "quality control has chosen"
        )
        if found["steps"]["quality"]["state"] == "done":
            return case
    raise AssertionError("quality control looks at every case")


def decide(shop: FrontOffice, case: str, step: str, round: int, words: str) -> None:
    """Accept a task of a case once the work list has it in this round."""
    page = shop.wait_for(
        f"/v1/tasks?case={case}",
        lambda found: any((one["step"], one["round"]) == (step, round) for one in found["items"]),
        f"{step} waits for a person",
    )
    (task,) = [one for one in page["items"] if one["step"] == step]
    body = {"round": round, "answer": "accept", "reason": words}
    outcome(shop, shop.post(f"/v1/tasks/{task['id']}/decision", body))
