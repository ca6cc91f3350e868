"""Tasks: what waits for a person, who takes it, and the decision."""

from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
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
from gateway.schemas.tasks import Assignment, Task, TaskList, TaskPage
from services.validation.queries import tasks
from shared.contracts.documents import ClaimReview, ReleaseReview

ROUTES = Endpoints("tasks", "The work list: what waits for a person, those due first first.")


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
    return listed(call, "validation", tasks.tasks, "state", "team", "assignee", place="after")


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
        method="POST",
        path="/tasks/<id:task>/claim",
        scope=scopes.REVIEWS_DECIDE,
        summary="Claim a task: until it is released, only its holder and supervisors decide it",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def claim_task(call: Call) -> Response:
    return _claimed(call, call.caller.client)


@ROUTES.add(
    Route(
        method="POST",
        path="/tasks/<id:task>/assign",
        scope=scopes.REVIEWS_SUPERVISE,
        summary="Give a task to somebody, also when another has claimed it",
        status=202,
        answer=answers.Accepted,
        body=Assignment(),
        stores=True,
        example={"assignee": "claire"},
    )
)
def assign_task(call: Call) -> Response:
    return _claimed(call, call.body["assignee"])


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
    message = ReleaseReview(
        case=found["case"],
        step=found["step"],
        actor=call.caller.actor,
        supervisor=deciding.supervises(call),
    )
    return _handed_over(call, message, found)


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


def _claimed(call: Call, assignee: str) -> Response:
    found = _found(call)
    message = ClaimReview(
        case=found["case"],
        step=found["step"],
        assignee=assignee,
        actor=call.caller.actor,
        supervisor=deciding.supervises(call),
    )
    return _handed_over(call, message, found)


def _handed_over(call: Call, message: ClaimReview | ReleaseReview, found: dict[str, Any]) -> Response:
    id, at = found["id"], now()
    return hand_over(
        call, message, at=at, subject=message.case, body=received(id, at), location=f"/v1/tasks/{id}"
    )


def _found(call: Call) -> dict[str, Any]:
    found = tasks.task(here().database("validation"), call.caller.tenant, call.path["task"])
    if found is None:
        raise not_found()
    return found
