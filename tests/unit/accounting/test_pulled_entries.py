"""Entries that an ERP fetches and acknowledges, because nobody can call it."""

import pytest

from services.accounting.domain.acknowledging import Acknowledgement
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.syncing import EntrySync
from shared.contracts.accounts import AcknowledgeEntries, NoteSync
from shared.contracts.values import Actor, ErpReference
from tests.support.deciding import Deciding
from tests.unit.accounting.building import a_bench, a_payment, an_issue

ERP = Actor(kind="client", id="erp")
ENTRY = "ent_1_sale"


def acknowledged(
    bench: Deciding, reference: str = "MV-1", entry: str = ENTRY, id: str = "ack_1"
) -> list[str]:
    items = (ErpReference(id=entry, reference=reference),)
    bench.tell(AcknowledgeEntries(acknowledgement=id, items=items, actor=ERP))
    kept = bench.get(Acknowledgement, id)
    assert kept is not None
    return [item.result for item in kept.items]


@pytest.fixture
def bench() -> Deciding:
    """One invoice is posted, and waits to be fetched."""
    made = a_bench(ERP_PULL_TENANTS="acme", ERP_URL="https://erp.example.org")
    made.tell(an_issue(case="case_1"))
    return made


def test_what_is_fetched_is_not_pushed_too(bench: Deciding) -> None:
    (sync,) = bench.all(EntrySync)

    assert bench.effects() == []
    assert (sync.id, sync.state, sync.posted_at) == (ENTRY, "pending", bench.all(JournalEntry)[0].posted_at)


def test_each_entry_waits_to_be_fetched_payments_too(bench: Deciding) -> None:
    bench.tell(a_payment(case="case_1"))

    assert len(bench.all(EntrySync)) == len(bench.all(JournalEntry)) == 2


def test_an_acknowledged_entry_counts_as_synced(bench: Deciding) -> None:
    assert acknowledged(bench) == ["acknowledged"]

    (sync,) = bench.all(EntrySync)
    assert (sync.state, sync.erp_reference) == ("sent", "MV-1")


def test_an_acknowledgement_may_be_repeated(bench: Deciding) -> None:
    acknowledged(bench)

    assert acknowledged(bench, id="ack_2") == ["already_acknowledged"]


def test_another_reference_for_the_same_entry_is_refused_and_the_first_one_stays(bench: Deciding) -> None:
    acknowledged(bench, "MV-1")

    assert acknowledged(bench, "MV-2", id="ack_2") == ["other_reference"]

    (sync,) = bench.all(EntrySync)
    kept = bench.get(Acknowledgement, "ack_2")
    assert sync.erp_reference == "MV-1"
    assert kept is not None
    assert kept.items[0].known_reference == "MV-1"


def test_one_unknown_entry_does_not_hold_up_its_neighbours(bench: Deciding) -> None:
    items = (ErpReference(id="ent_none", reference="X"), ErpReference(id=ENTRY, reference="MV-1"))

    bench.tell(AcknowledgeEntries(acknowledgement="ack_1", items=items, actor=ERP))

    kept = bench.get(Acknowledgement, "ack_1")
    assert kept is not None
    assert [item.result for item in kept.items] == ["unknown", "acknowledged"]


def test_a_pushed_entry_that_is_acknowledged_is_not_pushed_any_more() -> None:
    bench = a_bench(ERP_URL="https://erp.example.org")
    bench.tell(an_issue(case="case_1"))

    assert acknowledged(bench) == ["acknowledged"]

    assert bench.effects() == []


def test_a_push_that_was_given_up_can_still_be_acknowledged() -> None:
    bench = a_bench(ERP_URL="https://erp.example.org")
    bench.tell(an_issue(case="case_1"))
    bench.tell(NoteSync(entry=ENTRY, erp_reference="", failure="the account is closed"))

    acknowledged(bench)

    (sync,) = bench.all(EntrySync)
    assert (sync.state, sync.failure) == ("sent", "")


def test_everybody_can_be_pulled_and_others_than_those_named_are_not() -> None:
    everybody, somebody = a_bench(ERP_PULL_TENANTS="*"), a_bench(ERP_PULL_TENANTS="globex")
    for bench in (everybody, somebody):
        bench.tell(an_issue(case="case_1"))

    assert (len(everybody.all(EntrySync)), len(somebody.all(EntrySync))) == (1, 0)
