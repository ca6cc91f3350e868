"""A customer file: checked, then decided on by a person."""

from shared.contracts.cases import CaseNeedsCorrection, CaseRefused
from shared.contracts.documents import OpenReview
from shared.contracts.values import DocumentRef
from tests.unit.intake.builders import CASE, a_correction, a_customer_file, checked, decided, opened
from tests.unit.intake.desk import Desk


def test_a_person_of_the_team_is_asked_once_the_checks_passed() -> None:
    desk = Desk()

    sent = desk.told(a_customer_file(), checked())

    review = desk.only(OpenReview)
    assert sent == ["OpenReview"]
    assert isinstance(review, OpenReview)
    assert (review.case, review.team, review.round) == (CASE, "onboarding", 1)
    assert review.title_fr == "Accepter ce client ?"
    assert review.due_at == desk.case.steps["review"].due_at


def test_the_front_office_hears_once_that_a_person_decides() -> None:
    desk = Desk()
    desk.told(a_customer_file(), checked())

    sent = [desk.told(opened()), desk.told(opened())]

    assert sent == [["CaseWaiting"], []]
    assert desk.case.status == "waiting"


def test_an_accepted_file_is_closed() -> None:
    desk = Desk()

    sent = desk.told(a_customer_file(), checked(), opened(), decided("accept"))

    assert sent == ["CaseClosed"]
    assert desk.case.number.startswith("CF-2026-")


def test_a_decision_counts_even_when_it_overtakes_the_news_of_the_review() -> None:
    desk = Desk()

    sent = desk.told(a_customer_file(), checked(), decided("accept"))
    late = desk.told(opened())

    assert sent == ["CaseClosed"]
    assert late == []


def test_a_refused_file_ends_with_the_reason() -> None:
    desk = Desk()

    sent = desk.told(a_customer_file(), checked(), decided("refuse"))

    refused = desk.only(CaseRefused)
    assert sent == ["CaseRefused"]
    assert isinstance(refused, CaseRefused)
    assert (refused.step, refused.reason) == ("review", "the photo is blurred")
    assert desk.case.status == "refused"


def test_a_reviewer_can_ask_for_a_correction_and_then_everything_is_looked_at_again() -> None:
    desk = Desk()
    desk.told(a_customer_file(), checked())

    asked = desk.told(decided("correct"))
    corrected = desk.told(a_correction(documents=(DocumentRef(document="doc_8", kind="identity"),)))
    reviewed = desk.told(checked(round=2))
    closed = desk.told(decided("accept", round=2))

    assert (asked, corrected, reviewed) == (["CaseNeedsCorrection"], ["CheckDocuments"], ["OpenReview"])
    assert closed == ["CaseClosed"]
    wanted = desk.only(CaseNeedsCorrection)
    assert isinstance(wanted, CaseNeedsCorrection)
    assert wanted.wanted_fr == ("the photo is blurred",)


def test_a_decision_on_an_older_round_changes_nothing() -> None:
    desk = Desk()
    desk.told(a_customer_file(), checked(), decided("correct"), a_correction(), checked(round=2))

    sent = desk.told(decided("accept", round=1))

    assert sent == []
    assert desk.state("review") == "asked"


def test_the_timeline_names_the_agent_but_not_the_words() -> None:
    desk = Desk()

    desk.told(a_customer_file(), checked(), decided("refuse"))

    entry = desk.entries()[-1]
    assert (entry.who.kind, entry.who.id) == ("agent", "agent-7")
    assert "blurred" not in str(entry.facts)
