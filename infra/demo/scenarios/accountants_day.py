"""An accountant's day: a year closed, days locked, wrong entries refused, payments lettered, an invoice printed."""

from datetime import UTC, date, datetime, timedelta

from infra.demo.accountant import Accountant
from infra.demo.api import Json
from infra.demo.orders import gross, line, sales_order
from infra.demo.story import Stage, Story

CUSTOMER = "C-BANK"


def play(stage: Stage) -> None:
    """The bank paid two invoices in one transfer that names no case: a person says what it settles."""
    accountant, today = stage.cast.accountant, datetime.now(UTC).date()
    lines = line("BOOK", 3, "24.00", "5.5"), line("LAMP", 4, "19.50")
    cases = [
        stage.submit(sales_order(f"WEB-BANK-{n}", CUSTOMER, one), "contract") for n, one in enumerate(lines)
    ]
    _close_last_year(stage, accountant, today)
    for case in cases:
        stage.until(case, "closed")
    paid = gross(*lines)
    accountant.enter(_entry(today, "BQ", ("512", "", paid, ""), ("411", CUSTOMER, "", paid)))
    stage.wait("three open groups", lambda: len(accountant.open_items("411", CUSTOMER)) == 3)
    accountant.letter(*(group["id"] for group in accountant.open_items("411", CUSTOMER)))
    stage.check(not accountant.open_items("411", CUSTOMER), "everything is settled")
    stage.say(f"one transfer of {paid} EUR lettered with two invoices")
    (invoice,) = stage.cast.shop.invoices(cases[0])
    sheets = [accountant.printed(invoice["id"], language) for language in ("fr", "en")]
    stage.check(all(sheet.startswith(b"%PDF-") for sheet in sheets), "the invoice can be printed")
    stage.say("year closed, days locked, wrong entries refused")


def _close_last_year(stage: Stage, accountant: Accountant, today: date) -> None:
    last_day = date(today.year - 1, 12, 31)
    accountant.enter(_entry(last_day, "OD", ("512", "", "50000.00", ""), ("101", "", "", "50000.00")))
    opening = accountant.close(last_day.year)
    stage.check(opening.startswith(f"AN-{today.year}-"), "the new year begins with an opening entry")
    stage.say(f"{last_day.year} closed: {opening} opens the new year")
    locked = max(last_day, today - timedelta(days=2))
    accountant.lock(locked)
    late = _entry(locked, "OD", ("606", "", "80.00", ""), ("512", "", "", "80.00"))
    uneven = _entry(today, "OD", ("606", "", "80.00", ""), ("512", "", "", "79.00"))
    refused = accountant.refused_to_enter(late), accountant.refused_to_enter(uneven)
    stage.check(refused == ("locked_period", "unbalanced_entry"), f"both are refused (were: {refused})")


def _entry(day: date, journal: str, *lines: tuple[str, str, str, str]) -> Json:
    """lines: account, customer or supplier, debit, credit."""
    return {
        "journal": journal,
        "entered_on": day.isoformat(),
        "piece": "RELEVE 12",
        "label": "Relevé de banque" if journal == "BQ" else "Opération diverse",
        "lines": [
            {
                name: value
                for name, value in zip(("account", "party", "debit", "credit"), one, strict=True)
                if value
            }
            for one in lines
        ],
    }


STORY = Story(title="An accountant's day", ends={"closed": 2}, play=play)
