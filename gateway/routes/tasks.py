"""Tasks: what waits for a person, who takes it, and the decision."""

from datetime import timedelta
from typing import Any

from flask import Response

from gateway.accepting.handing_over import business_time, hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.cases import deciding
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import DECISION
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.commands import ReviewDecision
from gateway.schemas.tasks import (
    Assignment,
    Task,
    TaskChange,
    TaskList,
    TaskNote,
    TaskPage,
    WorkloadPeriod,
    Workloads,
)
from services.intake.queries import tasks
from shared.contracts.message import Message
from shared.contracts.people import ChangeTask, ClaimTask, FinishTask, ReleaseTask

ROUTES = Endpoints("tasks", "The work list: what waits for a person, those due first first.")
_USUAL = timedelta(days=30)
_FILTERS = ("state", "kind", "team", "assignee", "case", "escalated_to")


@ROUTES.add(
    Route(
        method="GET",
        path="/tasks",
        scope=scopes.REVIEWS_READ,
        summary="List tasks, those due first first",
        answer=TaskPage,
        query=TaskList(),
    )
)
def list_tasks(call: Call) -> Response:
    return listed(call, "intake", tasks.tasks, *_FILTERS, place="after")


@ROUTES.add(
    Route(
        method="GET",
        path="/tasks/<id:task>",
        scope=scopes.REVIEWS_READ,
        summary="Read a task",
        answer=Task,
    )
)
def read_task(call: Call) -> Response:
    return showing.one(_found(call))


@ROUTES.add(
    Route(
        method="GET",
        path="/workload",
        scope=scopes.TEAMS_READ,
        summary="Read what each person of each team has to do and has done",
        answer=Workloads,
        query=WorkloadPeriod(),
    )
)
def read_workload(call: Call) -> Response:
    at = business_time(call, now())
    since = call.query.get("since") or at - _USUAL
    items = tasks.workload(here().database("intake"), call.caller.tenant, now=at, since=since)
    return showing.one({"since": since, "as_of": at, "items": items})


@ROUTES.add(
    Route(
        method="PATCH",
        path="/tasks/<id:task>",
        scope=scopes.REVIEWS_DECIDE,
        summary="Give a task another due time or priority",
        status=202,
        answer=answers.Accepted,
        body=TaskChange(),
        stores=True,
        example={"priority": "urgent"},
    )
)
def change_task(call: Call) -> Response:
    found, body = _found(call), call.body
    return _handed_over(
        call,
        ChangeTask(**_about(call, found), wanted_by=body.get("due_at"), priority=body.get("priority")),
        found,
    )


@ROUTES.add(
    Route(
        method="POST",
        path="/tasks/<id:task>/claim",
        scope=scopes.REVIEWS_DECIDE,
        summary="Claim a task: until it is released, only its holder, its team's lead and supervisors see to it",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def claim_task(call: Call) -> Response:
    found = _found(call)
    return _handed_over(call, ClaimTask(**_about(call, found), assignee=call.caller.client), found)


@ROUTES.add(
    Route(
        method="POST",
        path="/tasks/<id:task>/assign",
        scope=scopes.REVIEWS_DECIDE,
        summary="Hand a task over: one's own, or as its team's lead or a supervisor anybody's",
        status=202,
        answer=answers.Accepted,
        body=Assignment(),
        stores=True,
        example={"assignee": "claire"},
    )
)
def assign_task(call: Call) -> Response:
    found = _found(call)
    return _handed_over(call, ClaimTask(**_about(call, found), assignee=call.body["assignee"]), found)


@ROUTES.add(
    Route(
        method="POST",
        path="/tasks/<id:task>/release",
        scope=scopes.REVIEWS_DECIDE,
        summary="Give back a claimed task",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def release_task(call: Call) -> Response:
    found = _found(call)
    return _handed_over(call, ReleaseTask(**_about(call, found)), found)


@ROUTES.add(
    Route(
        method="POST",
        path="/tasks/<id:task>/done",
        scope=scopes.REVIEWS_DECIDE,
        summary="Say what was done about an exception",
        status=202,
        answer=answers.Accepted,
        body=TaskNote(),
        stores=True,
        example={"note": "The carrier was called; the parcel leaves tomorrow."},
    )
)
def finish_task(call: Call) -> Response:
    found = _found(call)
    return _handed_over(call, FinishTask(**_about(call, found), note=call.body["note"]), found)


@ROUTES.add(
    Route(
        method="POST",
        path="/tasks/<id:task>/decision",
        scope=scopes.REVIEWS_DECIDE,
        summary="Decide a task",
        status=202,
        answer=answers.Accepted,
        body=ReviewDecision(),
        stores=True,
        example=DECISION,
    )
)
def decide_task(call: Call) -> Response:
    found = _found(call)
    return deciding.decided(call, found["case"], found["step"])


def _about(call: Call, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "case": found["case"],
        "task": found["id"],
        "actor": call.caller.actor,
        "supervisor": deciding.supervises(call),
    }


def _handed_over(call: Call, message: Message, found: dict[str, Any]) -> Response:
    id, at = found["id"], now()
    return hand_over(
        call, message, at=at, subject=found["case"], body=received(id, at), location=f"/v1/tasks/{id}"
    )


def _found(call: Call) -> dict[str, Any]:
    found = tasks.task(here().database("intake"), call.caller.tenant, call.path["task"])
    if found is None:
        raise not_found()
    return found
