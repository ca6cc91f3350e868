from decimal import Decimal

import pytest

from services.validation.domain.check import Check
from services.validation.domain.checking import MOST_FINDINGS
from services.validation.domain.content_use import ContentUse
from services.validation.domain.inspect_case import InspectCase
from services.validation.domain.sums import ROUNDED_BY_LINE
from shared.contracts.documents import DocumentsChecked
from shared.contracts.message import Message
from shared.contracts.values import DocumentRequirement, Totals
from tests.unit.validation.cases import (
    CASE,
    a_bench,
    a_command,
    a_document,
    a_finding,
    a_note,
    a_party,
)

SHA = "ab" * 32


def answer(sent: tuple[Message, ...]) -> DocumentsChecked:
    (event,) = sent
    assert isinstance(event, DocumentsChecked)
    return event


def rules(event: DocumentsChecked) -> list[str]:
    return [finding.rule for finding in event.findings]


def test_a_case_without_anything_to_look_into_is_answered_at_once() -> None:
    bench = a_bench()

    event = answer(bench.tell(a_command(checks=("sums", "completeness", "duplicates"))))

    assert event.accepted
    assert (event.case, event.step, event.round, event.findings) == (CASE, "check", 1, ())
    assert not bench.effects()


def test_a_missing_document_and_a_wrong_total_are_found_without_an_inspection() -> None:
    bench = a_bench()
    command = a_command(
        checks=("sums", "completeness"),
        required=(
            DocumentRequirement(any_of=("identity", "passport")),
            DocumentRequirement(any_of=("photo",), required=False),
        ),
        totals=Totals(net=Decimal("5")),
    )

    event = answer(bench.tell(command))

    assert not event.accepted
    assert rules(event) == ["document.missing", "sums.unequal", "document.welcome"]
    assert "identity / passport" in event.findings[0].message_en


def test_checks_that_are_not_asked_for_are_not_run() -> None:
    command = a_command(
        required=(DocumentRequirement(any_of=("identity",)),), totals=Totals(net=Decimal("5"))
    )

    assert answer(a_bench().tell(command)).accepted


def test_documents_are_inspected_once_for_all_and_the_findings_join_those_before() -> None:
    bench = a_bench()
    command = a_command(
        checks=("duplicates",), documents=(a_document(), a_document(), a_document("doc_2", "contract"))
    )

    assert bench.tell(command) == ()
    (effect,) = bench.effects()
    event = answer(bench.tell(a_note(findings=(a_finding(),), sha256={"doc_1": SHA, "doc_2": SHA})))

    assert effect.what == InspectCase(
        case=CASE, step="check", round=1, documents=command.documents, parties=(), checks=("duplicates",)
    )
    assert rules(event) == ["pdf.encrypted", "document.listed_twice", "content.twice"]
    assert not event.accepted


def test_two_documents_of_one_kind_are_told() -> None:
    bench = a_bench()
    bench.tell(a_command(checks=("duplicates",), documents=(a_document("doc_1"), a_document("doc_2"))))

    event = answer(bench.tell(a_note()))

    assert rules(event) == ["document.kind_twice"]
    assert event.accepted


@pytest.mark.parametrize(
    ("checks", "holds", "inspected"),
    [
        (("bank_details",), ("iban",), True),
        (("bank_details",), ("siren",), False),
        (("sums",), ("iban",), False),
        (("company_numbers",), ("siret",), True),
        (("identity",), ("identity",), True),
        (("vat_numbers",), ("vat_number",), True),
        (("vat_numbers",), (), False),
    ],
)
def test_parties_are_inspected_when_a_check_looks_at_what_they_hold(
    checks: tuple[str, ...], holds: tuple[str, ...], inspected: bool
) -> None:
    bench = a_bench()

    sent = bench.tell(a_command(checks=checks, parties=(a_party(*holds),)))

    assert (len(bench.effects()) == 1) == inspected
    assert (sent == ()) == inspected


def test_a_command_under_another_id_changes_nothing_and_answers_again() -> None:
    bench = a_bench()
    command = a_command(documents=(a_document(),))

    assert bench.tell(command) == ()
    assert bench.tell(command) == ()
    first = bench.tell(a_note(findings=(a_finding(),)))
    again = bench.tell(command)

    assert first == again
    assert len(bench.effects()) == 1


