"""A waived finding lets the case go on; a check that is judged anew undoes nothing."""

from dataclasses import replace
from typing import Any

import pytest

from services.intake.domain.task import correction_task, exception_task
from shared.contracts.cases import CaseRaised
from shared.contracts.documents import CheckDocuments, CheckOutdated, FindingWaived
from tests.unit.intake.builders import AGENT, CANCEL, CASE, a_sales_order, checked
from tests.unit.intake.desk import Desk

OUTDATED = CheckOutdated(case=CASE, step="check_documents", round=1)


def waived(**changes: Any) -> FindingWaived:
    values: dict[str, Any] = {
        "case": CASE,
        "step": "check_documents",
        "round": 1,
        "rule": "file.readable",
        "rule_version": 1,
        "where": "document:doc_1",
        "reason": "The original was seen",
        "actor": AGENT,
        "accepted": True,
    }
    return FindingWaived(**{**values, **changes})


def again(accepted: bool) -> Any:
    return replace(checked(accepted=accepted), again=True)


def test_a_waiver_takes_the_place_of_the_correction() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))

    sent = desk.told(waived())

    assert sent == ["ReserveStock", "CheckPayment"]
    assert (desk.case.status, desk.case.wanted_en) == ("open", ())
    assert desk.task(correction_task(CASE, "check_documents")).done_by == AGENT
    entry = desk.entries()[-1]
    assert entry.who == AGENT
    assert entry.facts[0].details["reason"] == "The original was seen"


def test_as_long_as_an_error_is_left_the_correction_is_wanted() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))

    assert desk.told(waived(accepted=False)) == []
    assert desk.state("check_documents") == "needs_correction"
    assert desk.facts()[-1] == "finding_waived"


@pytest.mark.parametrize("news", [waived(), OUTDATED])
def test_what_overtook_the_findings_it_is_about_waits_for_them(news: FindingWaived | CheckOutdated) -> None:
    desk = Desk()
    desk.told(a_sales_order())

    outcome = desk.try_tell([news])
    desk.told(checked(accepted=False))
    desk.told(news)

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError"]
    assert desk.state("check_documents") == (
        "done" if isinstance(news, FindingWaived) else "needs_correction"
    )


def test_an_open_case_is_checked_again_and_a_closed_one_is_not() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked())

    (asked,) = desk.tell(OUTDATED)

    assert isinstance(asked, CheckDocuments)
    assert (asked.again, asked.round) == (True, 1)
    desk.told(CANCEL)
    assert desk.told(OUTDATED) == []


def test_what_is_found_later_undoes_nothing_but_calls_somebody() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked())

    (raised,) = desk.tell(again(accepted=False))

    assert isinstance(raised, CaseRaised)
    assert raised.reason == "found_later"
    assert desk.state("check_documents") == "done"
    assert desk.task(exception_task(CASE, "check_documents")).state == "open"


def test_what_is_found_sound_later_needs_no_correction_any_more() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))

    assert desk.told(again(accepted=True)) == ["ReserveStock", "CheckPayment"]
