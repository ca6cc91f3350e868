"""An ERP that nobody can call: it sets, fetches, acknowledges and prints, all by itself."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from tests.support.case_bodies import an_order
from tests.support.erp import StandInErp
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver

ENTRIES = "/v1/exports/journal-entries"
CHANGES = "/v1/exports/stock-changes"


def test_what_an_erp_fetches_is_acknowledged_and_never_pushed(pulling: FrontOffice, erp: StandInErp) -> None:
    pulling.stock_up({"CH-100": 5})
    case = pulling.submit(an_order())
    pulling.wait_for_status(case, "closed")

    entries, changes = pulling.items(ENTRIES), pulling.items(CHANGES)
    acknowledged(pulling, ENTRIES, {one["id"]: f"MV-{place}" for place, one in enumerate(entries)})
    acknowledged(pulling, CHANGES, {one["id"]: f"ST-{place}" for place, one in enumerate(changes)})

    assert [entry["case"] for entry in entries] == [case]
    assert [change["kind"] for change in changes] == ["receipt", "shipment"]
    assert (pulling.items(ENTRIES), pulling.items(CHANGES)) == ([], [])
    read = pulling.get(f"/v1/journal-entries/{entries[0]['id']}")["erp"]
    assert (read["state"], read["reference"], read["attempts"]) == ("sent", "MV-0", [])


def acknowledged(shop: FrontOffice, export: str, references: dict[str, str]) -> None:
    """Says so, and waits for the outcome."""
    items = [{"id": id, "reference": reference} for id, reference in references.items()]
    answer = shop.ask("POST", f"{export}/acknowledgements", {"items": items}, headers={"Prefer": "wait=5"})
    assert answer.status_code in (200, 202), answer.text
    shop.wait_for(answer.headers["Location"], lambda read: len(read["items"]) == len(items), "the results")


def test_a_raised_limit_lets_the_waiting_case_go_on(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 30})
    line = {"article": "CH-100", "label": "Chaise", "quantity": 25, "unit_price": "50.00", "vat_rate": "20"}
    case = shop.submit(an_order(line))
    shop.wait_for_step(case, "check_payment", "waiting")

    shop.ask("PUT", "/v1/customers/C-1", {"credit_limit": "2000.00"})

    shop.wait_for_status(case, "closed")
    assert shop.get("/v1/customers/C-1")["credit_limit"] == "2000.00"


def test_the_invoice_of_a_closed_case_is_printed_for_its_buyer(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 2})
    case = shop.submit(an_order())
    shop.wait_for_status(case, "closed")
    (invoice,) = shop.items(f"/v1/cases/{case}/invoices")

    printed = shop.ask("GET", f"/v1/invoices/{invoice['id']}.pdf")

    text = words_of(printed)
    assert all(said in text for said in (invoice["number"], "Ateliers Roche", "4 rue des Forges", "120,00 €"))
    assert shop.ask("GET", f"/v1/invoices/{invoice['id']}.pdf").content == printed.content


def words_of(printed: Any) -> str:
    assert (printed.status_code, printed.headers["Content-Type"]) == (200, "application/pdf"), printed.text
    pages = PdfReader(BytesIO(printed.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_what_a_subscription_missed_is_sent_again_with_one_request(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    subscription = shop.subscribe(receiver, "case.opened")
    ping = shop.post(f"/v1/subscriptions/{subscription}/ping")

    (told,) = receiver.wait_for(bool)

    assert told.payload["data"] == {"subscription": subscription, "delivery": ping["delivery"]}
    asked = shop.post(f"/v1/subscriptions/{subscription}/redeliveries", {"since": "2026-01-01T00:00:00Z"})
    done = shop.wait_for(
        f"/v1/subscriptions/{subscription}/redeliveries/{asked['id']}",
        lambda read: read["state"] == "done",
        "the redelivery",
    )
    assert done["asked"] == 0
