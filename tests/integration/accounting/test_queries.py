"""What others read of accounting, over a real database and with no scan of a whole collection."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from services.accounting.queries import customers, invoices, journal, payments
from shared.contracts.accounts import NoteSync
from tests.integration.accounting.office import NOW, Documents, Office
from tests.unit.accounting.building import a_check, a_credit, a_credit_check, a_payment, a_release, an_issue


@pytest.fixture
def office(database: Documents) -> Office:
    return Office(database, ERP_URL="http://erp.example", ERP_TENANTS="acme", CREDIT_LIMIT="300.00")


@pytest.fixture(autouse=True)
def no_scans(database: Documents) -> Iterator[None]:
    """Profiles every read of the test and refuses those that no index served, or sorted; a case's few
    entries may be sorted."""
    database.command("profile", 2)
    yield
    database.command("profile", 0)
    reads = database["system.profile"].find({"op": "query", "ns": {"$not": {"$regex": "system.profile"}}})
    plans = {(read["ns"], read["planSummary"], read.get("hasSortStage", False)) for read in reads}
    assert plans
    assert not [plan for plan in plans if "COLLSCAN" in plan[1]]
    assert not [plan for plan in plans if plan[2] and "_id: 1" not in plan[1]]


def test_a_ledger_is_paged_newest_first(database: Documents, office: Office) -> None:
    for number in range(5):
        office.tell(an_issue(f"case_{number}"))
    office.tell(an_issue("case_9", ledger="lyon"))
    office.tell(an_issue("case_8"), tenant="other")

    first = journal.entries(database, "acme", limit=2)
    second = journal.entries(database, "acme", limit=2, before=first[-1]["id"])
    third = journal.entries(database, "acme", limit=2, before=second[-1]["id"])

    numbers = [one["number"] for one in (*first, *second, *third)]
    assert numbers == [f"VE-2026-{number:06d}" for number in (5, 4, 3, 2, 1)]
    assert journal.entries(database, "acme", before="ent_8_sale") == []


def test_entries_of_one_instant_are_paged_too(database: Documents, office: Office) -> None:
    for number in range(5):
        office.tell(an_issue(f"case_{number}"))
    database.journal_entries.update_many({}, {"$set": {"posted_at": NOW}})

    seen: list[str] = []
    while page := journal.entries(database, "acme", limit=2, before=seen[-1] if seen else None):
        seen += [one["id"] for one in page]

    assert seen == [f"ent_{number}_sale" for number in (4, 3, 2, 1, 0)]


def test_the_entries_of_a_case_are_found_by_the_case(database: Documents, office: Office) -> None:
    for case in ("case_1", "case_10", "case_2"):
        office.tell(a_payment(case, "50.00"))
        office.tell(an_issue(case))
    office.tell(a_credit("case_1"))

    found = journal.entries(database, "acme", case="case_1")
    rest = journal.entries(database, "acme", case="case_1", before="ent_1_sale")

    assert [one["id"] for one in found] == ["ent_1_credit", "ent_1_sale", "ent_1_payment_1"]
    assert found[0]["reverses"] == "ent_1_sale"
    assert [one["id"] for one in rest] == ["ent_1_payment_1"]
    assert journal.entries(database, "other", case="case_1") == []


def test_an_entry_reads_with_account_names_and_what_the_erp_knows(
    database: Documents, office: Office
) -> None:
    office.tell(an_issue("case_1"))
    office.tell(an_issue("case_2"))
    office.tell(an_issue("case_3"), tenant="without")
    attempt = {"at": NOW, "outcome": "done", "note": "ERP-7", "took_ms": 12}
    database.effects.update_one({"_id": "ent_1_sale"}, {"$set": {"state": "done", "attempts": [attempt]}})
    office.tell(NoteSync(entry="ent_1_sale", erp_reference="ERP-7"))

    sent = journal.entry(database, "acme", "ent_1_sale")
    pending = journal.entry(database, "acme", "ent_2_sale")
    nowhere = journal.entry(database, "without", "ent_3_sale")

    assert sent is not None
    assert pending is not None
    assert nowhere is not None
    assert sent["lines"][0]["account_name"] == "Clients"
    assert sent["erp"] == {
        "state": "sent",
        "reference": "ERP-7",
        "failure": None,
        "attempts": [attempt],
        "due_at": None,
    }
    assert (pending["erp"]["state"], pending["erp"]["attempts"]) == ("pending", [])
    assert pending["erp"]["due_at"] is not None
    assert nowhere["erp"]["state"] == "not_configured"
    assert journal.entry(database, "other", "ent_1_sale") is None
    json.dumps(sent, default=_instant)


def test_invoices_of_a_case_are_the_invoice_and_its_credit_note(database: Documents, office: Office) -> None:
    office.tell(an_issue())
    office.tell(a_credit())

    invoice, note = invoices.invoices_of(database, "acme", "case_1")

    assert (invoice["kind"], invoice["number"], invoice["gross"]) == ("invoice", "FA-2026-000001", "120.00")
    assert (note["kind"], note["credits"], note["reason"]) == ("credit_note", "inv_1", "case cancelled")
    assert invoices.invoice(database, "acme", "inv_1") == invoice
    assert invoices.invoice(database, "other", "inv_1") is None
    assert invoices.invoices_of(database, "other", "case_1") == []
    assert not {"tenant", "version", "_id"} & set(invoice)
    json.dumps([invoice, note], default=_instant)


def test_payments_of_a_case_show_what_is_missing_and_what_does_not_count(
    database: Documents, office: Office
) -> None:
    office.tell(a_check(gross="120.00"))
    office.tell(a_payment(amount="50.00", payment="pay_1"))
    office.tell(a_payment(amount="10.00", payment="pay_2", currency="USD"))
    office.tell(a_payment("case_10", "1.00"))

    found = payments.payments_of(database, "acme", "case_1")

    assert found is not None
    assert (found["state"], found["received"], found["missing"], found["overpaid"]) == (
        "unpaid",
        "50.00",
        "70.00",
        "0.00",
    )
    assert [(one["payment"], one["counted"]) for one in found["payments"]] == [
        ("pay_1", True),
        ("pay_2", False),
    ]
    assert payments.payments_of(database, "other", "case_1") is None
    json.dumps(found, default=_instant)


def test_a_customers_balance_lists_who_waits_in_order(database: Documents, office: Office) -> None:
    office.tell(a_credit_check("case_1", "300.00"))
    office.tell(a_credit_check("case_2", "250.00"))
    office.tell(a_credit_check("case_3", "100.00"), lane="urgent")

    before = customers.balance(database, "acme", "C-1", default_limit=Decimal("300.00"))
    office.tell(a_release("case_1"))
    after = customers.balance(database, "acme", "C-1")

    assert (before["open"], before["available"]) == ("300.00", "0.00")
    assert [one["case"] for one in before["waiting"]] == ["case_3", "case_2"]
    assert (after["open"], after["available"]) == ("100.00", None)
    assert customers.balance(database, "other", "C-1")["open"] == "0.00"


def _instant(value: object) -> str:
    assert isinstance(value, datetime)
    assert value.tzinfo is not None
    return value.isoformat()
