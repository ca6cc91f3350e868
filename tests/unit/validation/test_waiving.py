"""Findings are waived by persons with reasons, and checked again when a check has another version."""

from dataclasses import replace
from typing import Any

import pytest

from services.validation.domain import catalogue
from services.validation.domain.check import Check
from shared.contracts.documents import (
    CheckOutdated,
    DocumentsChecked,
    FindingWaived,
    RecheckDocuments,
    WaiveFinding,
)
from shared.contracts.values import Actor, CheckSetting, DocumentRequirement
from tests.support.deciding import Deciding
from tests.unit.validation.cases import CASE, a_bench, a_command, a_document, a_finding, a_note

CLAIRE = Actor(kind="agent", id="claire")
MISSING = DocumentRequirement(any_of=("contract",))
ALSO_MISSING = DocumentRequirement(any_of=("identity",))


def a_waiver(**changes: Any) -> WaiveFinding:
    values: dict[str, Any] = {
        "case": CASE,
        "step": "check",
        "round": 1,
        "rule": "document.missing",
        "where": "/documents",
        "reason": "It lies in the file of last year",
        "actor": CLAIRE,
    }
    return WaiveFinding(**{**values, **changes})


def a_refused_check(**changes: Any) -> Deciding:
    bench = a_bench()
    (told,) = bench.tell(a_command(checks=("completeness",), required=(MISSING,), **changes))
    assert isinstance(told, DocumentsChecked)
    return bench


def code(bench: Deciding, message: WaiveFinding) -> str:
    bench.tell(message, id="asked")
    answer = bench.store.answers.pop("asked")
    return answer.code


def test_a_waived_finding_no_longer_stands_against_the_case() -> None:
    bench = a_refused_check()

    (told,) = bench.tell(a_waiver())

    assert isinstance(told, FindingWaived)
    assert (told.accepted, told.reason, told.actor) == (True, "It lies in the file of last year", CLAIRE)
    check = bench.get(Check, f"{CASE}/check")
    assert check is not None
    assert check.accepted
    assert [waiver.actor for waiver in check.waivers] == [CLAIRE]


def test_the_same_waiver_again_changes_nothing() -> None:
    bench = a_refused_check()
    bench.tell(a_waiver())

    assert bench.tell(a_waiver()) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rule": "document.listed_twice"}, "no_such_finding"),
        ({"where": "/lines"}, "no_such_finding"),
    ],
)
def test_what_was_not_found_is_not_waived(changes: dict[str, Any], said: str) -> None:
    assert code(a_refused_check(), a_waiver(**changes)) == said


def test_a_waiver_is_for_its_round() -> None:
    bench = a_refused_check()
    bench.tell(a_waiver())

    (told,) = bench.tell(a_command(round=2, checks=("completeness",), required=(MISSING,)))

    assert isinstance(told, DocumentsChecked)
    assert not told.accepted
    assert code(bench, a_waiver()) == "other_round"


def test_a_waiver_of_a_round_that_is_not_known_yet_comes_later() -> None:
    outcome = a_bench().try_tell([a_waiver()])

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError"]


def test_a_case_type_says_how_grave_a_finding_is() -> None:
    mild = CheckSetting(check="completeness", severity="warning")
    bench = a_bench()

    (told,) = bench.tell(a_command(checks=("completeness",), required=(MISSING,), settings=(mild,)))

    assert isinstance(told, DocumentsChecked)
    assert told.accepted
    assert [finding.severity for finding in told.findings] == ["warning"]


def remind(bench: Deciding) -> tuple[object, ...]:
    """The chore has marked the check, and the keeper sends what is due."""
    check = bench.get(Check, f"{CASE}/check")
    assert check is not None
    stored = bench.store.entities[Check][check.id]
    bench.store.entities[Check][check.id] = replace(stored, entity=replace(check, due_at=bench.now))
    return bench.tell(RecheckDocuments(case=CASE, step="check", due_at=bench.now))


def test_an_outdated_check_is_told_and_done_again_in_the_same_round(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = a_refused_check()
    bench.tell(a_waiver())
    monkeypatch.setitem(catalogue.VERSIONS, "completeness", 2)

    assert remind(bench) == (CheckOutdated(case=CASE, step="check", round=1),)
    (told,) = bench.tell(a_command(checks=("completeness",), required=(MISSING, ALSO_MISSING), again=True))

    assert isinstance(told, DocumentsChecked)
    assert (told.again, told.round, len(told.findings)) == (True, 1, 2)
    check = bench.get(Check, f"{CASE}/check")
    assert check is not None
    assert (check.versions["completeness"], len(check.waivers), check.due_at) == (2, 1, None)


def test_files_are_looked_into_once_more_by_the_check_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = a_bench()
    bench.tell(a_command(documents=(a_document(),)))
    bench.tell(a_note())
    (first,) = (effect.id for effect in bench.effects())
    monkeypatch.setitem(catalogue.VERSIONS, catalogue.FILES, 2)
    remind(bench)

    bench.tell(a_command(documents=(a_document(),), again=True))

    second = bench.effects()[-1]
    assert second.id != first
    (told,) = bench.tell(a_note(findings=(a_finding(),)))
    assert isinstance(told, DocumentsChecked)
    assert (told.again, told.accepted) == (True, False)


def test_a_check_of_today_is_not_done_again() -> None:
    bench = a_refused_check()

    assert remind(bench) == ()
    (told,) = bench.tell(a_command(checks=("completeness",), required=(), again=True))

    assert isinstance(told, DocumentsChecked)
    assert not told.accepted