def test_a_correction_begins_a_new_round_and_the_old_inspection_changes_nothing() -> None:
    bench = a_bench()
    bench.tell(a_command(documents=(a_document(),)))
    bench.tell(a_command(documents=(a_document("doc_2"),), round=2))

    assert bench.tell(a_note(findings=(a_finding(),), round=1)) == ()
    event = answer(bench.tell(a_note(round=2)))

    assert event.accepted
    assert event.round == 2
    assert {effect.id for effect in bench.effects()} >= {"inspect/case_1/check/2"}
    assert bench.tell(a_command(documents=(a_document(),), round=1)) == ()


def test_a_note_that_comes_twice_is_told_once() -> None:
    bench = a_bench()
    bench.tell(a_command(documents=(a_document(),)))
    bench.tell(a_note())

    assert bench.tell(a_note(findings=(a_finding(),))) == ()


def test_two_checking_steps_of_a_case_do_not_disturb_each_other() -> None:
    bench = a_bench()
    bench.tell(a_command(documents=(a_document(),)))
    bench.tell(a_command(documents=(a_document(),), step="recheck"))

    event = answer(bench.tell(a_note(step="recheck")))

    assert event.step == "recheck"
    checks = {check.step: check.state for check in bench.all(Check)}
    assert checks == {"check": "inspecting", "recheck": "done"}


@pytest.mark.parametrize(
    ("check", "rule", "accepted"),
    [
        ("known_content", "content.known_elsewhere", True),
        ("unique_content", "content.used_elsewhere", False),
    ],
)
def test_the_same_file_in_another_case_is_found(check: str, rule: str, accepted: bool) -> None:
    bench = a_bench()
    for case in ("case_1", "case_2"):
        bench.tell(a_command(case=case, checks=(check,), documents=(a_document(),)))
    first = answer(bench.tell(a_note(case="case_1", sha256={"doc_1": SHA})))
    second = answer(bench.tell(a_note(case="case_2", sha256={"doc_9": SHA})))

    assert rules(first) == []
    assert rules(second) == [rule]
    assert "case_1" in second.findings[0].message_en
    assert second.findings[0].where == "document:doc_9"
    assert second.accepted is accepted


def test_two_cases_with_the_same_file_in_one_batch_are_told_apart() -> None:
    bench = a_bench()
    for case in ("case_1", "case_2"):
        bench.tell(a_command(case=case, checks=("unique_content",), documents=(a_document(),)))

    outcome = bench.try_tell([a_note(case=case, sha256={"doc_1": SHA}) for case in ("case_1", "case_2")])

    accepted = [event.accepted for event in bench.sent(outcome) if isinstance(event, DocumentsChecked)]
    assert accepted == [True, False]


def test_a_case_may_use_its_own_file_again_in_a_later_round() -> None:
    bench = a_bench()
    for round in (1, 2):
        bench.tell(a_command(checks=("unique_content",), documents=(a_document(),), round=round))
        event = answer(bench.tell(a_note(sha256={"doc_1": SHA}, round=round)))

    assert event.accepted
    (use,) = bench.all(ContentUse)
    assert (use.first_case, use.first_document) == (CASE, "doc_1")


def test_an_unknown_check_fails_instead_of_being_passed_over() -> None:
    outcome = a_bench().try_tell([a_command(checks=("horoscope",))])

    ((_, trouble),) = outcome.failed
    assert trouble.error == "UnknownCheckError"
    assert "horoscope" in trouble.reason


def test_a_note_without_its_check_waits() -> None:
    outcome = a_bench().try_tell([a_note()])

    ((_, trouble),) = outcome.delayed
    assert trouble.error == "NotYetError"


def test_a_cut_of_many_findings_keeps_the_errors() -> None:
    bench = a_bench()
    bench.tell(a_command(documents=(a_document(),)))
    hint = ROUNDED_BY_LINE.at("/totals/vat", total="vat", total_fr="de TVA", given="1", reckoned="2")

    event = answer(bench.tell(a_note(findings=(*[hint] * MOST_FINDINGS, a_finding()))))

    assert len(event.findings) == MOST_FINDINGS
    assert not event.accepted
