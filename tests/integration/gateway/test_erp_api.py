"""What an ERP sets, fetches and acknowledges through the gateway, decided by the real tables."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.examples import ARTICLE, CUSTOMER, GOODS
from infra.local.stack import LocalStack
from shared.contracts.accounts import CreditInvoice, IssueInvoice
from shared.contracts.shipments import PrepareShipment
from shared.contracts.stock import ReserveStock
from shared.contracts.values import Line, PartyRef, StockLine
from shared.persistence.mongo import connect
from shared.security.vault import DATABASE, Vault
from tests.integration.gateway.backroom import Backroom
from tests.integration.gateway.conftest import Desk

SELLERS = """
acme:
  name: Maison Coulisse
  line1: 12 quai des Étoiles
  postcode: "75004"
  city: Paris
  siren: "732829320"
  vat_number: FR44732829320
"""
CASE = f"case_{1:032x}"


@pytest.fixture
def backroom(desk: Desk, stack: LocalStack, master_key_file: Path, tmp_path: Path) -> Iterator[Backroom]:
    sellers = tmp_path / "sellers.yaml"
    sellers.write_text(SELLERS, encoding="utf-8")
    settings = {
        "ERP_PULL_TENANTS": "acme",
        "SELLERS_FILE": str(sellers),
        "COULISSE_MASTER_KEY_FILE": str(master_key_file),
    }
    with connect(stack.mongodb_admin_url) as mongo:
        yield Backroom(desk, mongo, settings)


def an_issue(case: str = CASE, label: str = "Chaise", buyer: str = "", recipient: str = "") -> IssueInvoice:
    line = Line(
        number=1, article="CH-100", label=label, quantity=4, unit_price=Decimal("49.90"), vat_rate=Decimal(20)
    )
    return IssueInvoice(
        case=case,
        step="invoice",
        ledger="main",
        case_number="2026-1",
        reference="WEB-1",
        customer="C-1042",
        terms="on_account",
        currency="EUR",
        lines=(line,),
        buyer=PartyRef(ref=buyer, role="buyer") if buyer else None,
        recipient=PartyRef(ref=recipient, role="recipient") if recipient else None,
    )


def lines_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.content_type.startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_an_article_is_put_without_a_key_and_read(desk: Desk, backroom: Backroom) -> None:
    accepted = desk.app.test_client().put(
        "/v1/articles/CH-100", json=ARTICLE, headers={"Authorization": f"Bearer {desk.key}"}
    )
    backroom.catch_up()

    assert accepted.status_code == 202
    read = desk.get("/v1/articles/CH-100").get_json()
    assert (read["label"], read["weight"], read["lot_tracked"]) == ("Chaise", "4.200", False)
    assert [item["article"] for item in desk.get("/v1/articles").get_json()["items"]] == ["CH-100"]
    assert desk.get("/v1/articles", key=desk.key_for("globex")).get_json()["items"] == []


def test_a_credit_limit_is_set_and_shown_with_the_balance(desk: Desk, backroom: Backroom) -> None:
    backroom.tell(an_issue())
    before = desk.get("/v1/customers/C-1042").get_json()

    assert desk.ask("PUT", "/v1/customers/C-1042", CUSTOMER).status_code == 202
    backroom.catch_up()

    after = desk.get("/v1/customers/C-1042").get_json()
    assert (before["credit_limit"], before["open"]) == (None, "239.52")
    assert (after["credit_limit"], after["available"]) == ("8000.00", "7760.48")
    assert [item["customer"] for item in desk.get("/v1/customers").get_json()["items"]] == ["C-1042"]


def test_a_limit_of_half_a_cent_is_refused(desk: Desk) -> None:
    answer = desk.ask("PUT", "/v1/customers/C-1", {"credit_limit": "10.005"})

    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["/credit_limit"]


def test_entries_are_fetched_acknowledged_once_and_not_listed_any_more(
    desk: Desk, backroom: Backroom
) -> None:
    backroom.tell(an_issue())
    (entry,) = desk.get("/v1/exports/journal-entries").get_json()["items"]
    booked = {"items": [{"id": entry["id"], "reference": "MV-1"}]}

    results = []
    for reference in ("MV-1", "MV-1", "MV-2"):
        booked["items"][0]["reference"] = reference
        answer = desk.post("/v1/exports/journal-entries/acknowledgements", booked)
        backroom.catch_up()
        (item,) = desk.get(answer.headers["Location"]).get_json()["items"]
        results.append((item["result"], item["known_reference"]))

    assert entry["erp"]["state"] == "pending"
    assert results == [("acknowledged", None), ("already_acknowledged", "MV-1"), ("other_reference", "MV-1")]
    assert desk.get("/v1/exports/journal-entries").get_json()["items"] == []
    read = desk.get(f"/v1/journal-entries/{entry['id']}").get_json()
    assert (read["erp"]["state"], read["erp"]["reference"]) == ("sent", "MV-1")
    done = desk.get("/v1/exports/journal-entries?state=acknowledged").get_json()["items"]
    assert [one["id"] for one in done] == [entry["id"]]


def test_exports_are_read_page_by_page_oldest_first(desk: Desk, backroom: Backroom) -> None:
    for number in range(5):
        backroom.tell(an_issue(f"case_{number:032x}"))

    seen, address = [], "/v1/exports/journal-entries?limit=2"
    while address:
        page = desk.get(address).get_json()
        seen += [entry["number"][-1] for entry in page["items"]]
        address = page["next"]

    assert seen == ["1", "2", "3", "4", "5"]


def test_an_id_that_is_nobodys_or_another_organisations_is_named(desk: Desk, backroom: Backroom) -> None:
    backroom.tell(an_issue())
    backroom.tell(an_issue(f"case_{2:032x}"), tenant="globex")
    items = [{"id": f"ent_{number:032x}_sale", "reference": "MV-1"} for number in (1, 2, 3)]

    answer = desk.post("/v1/exports/journal-entries/acknowledgements", {"items": items})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["/items/1/id", "/items/2/id"]
    assert desk.stored() == []


def test_stock_changes_are_fetched_and_acknowledged(desk: Desk, backroom: Backroom) -> None:
    desk.post("/v1/goods-receipts", GOODS)
    backroom.catch_up()
    (change,) = desk.get("/v1/exports/stock-changes").get_json()["items"]

    answer = desk.post(
        "/v1/exports/stock-changes/acknowledgements", {"items": [{"id": change["id"], "reference": "ST-1"}]}
    )
    backroom.catch_up()

    assert (change["kind"], change["warehouse"], change["reference"]) == ("receipt", "lyon", "BL-2231")
    assert change["lines"] == [
        {"article": "CH-100", "quantity": 200, "amount": "0", "lot": None, "serials": []}
    ]
    assert desk.get(answer.headers["Location"]).get_json()["items"][0]["result"] == "acknowledged"
    assert desk.get("/v1/exports/stock-changes").get_json()["items"] == []
    operation = desk.get(f"/v1/operations/{answer.get_json()['operation']}").get_json()
    assert (operation["status"], operation["result"]) == ("done", {"acknowledged": "1"})


def test_what_moved_is_listed_by_article_kind_and_time(desk: Desk, backroom: Backroom) -> None:
    desk.post("/v1/goods-receipts", GOODS)
    backroom.catch_up()
    wish = (StockLine(article="CH-100", quantity=3),)
    backroom.tell(ReserveStock(case=CASE, step="reserve", warehouse="lyon", lines=wish))
    backroom.tell(PrepareShipment(case=CASE, step="ship", warehouse="lyon"))

    def kinds(more: str = "") -> list[str]:
        items = desk.get(f"/v1/stock/movements?warehouse=lyon{more}").get_json()["items"]
        return [item["kind"] for item in items]

    ahead = (backroom.now + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert kinds() == kinds("&article=CH-100") == ["shipment", "receipt"]
    assert (kinds("&kind=receipt"), kinds("&article=TB-200"), kinds(f"&since={ahead}")) == (
        ["receipt"],
        [],
        [],
    )
    assert kinds("&limit=1") == ["shipment"]
    (shipment,) = desk.get(f"/v1/shipments?case={CASE}&state=dispatched").get_json()["items"]
    assert shipment["case"] == CASE
    assert desk.get("/v1/shipments?state=recalled").get_json()["items"] == []


def test_movements_as_csv_calculate_nothing(desk: Desk, backroom: Backroom) -> None:
    desk.post("/v1/goods-receipts", GOODS | {"reference": "=cmd|' /C calc'!A0"})
    backroom.catch_up()

    (line,) = lines_of(desk.get("/v1/stock/movements?warehouse=lyon", headers={"Accept": "text/csv"}))

    assert (line["reference"], line["article"], line["quantity"]) == ("'=cmd|' /C calc'!A0", "CH-100", "200")


def test_a_basket_is_looked_up_and_promised_to_nobody(desk: Desk, backroom: Backroom) -> None:
    desk.post("/v1/goods-receipts", GOODS)
    backroom.catch_up()
    lines = [{"article": "CH-100", "quantity": 150}, {"article": "TB-200", "quantity": 1}]

    answers = [
        desk.post("/v1/stock/availability", {"warehouse": "lyon", "lines": lines}).get_json()
        for _ in range(2)
    ]

    chair, table = answers[1]["lines"]
    assert answers[1]["available"] is False
    assert (chair["available"], chair["short"], chair["possible_from"]) == (150, 0, answers[1]["as_of"])
    assert (table["available"], table["short"], table["possible_from"]) == (0, 1, None)


def test_who_comes_now_stands_behind_those_who_wait(desk: Desk, backroom: Backroom) -> None:
    desk.post("/v1/goods-receipts", GOODS)
    backroom.catch_up()
    wish = (StockLine(article="CH-100", quantity=300),)
    backroom.tell(ReserveStock(case=CASE, step="reserve", warehouse="lyon", lines=wish))

    basket = {"warehouse": "lyon", "lines": [{"article": "CH-100", "quantity": 1}]}
    (chair,) = desk.post("/v1/stock/availability", basket).get_json()["lines"]

    assert (chair["available"], chair["waiting"]) == (0, 1)


def test_the_journal_is_filtered_and_written_as_csv(desk: Desk, backroom: Backroom) -> None:
    backroom.tell(an_issue())
    backroom.tell(CreditInvoice(case=CASE, step="invoice", ledger="main", reason="cancelled"))
    today = desk.get("/v1/journal-entries").get_json()["items"][0]["entered_on"]

    def count(filters: str) -> int:
        return len(desk.get(f"/v1/journal-entries?{filters}").get_json()["items"])

    assert (count("journal=VE"), count("journal=BQ"), count(f"case={CASE}")) == (2, 0, 2)
    assert (count("account=707"), count("account=512"), count("account=707&journal=BQ")) == (2, 0, 0)
    assert (count(f"from={today}&until={today}"), count("until=2020-01-01"), count("from=2099-01-01")) == (
        2,
        0,
        0,
    )
    rows = lines_of(desk.get("/v1/journal-entries", headers={"Accept": "text/csv"}))
    assert sum(Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows) == 0
    assert {row["account"] for row in rows} == {"411", "707", "44571"}


def test_a_csv_page_names_the_next_one(desk: Desk, backroom: Backroom) -> None:
    for number in range(3):
        backroom.tell(an_issue(f"case_{number:032x}"))

    answer = desk.get("/v1/journal-entries?limit=2", headers={"Accept": "text/csv"})

    assert len({row["id"] for row in lines_of(answer)}) == 2
    following = answer.headers["Link"].partition("<")[2].partition(">")[0]
    assert len({row["id"] for row in lines_of(desk.get(following, headers={"Accept": "text/csv"}))}) == 1


def test_an_invoice_is_listed_read_and_printed_alike_each_time(desk: Desk, backroom: Backroom) -> None:
    buyer = {"role": "buyer", "name": "Ateliers Roche", "email": "achats@example.org", "siren": "404833048"}
    depot = {"line1": "12 quai de la Fosse", "postcode": "44000", "city": "Nantes", "country": "FR"}
    recipient = {"role": "recipient", "name": "Dépôt Roche", "address": depot}
    Vault(backroom.mongo[DATABASE], desk.house.sealer).put_many(
        [("acme", CASE, "pty_1", buyer), ("acme", CASE, "pty_2", recipient)]
    )
    backroom.tell(an_issue(buyer="pty_1", recipient="pty_2"))
    backroom.tell(CreditInvoice(case=CASE, step="invoice", ledger="main", reason="cancelled"))

    listed = desk.get("/v1/invoices?customer=C-1042").get_json()["items"]
    (invoice,) = desk.get("/v1/invoices?kind=invoice").get_json()["items"]
    read = desk.get(f"/v1/invoices/{invoice['id']}").get_json()
    first = desk.get(f"/v1/invoices/{invoice['id']}", headers={"Accept": "application/pdf"})
    again = desk.get(f"/v1/invoices/{invoice['id']}.pdf")
    english = desk.get(f"/v1/invoices/{invoice['id']}.pdf?language=en")
    plain = desk.get(f"/v1/invoices/{invoice['id']}.pdf", headers={"Accept": "application/octet-stream"})

    assert [one["kind"] for one in listed] == ["credit_note", "invoice"]
    assert read["billed_to"] == {
        "name": "Ateliers Roche", "address": None, "vat_number": None, "siren": "404833048",
    }  # fmt: skip
    assert read["delivered_to"]["name"] == "Dépôt Roche"
    assert read["delivered_to"]["address"] == {**depot, "line2": None}
    assert (read["seller"]["name"], read["lines"][0]["net"], read["open"]) == (
        "Maison Coulisse",
        "199.60",
        "239.52",
    )
    assert first.content_type == again.content_type == "application/pdf"
    assert first.data.startswith(b"%PDF-")
    assert first.data == again.data == plain.data != english.data
    assert plain.content_type == "application/octet-stream"
    assert desk.get(f"/v1/invoices/{invoice['id']}.pdf", key=desk.key_for("globex")).status_code == 404


def test_an_invoice_without_a_known_seller_is_read_and_not_printed(desk: Desk, backroom: Backroom) -> None:
    backroom.tell(an_issue(), tenant="globex")
    key = desk.key_for("globex")

    (invoice,) = desk.get("/v1/invoices", key=key).get_json()["items"]
    printed = desk.get(f"/v1/invoices/{invoice['id']}.pdf", key=key)

    assert desk.get(f"/v1/invoices/{invoice['id']}", key=key).get_json()["seller"] is None
    assert (printed.status_code, printed.get_json()["code"]) == (409, "seller_unknown")


def test_invoices_and_payments_are_found_by_day_number_and_case(desk: Desk, backroom: Backroom) -> None:
    backroom.tell(an_issue())
    (invoice,) = desk.get("/v1/invoices").get_json()["items"]

    def found(filters: str) -> int:
        return len(desk.get(f"/v1/invoices?{filters}").get_json()["items"])

    day = invoice["issued_on"]
    assert (
        found(f"number={invoice['number']}"),
        found(f"from={day}&until={day}"),
        found("from=2099-01-01"),
    ) == (1, 1, 0)
    assert desk.get(f"/v1/payments?case={CASE}").get_json()["items"] == []
    assert desk.get("/v1/payments/pay_none").status_code == 404
