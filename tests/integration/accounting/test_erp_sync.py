"""Every posted entry reaches the ERP once, through the runtime's effect worker and over real HTTP."""

import threading
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

from services.accounting.queries import journal
from shared.contracts.accounts import NoteSync
from shared.contracts.codec import OutgoingRow, decode
from shared.persistence.effect_store import EffectStore
from shared.runtime.clock import system_clock
from shared.runtime.effects import EffectWorker
from tests.integration.accounting.office import Documents, Office
from tests.support.erp import StandInErp
from tests.unit.accounting.building import a_credit, a_payment, an_issue

PATIENCE_SECONDS = 60.0


def test_the_erp_has_every_entry_once_although_answers_were_lost(database: Documents) -> None:
    with StandInErp(token="t") as erp:
        office = Office(database, ERP_URL=erp.url, ERP_TOKEN="t")
        for number in range(20):
            office.tell(a_payment(f"case_{number}", "50.00"))
            office.tell(an_issue(f"case_{number}"))
        office.tell(a_credit("case_3"))
        erp.misbehave("lose_answer", times=2)

        _synchronise(office, database, until=lambda: _finished(database) == 41)

        bookings = {one["idempotency_key"]: one for one in erp.books.listing()}
        entries = _all_entries(database)
        assert erp.books.counted().get("repeated", 0) == 0
        assert len(bookings) == len(entries) == 41
        for entry in entries:
            booking = bookings[entry["id"]]
            assert entry["erp"] == {"state": "sent", "reference": booking["reference"], "failure": None}
            assert booking["entry"]["number"] == entry["number"]
            assert [line["debit"] for line in booking["entry"]["lines"]] == [
                line["debit"] for line in entry["lines"]
            ]


def test_a_refused_entry_shows_why_and_how_often_it_was_tried(database: Documents) -> None:
    with StandInErp() as erp:
        office = Office(database, ERP_URL=erp.url)
        office.tell(an_issue("case_1"))
        office.tell(an_issue("case_2"))
        erp.misbehave("refuse", keys=("ent_1_sale",))

        _synchronise(office, database, until=lambda: _finished(database) == 2)

    refused = journal.entry(database, "acme", "ent_1_sale")
    assert refused is not None
    assert (refused["erp"]["state"], refused["erp"]["failure"]) == ("given_up", "422 account is closed")
    assert [attempt["outcome"] for attempt in refused["erp"]["attempts"]] == ["given_up"]


def _synchronise(office: Office, database: Documents, until: Callable[[], bool]) -> None:
    """Runs the worker until the fact holds; its clock leaps over the waits between attempts."""
    told: list[OutgoingRow] = []
    began = monotonic()
    worker = EffectWorker(
        "accounting",
        office.room.performers(database.client),
        EffectStore(database.client, database.name),
        publish=lambda rows: told.extend(row for lot in rows.values() for row in lot),
        wake=threading.Event(),
        clock=lambda: system_clock() + timedelta(minutes=10) * (monotonic() - began),
        breaker_seconds=0.1,
    )
    worker.start()
    try:
        while not until():
            assert monotonic() - began < PATIENCE_SECONDS, "the ERP was not told in time"
            threading.Event().wait(0.05)
    finally:
        worker.stop()
    for row in told:
        message = decode(row.body).message
        assert isinstance(message, NoteSync)
        office.tell(message)


def _finished(database: Documents) -> int:
    return database.effects.count_documents({"state": {"$in": ["done", "given_up"]}})


def _all_entries(database: Documents) -> list[dict[str, Any]]:
    return journal.entries(database, "acme", limit=200)
