"""What the ERP knows of an entry."""

from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.posting import SendEntry
from services.accounting.domain.syncing import EntrySync
from shared.contracts.accounts import NoteSync
from tests.unit.accounting.building import a_bench, a_credit, a_payment, an_issue

ERP = {"ERP_URL": "http://erp.example:8080/api"}


def test_every_posted_entry_is_sent_to_the_erp_under_its_own_key() -> None:
    bench = a_bench(**ERP)

    bench.tell(a_payment())
    bench.tell(an_issue())
    bench.tell(a_credit())

    effects = bench.effects()
    assert {effect.id for effect in effects} == {entry.id for entry in bench.all(JournalEntry)}
    assert {effect.destination for effect in effects} == {"erp.example:8080"}
    assert all(isinstance(effect.what, SendEntry) and effect.what.entry.for_erp for effect in effects)


def test_without_an_erp_nothing_is_to_be_sent() -> None:
    bench = a_bench()

    bench.tell(an_issue())

    assert bench.effects() == []
    assert not bench.all(JournalEntry)[0].for_erp


def test_an_erp_may_be_there_for_some_tenants_only() -> None:
    bench = a_bench(**ERP, ERP_TENANTS="acme, other")

    bench.tell(an_issue("case_1"), tenant="acme")
    bench.tell(an_issue("case_2"), tenant="third")

    assert [effect.tenant for effect in bench.effects()] == ["acme"]


def test_the_outcome_is_kept_beside_the_entry() -> None:
    bench = a_bench(**ERP)

    bench.tell(NoteSync(entry="ent_1_sale", erp_reference="", failure="422 account is closed"))
    given_up = bench.all(EntrySync)[0]
    bench.tell(NoteSync(entry="ent_1_sale", erp_reference="ERP-7"))
    bench.tell(NoteSync(entry="ent_1_sale", erp_reference="", failure="late"))
    sent = bench.all(EntrySync)[0]

    assert (given_up.state, given_up.failure) == ("given_up", "422 account is closed")
    assert (sent.state, sent.erp_reference, sent.failure) == ("sent", "ERP-7", "")
