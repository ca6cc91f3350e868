"""Goods that go elsewhere than the invoice: shipment, invoice and mail say so, and nobody else reads where."""

from io import BytesIO

from pypdf import PdfReader

from tests.e2e.test_mail import an_address, for_, mail_to, to
from tests.support.case_bodies import BUYER, an_order
from tests.support.front_office import FrontOffice
from tests.support.mail_server import MailServer

DEPOT = {"line1": "12 quai de la Fosse", "postcode": "44000", "city": "Nantes", "country": "FR"}


def test_goods_for_another_address_are_sent_there_and_every_paper_says_so(
    shop: FrontOffice, stranger: FrontOffice, mail_server: MailServer
) -> None:
    shop.stock_up({"CH-100": 2})
    buyer, depot = an_address(shop, "buyer"), an_address(shop, "depot")
    for role in ("buyer", "recipient"):
        mail_to(shop, {"role": role}, "case.closed", language="fr")
    recipient = {"role": "recipient", "name": "Dépôt Roche", "email": depot, "address": DEPOT}

    case = shop.submit(an_order(parties=[{**BUYER, "email": buyer}, recipient]))

    shop.wait_for_status(case, "closed")
    address = f"/v1/shipments/{shop.shipment_of(case)}"
    assert shop.get(address)["delivered_to"] == {"name": "Dépôt Roche", "address": {**DEPOT, "line2": None}}
    (invoice,) = shop.items("/v1/invoices")
    whole = shop.get(f"/v1/invoices/{invoice['id']}")
    assert whole["billed_to"]["address"]["city"] == "Lyon"
    assert whole["delivered_to"]["address"]["city"] == "Nantes"
    printed = _printed(shop, invoice["id"])
    assert "4 rue des Forges" in printed
    assert "LIVRÉ À" in printed
    assert "12 quai de la Fosse" in printed
    mail_server.wait_for(for_(depot))
    mail_server.wait_for(for_(buyer))
    number = shop.case(case)["number"]
    assert all(number in to(mail_server, one)[0].message["Subject"] for one in (buyer, depot))
    assert stranger.ask("GET", address).status_code == 404


def test_goods_without_another_address_go_to_the_buyer(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 2})

    case = shop.submit(an_order())

    shop.wait_for_status(case, "closed")
    shipment = shop.get(f"/v1/shipments/{shop.shipment_of(case)}")
    assert shipment["delivered_to"]["name"] == "Ateliers Roche"
    assert shipment["delivered_to"]["address"]["city"] == "Lyon"
    (invoice,) = shop.items("/v1/invoices")
    assert shop.get(f"/v1/invoices/{invoice['id']}")["delivered_to"] is None
    assert "LIVRÉ À" not in _printed(shop, invoice["id"])


def _printed(shop: FrontOffice, invoice: str) -> str:
    answer = shop.ask("GET", f"/v1/invoices/{invoice}.pdf", params={"language": "fr"})
    assert answer.status_code == 200, answer.text
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
