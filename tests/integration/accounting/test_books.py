"""What the books say, read from the real database as the gateway reads it, and proved from entries alone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pymongo.database import Database

from services.accounting import check
from services.accounting.queries import (
    account_lines,
    aged,
    balances,
    books,
    fec,
    journal,
    letterings,
    purchases,
)
from tests.integration.accounting.office import Office
from tests.unit.accounting.building import a_line, a_payment, an_issue
from tests.unit.accounting.desk import a_match, a_purchase, a_return, an_account, an_entry, credit, debit

Documents = Database[dict[str, Any]]


@pytest.fixture
def office(database: Documents) -> Office:
    """A few weeks of business."""
    office = Office(database)
    office.tell(an_issue("case_1", lines=(a_line(quantity=2), a_line("10.00", rate="5.5", number=2))))
    office.tell(an_issue("case_2", terms="on_account", customer="C-2"))
    office.tell(a_payment("case_2", amount="120.00"))
    office.tell(a_return("case_8", lines=(a_line(),)))
    office.tell(a_purchase())
    office.tell(an_account("6271", "Commissions"))
    office.tell(an_entry(debit("6271", "7.50"), credit("512", "7.50"), on=date(2026, 2, 10)))
    return office


def test_the_trial_balance_is_that_of_the_entries(office: Office, database: Documents) -> None:
    found = balances.trial_balance(database, "acme", since="2026-03", until="2026-12")

    rows = {
        row["account"]: (row["opening"], row["debit"], row["credit"], row["closing"])
        for row in found["accounts"]
    }
    assert rows["707"] == ("0.00", "100.00", "310.00", "-210.00")
    assert rows["512"] == ("-7.50", "120.00", "0.00", "112.50")
    assert rows["6271"] == ("7.50", "0.00", "0.00", "7.50")
    assert (found["totals"]["opening"], found["totals"]["closing"]) == ("0.00", "0.00")
    assert found["totals"]["debit"] == found["totals"]["credit"]


def test_vat_is_summed_by_rate(office: Office, database: Documents) -> None:
    found = balances.vat_summary(database, "acme", since="2026-01", until="2026-03")

    assert found["rates"] == [
        {"side": "collected", "rate": "20", "net": "200.00", "vat": "40.00"},
        {"side": "collected", "rate": "5.5", "net": "10.00", "vat": "0.55"},
        {"side": "deductible", "rate": "20", "net": "100.00", "vat": "20.00"},
    ]
    assert (found["due"], found["other"]) == ("20.55", {"collected": "0.00", "deductible": "0.00"})


def test_the_general_ledger_carries_its_balance_from_page_to_page(
    office: Office, database: Documents
) -> None:
    whole = account_lines.account_lines(database, "acme", account="411", since="2026-01", until="2026-12")
    first = account_lines.account_lines(
        database, "acme", account="411", since="2026-01", until="2026-12", limit=2
    )
    second = account_lines.account_lines(
        database, "acme", account="411", since="2026-01", until="2026-12", after=first[-1]["place"]
    )

    assert first + second == whole
    assert [row["balance"] for row in whole] == ["250.55", "370.55", "250.55", "130.55"]


def test_who_owes_what_is_told_by_how_long_it_is_due(office: Office, database: Documents) -> None:
    (owed,) = aged.aged(database, "acme", on=date(2026, 4, 20))
    (owing,) = aged.aged(database, "acme", side="payables", on=date(2026, 3, 1))

    assert (owed["party"], owed["days_31_to_60"], owed["open"]) == ("C-1", "130.55", "130.55")
    assert (owing["party"], owing["not_due"], owing["open"]) == ("S-1", "120.00", "120.00")


def test_pages_of_aged_amounts_follow_each_other(database: Documents) -> None:
    office = Office(database)
    for number in range(5):
        office.tell(an_issue(f"case_{number}", terms="on_account", customer=f"C-{number}"))

    places, after = [], None
    while page := aged.aged(database, "acme", on=date(2026, 3, 3), after=after, limit=2):
        places += [one["party"] for one in page]
        after = page[-1]["place"]

    assert places == ["C-0", "C-1", "C-2", "C-3", "C-4"]


def test_groups_are_listed_open_or_settled(office: Office, database: Documents) -> None:
    (opened,) = letterings.letterings(database, "acme")
    (settled,) = letterings.letterings(database, "acme", state="settled")

    assert (opened["code"], opened["balance"], opened["party"]) == ("aab", "130.55", "C-1")
    assert (settled["code"], settled["party"], len(settled["lines"])) == ("AAA", "C-2", 2)
    assert letterings.lettering(database, "acme", opened["id"]) == opened
    assert letterings.lettering(database, "other", opened["id"]) is None
    assert letterings.letterings(database, "acme", after=opened["id"]) == []


def test_purchases_and_the_state_of_the_ledger_can_be_read(office: Office, database: Documents) -> None:
    (bought,) = purchases.purchases(database, "acme", supplier="S-1")

    assert purchases.purchase(database, "acme", "case_9") == bought
    assert (bought["number"], bought["due_on"], bought["gross"]) == ("AC-2026-000001", "2026-03-22", "120.00")
    assert books.books(database, "acme", "main") == {
        "ledger": "main",
        "locked_until": None,
        "closed_years": [],
    }


def test_entries_of_a_day_are_found_by_the_day_they_carry(office: Office, database: Documents) -> None:
    found = journal.entries(database, "acme", since=date(2026, 2, 1), until=date(2026, 2, 28))

    assert [one["number"] for one in found] == ["AC-2026-000001", "OD-2026-000001"]
    assert [one["by_hand"] for one in found] == [False, True]
    first = journal.entries(database, "acme", limit=3)
    assert len(journal.entries(database, "acme", before=first[-1]["id"])) == 3


def test_the_tax_offices_file_is_as_it_wants_it(office: Office, database: Documents) -> None:
    text = b"".join(fec.fec(database, "acme", year=2026)).decode()

    rows = [line.split("\t") for line in text.split("\r\n")[:-1]]
    assert rows[0] == list(fec.COLUMNS)
    assert {len(row) for row in rows} == {18}
    sale = dict(zip(rows[0], rows[1], strict=True))
    assert sale == {
        "JournalCode": "VE", "JournalLib": "Ventes", "EcritureNum": "VE-2026-000001", "EcritureDate": "20260302",
        "CompteNum": "411", "CompteLib": "Clients", "CompAuxNum": "C-1", "CompAuxLib": "C-1",
        "PieceRef": "FA-2026-000001", "PieceDate": "20260302", "EcritureLib": "Facture FA-2026-000001",
        "Debit": "250,55", "Credit": "0,00", "EcritureLet": "", "DateLet": "", "ValidDate": "20260302",
        "Montantdevise": "", "Idevise": "",
    }  # fmt: skip
    settled = [row for row in rows[1:] if row[13]]
    assert [(row[6], row[13], row[14]) for row in settled] == [("C-2", "AAA", "20260302")] * 2
    assert _sum(rows, 11) == _sum(rows, 12) > 0
    assert [row[15] for row in rows[1:]] == sorted(row[15] for row in rows[1:])
    assert b"EcritureNum" in fec.description("732829320FEC20261231")


def _sum(rows: list[list[str]], column: int) -> Decimal:
    return sum((Decimal(row[column].replace(",", ".")) for row in rows[1:]), Decimal(0))


def test_the_check_finds_nothing_in_books_that_are_right(
    office: Office, database: Documents, stack: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    office.tell(a_match(*(one["id"] for one in letterings.letterings(database, "acme"))))

    status = check.main((), _environ(database, stack))

    assert (status, "what the entries say" in capsys.readouterr().out) == (0, True)


@pytest.mark.parametrize(
    ("collection", "wanted", "change", "said"),
    [
        ("months", {}, {"$set": {"accounts.512.debit": "9.99"}}, "account 512 is kept as"),
        ("letterings", {"settled": True}, {"$set": {"lines.0.amount": "9.99"}}, "its balance or state"),
        ("series", {"name": "VE"}, {"$inc": {"last_number": 1}}, "is the last in use"),
        ("journal_entries", {"journal": "OD"}, {"$set": {"lines.0.debit": "9.99"}}, "do not balance"),
        ("journal_entries", {"journal": "AC"}, {"$set": {"number": "AC-2026-000002"}}, "one is missing"),
    ],
)
def test_the_check_finds_what_was_tampered_with(
    office: Office,
    database: Documents,
    stack: Any,
    capsys: pytest.CaptureFixture[str],
    collection: str,
    wanted: dict[str, Any],
    change: dict[str, Any],
    said: str,
) -> None:
    database[collection].update_one({"tenant": "acme", **wanted}, change)

    status = check.main(("acme",), _environ(database, stack))

    assert (status, said in capsys.readouterr().out) == (1, True)


def test_the_check_says_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main((), {}) == 2
    assert "MONGODB_URL" in capsys.readouterr().err


def _environ(database: Documents, stack: Any) -> dict[str, str]:
    return {"MONGODB_URL": stack.mongodb_admin_url, "COULISSE_ACCOUNTING_DATABASE": database.name}
