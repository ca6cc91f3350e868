"""A complaint, and those who see to it."""

from datetime import timedelta
from typing import Any

from services.intake.domain.task import review_task
from shared.contracts.cases import SubmitCase
from shared.contracts.decision import Answer
from shared.contracts.documents import ReviewDecided, ReviewOpened
from shared.contracts.people import ClaimTask, DefineAgent, DefineTeam, FinishTask, ReleaseTask
from shared.contracts.values import Actor, PartyRef
from tests.unit.intake.builders import CASE, NOW, a_sales_order
from tests.unit.intake.desk import Desk

CLAIRE, DENIS, EMMA = (Actor(kind="agent", id=name) for name in ("claire", "denis", "emma"))
ANSWER = review_task(CASE, "answer")


def a_complaint(**changes: Any) -> SubmitCase:
    values: dict[str, Any] = {
        "type": "complaint",
        "lines": (),
        "customer": "",
        "documents": (),
        "parties": (PartyRef(ref="party-3", role="contact"),),
        "answers": {"about": "delivery", "summary": "Nothing has come"},
    }
    return a_sales_order(**{**values, **changes})


def answered(
    answer: Any = "accept", *, round: int = 1, by: Actor = CLAIRE, step: str = "answer"
) -> ReviewDecided:
    return ReviewDecided(
        case=CASE, step=step, round=round, answer=answer, reason="It leaves tomorrow", actor=by, answered=True
    )


def opened(step: str = "answer", round: int = 1) -> ReviewOpened:
    return ReviewOpened(case=CASE, step=step, round=round)


def claim(who: Actor, task: str = ANSWER, **changes: Any) -> ClaimTask:
    return ClaimTask(**{"case": CASE, "task": task, "assignee": who.id, "actor": who, **changes})


def release(who: Actor, task: str = ANSWER, **changes: Any) -> ReleaseTask:
    return ReleaseTask(**{"case": CASE, "task": task, "actor": who, **changes})


def finish(who: Actor, task: str) -> FinishTask:
    return FinishTask(case=CASE, task=task, note="The carrier was called", actor=who)


def the_team(name: str = "complaints", *members: str, lead: str = "", later: int = 0) -> DefineTeam:
    return DefineTeam(
        team=name,
        title_en="Complaints",
        title_fr="Réclamations",
        lead=lead,
        members=members,
        at=NOW + timedelta(hours=later),
        actor=CLAIRE,
    )


def an_agent(name: str, *, present: bool) -> DefineAgent:
    return DefineAgent(agent=name, language="fr", present=present, at=NOW, actor=CLAIRE)


def a_desk() -> Desk:
    """With a complaint that waits for its answer."""
    desk = Desk()
    desk.told(a_complaint(), opened())
    return desk


def code(answer: Answer | None) -> str:
    return answer.code if answer else ""
