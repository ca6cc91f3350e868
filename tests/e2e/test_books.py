"""An accountant's weeks, through the API: what cases posted, what is entered by hand, what the books say."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from services.accounting.check import audited
from tests.support.books import unbalanced_entries
from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.unit.validation.files import a_pdf

LEDGER = "/v1/ledgers/main"


def test_an_accountant_follows_a_sale_to_the_tax_offices_file(shop: FrontOffice, platform: Platform) -> None:
    shop.stock_up({"CH-100": 4})
    case = shop.submit(an_order(a_line(quantity=4)))
    shop.wait_for_status(case, "closed")
    today = _today(shop, case)
    month = today[:7]

    shop.pay(case, "100.00")
    entered = _done(shop, "POST", f"{LEDGER}/entries", _transfer(today, "140.00"))
    shop.wait_for(f"{LEDGER}/letterings", lambda read: len(read["items"]) == 0, "everything settled")

    assert entered["number"].startswith("BQ-")
    balance = shop.get(f"{LEDGER}/trial-balance", **{"from": month, "until": month})
    assert balance["totals"]["debit"] == balance["totals"]["credit"]
    closing = {row["account"]: row["closing"] for row in balance["accounts"] if row["account"][0] in "457"}
    assert closing == {"411": "0.00", "44571": "-40.00", "512": "240.00", "707": "-200.00"}
    lines = shop.items(f"{LEDGER}/accounts/411/lines", **{"from": month, "until": month})
    assert [row["balance"] for row in lines] == ["240.00", "140.00", "0.00"]
    vat = shop.get(f"{LEDGER}/vat-summary", **{"from": month, "until": month})
    assert (vat["collected"], vat["due"]) == ("40.00", "40.00")
    _is_a_tax_file(
        shop.ask("GET", f"{LEDGER}/fec", params={"year": today[:4], "siren": "732829320"}), today[:4]
    )
    sheet = shop.ask("GET", f"{LEDGER}/journal", params={"year": today[:4]}, headers={"Accept": "text/csv"})
    assert sheet.text.count("\r\n") == 1 + sum(len(one["lines"]) for one in shop.items("/v1/journal-entries"))
    assert unbalanced_entries(platform.mongo, shop.tenant) == []
    assert audited(platform.mongo["coulisse_accounting"], (shop.tenant,)).finished() == []


def _is_a_tax_file(file: Any, year: str) -> None:
    assert file.status_code == 200
    assert f'filename="732829320FEC{year}1231.txt"' in file.headers["Content-Disposition"]
    rows = [line.split("\t") for line in file.text.split("\r\n")[:-1]]
    assert {len(row) for row in rows} == {18}
    debit, credit = (sum(Decimal(row[place].replace(",", ".")) for row in rows[1:]) for place in (11, 12))
    assert debit == credit > 0
    assert {row[13] for row in rows[1:] if row[4] == "411"} == {"AAA"}


def test_what_is_wrong_is_refused_with_what_to_do(shop: FrontOffice) -> None:
    today = datetime.now(UTC).date()
    entry = _transfer(today.isoformat(), "10.00")
    entry["lines"][0]["debit"] = "9.99"
    long_ago = {**_transfer(today.isoformat(), "10.00"), "entered_on": str(today - timedelta(days=3))}

    unbalanced = _refused(shop, "POST", f"{LEDGER}/entries", entry)
    locked = _done(shop, "PUT", f"{LEDGER}/lock", {"until": str(today - timedelta(days=2))})
    too_late = _refused(shop, "POST", f"{LEDGER}/entries", long_ago)
    early = _refused(shop, "POST", f"{LEDGER}/closings", {"year": today.year + 1})

    assert unbalanced["errors"][0]["code"] == "unbalanced_entry"
    assert locked == {"locked_until": str(today - timedelta(days=2))}
    assert too_late["errors"][0]["code"] == "locked_period"
    assert early["errors"][0]["code"] == "year_not_over"
    assert shop.get(LEDGER)["locked_until"] == str(today - timedelta(days=2))
    assert shop.items("/v1/journal-entries") == []


def test_a_suppliers_invoice_is_owed_until_it_is_paid(shop: FrontOffice, platform: Platform) -> None:
    today = datetime.now(UTC).date()
    document = shop.upload(a_pdf())
    case = shop.submit(
        {
            "type": "supplier_invoice",
            "reference": "ACH-1",
            "supplier": "S-0117",
            "parties": [{"role": "supplier", "name": "Bois et Cie"}],
            "vat": [{"rate": "20", "net": "100.00", "vat": "20.00"}],
            "answers": {"supplier_reference": "F-88", "invoiced_on": str(today)},
            "documents": [{"id": document, "kind": "supplier_invoice"}],
        }
    )
    shop.wait_for_step(case, "approve", "waiting")
    shop.decide(case, "approve", "accept")
    shop.wait_for_status(case, "closed")
    owed = shop.items(f"{LEDGER}/aged-payables")

    paid = {**_transfer(str(today), "120.00"), "lines": [
        {"account": "401", "party": "S-0117", "debit": "120.00"}, {"account": "512", "credit": "120.00"},
    ]}  # fmt: skip
    _done(shop, "POST", f"{LEDGER}/entries", paid)

    assert [(one["party"], one["open"]) for one in owed] == [("S-0117", "120.00")]
    assert shop.items(f"{LEDGER}/aged-payables") == []
    assert shop.get(f"/v1/purchases/{case}")["supplier_reference"] == "F-88"
    assert audited(platform.mongo["coulisse_accounting"], (shop.tenant,)).finished() == []


def _transfer(day: str, amount: str) -> dict[str, Any]:
    return {
        "journal": "BQ",
        "entered_on": day,
        "piece": "VIR-1",
        "label": "Virement",
        "lines": [
            {"account": "512", "debit": amount},
            {"account": "411", "party": "C-1", "credit": amount},
        ],
    }


def _today(shop: FrontOffice, case: str) -> str:
    """The day of the case's invoice, where the books are kept."""
    issued: str = shop.get(f"/v1/cases/{case}/invoices")["items"][0]["issued_on"]
    return issued


def _done(shop: FrontOffice, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = shop.ask(method, path, body, headers={"Prefer": "wait=5"})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["result"]
    return result


def _refused(shop: FrontOffice, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = shop.ask(method, path, body, headers={"Prefer": "wait=5"})
    assert answer.status_code == 409, answer.text
    problem: dict[str, Any] = answer.json()
    return problem
