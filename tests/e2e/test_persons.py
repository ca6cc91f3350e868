"""A buyer asks what is held of them, and to be forgotten: their invoice stays whole, everything else goes."""

import json
from io import BytesIO

from pypdf import PdfReader

from tests.support.case_bodies import BUYER, an_order
from tests.support.command_line import Run
from tests.support.front_office import FrontOffice


def test_a_buyer_is_told_and_forgotten_but_for_what_the_law_wants_on_the_invoice(
    shop: FrontOffice, coulisse: Run
) -> None:
    shop.stock_up({"CH-100": 4})
    name, email, phone = str(BUYER["name"]), f"ada@{shop.tenant}.example", "+33 6 12 34 56 78"
    case = shop.submit(an_order(parties=[{**BUYER, "email": email, "phone": phone}]))
    shop.wait_for_status(case, "closed")

    (person,) = json.loads(coulisse("persons", "find", "--email", email.upper()).stdout)
    assert (person["case"], person["data"]["phone"], person["held"]) == (case, phone, "all")
    said = coulisse("persons", "erase", person["id"], "--yes").stdout

    left = shop.get(f"/v1/persons/{person['id']}")
    assert f"kept until {left['kept_until'][:10]}" in said
    (invoice,) = shop.items("/v1/invoices")
    assert left["kept_until"][:4] == str(int(invoice["issued_on"][:4]) + 12)
    assert left["held"] == "for_invoices"
    assert {name for name, value in left["data"].items() if value} == {
        "role",
        "name",
        "address",
        "vat_number",
    }
    assert json.loads(coulisse("persons", "find", "--email", email).stdout) == []
    assert shop.get(f"/v1/invoices/{invoice['id']}")["billed_to"]["name"] == name
    printed = shop.ask("GET", f"/v1/invoices/{invoice['id']}.pdf")
    pages = " ".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
    assert name in pages
