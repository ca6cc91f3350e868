"""What is wrong with a case's documents and parties is said, and can be mended."""

from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from tests.support.case_bodies import APPLICANT, a_customer_file, an_order
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_changed_pdf, a_pdf, an_image

_SECRET = pikepdf.Encryption(user="secret", owner="owner")


def _with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


_FAULTY: dict[str, Callable[[], bytes]] = {
    "pdf.truncated": lambda: a_pdf()[:-400],
    "pdf.encrypted": lambda: a_changed_pdf(lambda pdf: None, encryption=_SECRET),
    "pdf.active_content": lambda: a_changed_pdf(_with_script),
    "file.type_mismatch": an_image,
}


@pytest.mark.parametrize("rule", _FAULTY)
def test_a_faulty_file_is_found_explained_and_replaced(shop: FrontOffice, rule: str) -> None:
    shop.stock_up({"CH-100": 2})
    faulty = shop.upload(_FAULTY[rule]())
    case = shop.submit(an_order(signed=faulty))
    wanting = shop.wait_for_status(case, "needs_correction")
    found = shop.get(f"/v1/cases/{case}/findings")["items"]

    shop.post(
        f"/v1/cases/{case}/corrections",
        {"documents": [{"id": shop.upload(a_pdf()), "kind": "signed_order"}]},
    )

    assert rule in {one["rule"] for one in found}
    assert {one["where"] for one in found} == {f"document:{faulty}"}
    assert all(one["message_en"] and one["message_fr"] and one["remedy_en"] for one in found)
    assert faulty in " ".join(wanting["wanted_en"])
    closed = shop.wait_for_status(case, "closed")
    assert closed["round"] == 2
    assert faulty not in {one["document"] for one in closed["documents"]}


def test_a_missing_document_is_asked_for_and_the_case_goes_on_with_it(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    shop.stock_up({"CH-100": 2})
    shop.subscribe(receiver, "case.needs_correction")
    case = shop.submit(an_order(type="sales_order"))
    shop.wait_for_status(case, "needs_correction")
    (told,) = receiver.wait_for(bool)

    shop.post(
        f"/v1/cases/{case}/corrections",
        {"documents": [{"id": shop.upload(a_pdf()), "kind": "contract"}]},
    )

    assert len(told.payload["data"]["wanted_en"]) == len(told.payload["data"]["wanted_fr"]) == 1
    shop.wait_for_status(case, "closed")
    story = shop.story(case)
    assert story.index(("correction_wanted", "check_documents")) < story.index(("correction_taken", ""))
    assert shop.get(f"/v1/cases/{case}/findings")["items"] == []


def test_a_wrong_iban_is_found_without_being_repeated(shop: FrontOffice) -> None:
    documents = {kind: shop.upload(a_pdf(pages)) for pages, kind in enumerate(_KINDS, start=1)}
    wrong: dict[str, Any] = {**APPLICANT, "bank_account": {"iban": "FR7630006000011234567890188"}}
    case = shop.submit(a_customer_file(documents, parties=[wrong]))
    shop.wait_for_status(case, "needs_correction")
    found = shop.get(f"/v1/cases/{case}/findings")["items"]

    shop.post(f"/v1/cases/{case}/corrections", {"parties": [APPLICANT]})

    assert [one["rule"] for one in found] == ["bank.iban_invalid"]
    assert "1234567890" not in str(found)
    shop.wait_for_status(case, "waiting")


def test_totals_that_do_not_fit_the_lines_are_found(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 2})
    signed = shop.upload(a_pdf())
    case = shop.submit(an_order(signed=signed, totals={"gross": "119.00"}))
    shop.wait_for_status(case, "needs_correction")

    shop.post(f"/v1/cases/{case}/corrections", {"totals": {"gross": "120.00"}})

    shop.wait_for_status(case, "closed")


def test_a_document_belongs_to_one_case_even_when_two_name_it_at_once(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 4})
    signed = shop.upload(a_pdf())
    first = shop.submit(an_order(signed=signed))

    second = shop.ask("POST", "/v1/cases", an_order(signed=signed))
    shop.wait_for_status(first, "closed")
    third = shop.ask("POST", "/v1/cases", an_order(signed=signed))

    if second.status_code == 202:
        wanting = shop.wait_for_status(second.json()["id"], "needs_correction")
        assert signed in wanting["wanted_en"][0]
    assert second.status_code in (202, 422)
    assert third.status_code == 422
    assert third.json()["errors"][0]["pointer"] == "/documents/0/id"


_KINDS = ("identity", "proof_of_address", "bank_details")
