"""A new customer's file: checked, then decided by a person."""

import pytest

from tests.support.case_bodies import a_customer_file
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf, an_image


@pytest.fixture
def file(shop: FrontOffice) -> str:
    """A complete file that waits for its review."""
    case = shop.submit(a_customer_file(_documents(shop)))
    shop.wait_for_status(case, "waiting")
    return case


def test_an_accepted_customer_closes_the_case(shop: FrontOffice, file: str) -> None:
    (review,) = [one for one in shop.items("/v1/reviews") if one["case"] == file]

    shop.decide(file, "review", "accept", review["round"])

    shop.wait_for_status(file, "closed")
    (decided,) = shop.items("/v1/reviews", state="decided", team="onboarding")
    assert (decided["answer"], decided["decided_by"]) == ("accept", {"kind": "client", "id": "shop"})
    assert shop.items("/v1/reviews") == []


def test_a_refused_customer_is_refused_with_the_reason(shop: FrontOffice, receiver: WebhookReceiver) -> None:
    shop.subscribe(receiver, "case.refused")
    case = shop.submit(a_customer_file(_documents(shop)))
    shop.wait_for_status(case, "waiting")

    shop.decide(case, "review", "refuse", reason="On a sanctions list.")

    refused = shop.wait_for_status(case, "refused")
    assert refused["ending"]["reason"] == "On a sanctions list."
    (told,) = receiver.wait_for(bool)
    assert told.payload["data"]["reason"] == "On a sanctions list."


def test_a_correction_asked_for_by_the_reviewer_is_checked_and_reviewed_again(
    shop: FrontOffice, file: str
) -> None:
    shop.decide(file, "review", "correct", reason="The proof of address is too old.")
    wanted = shop.wait_for_status(file, "needs_correction")
    newer = {"id": shop.upload(a_pdf()), "kind": "proof_of_address"}

    shop.post(f"/v1/cases/{file}/corrections", {"documents": [newer]})

    again = shop.wait_for_status(file, "waiting")
    assert wanted["wanted_en"] == ["The proof of address is too old."]
    assert again["round"] == 2
    shop.decide(file, "review", "accept", round=2)
    shop.wait_for_status(file, "closed")


def test_a_decision_on_a_round_that_is_over_changes_nothing(shop: FrontOffice, file: str) -> None:
    shop.decide(file, "review", "correct", reason="Blurred.")
    shop.wait_for_status(file, "needs_correction")
    shop.post(
        f"/v1/cases/{file}/corrections",
        {"documents": [{"id": shop.upload(an_image(), "image/png"), "kind": "identity"}]},
    )
    shop.wait_for_status(file, "waiting")

    shop.decide(file, "review", "refuse", reason="Too late.")

    shop.wait_for(
        "/v1/reviews",
        lambda read: any(one["last_refusal"] for one in read["items"]),
        "the late decision noted",
    )
    assert shop.case(file)["status"] == "waiting"


def _documents(shop: FrontOffice) -> dict[str, str]:
    return {
        "identity": shop.upload(an_image(), "image/png"),
        "proof_of_address": shop.upload(a_pdf(2)),
        "bank_details": shop.upload(a_pdf(3)),
    }
