"""Failed messages: what services gave up on, where, why, and how often."""

from functools import partial

from flask import Response

from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import paged
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.schemas.failure_wishes import FailureGroupList, FailureList
from gateway.schemas.failures import FailedStoreList, Failure, FailureGroupPage, FailurePage
from services.operations.queries import failures, groups, stores

ROUTES = Endpoints("failures", "Messages that services gave up on: found and understood.")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/failures",
        scope=scopes.FAILURES_READ,
        summary="List failed messages, those that failed last first",
        answer=FailurePage,
        query=FailureList(),
    )
)
def list_failures(call: Call) -> Response:
    wanted = {name: call.query[name] for name in ("state", "service", "group", "case") if name in call.query}
    found = partial(failures.failures_of, here().service_databases, call.caller.tenant, **wanted)
    return paged(call, lambda after, limit: found(after=after, limit=limit), key="position")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/failures/<id:failure>",
        scope=scopes.FAILURES_READ,
        summary="Read a failed message: body, headers, error, stack, attempts",
        answer=Failure,
    )
)
def read_failure(call: Call) -> Response:
    house = here()
    return showing.one(failures.failure(house.service_databases, call.caller.tenant, call.path["failure"]))


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/failure-groups",
        scope=scopes.FAILURES_READ,
        summary="List the causes of failures, those seen last first",
        answer=FailureGroupPage,
        query=FailureGroupList(),
    )
)
def list_failure_groups(call: Call) -> Response:
    wanted = {name: call.query[name] for name in ("state", "service") if name in call.query}
    found = partial(groups.groups_of, here().service_databases, call.caller.tenant, **wanted)
    return paged(call, lambda after, limit: found(after=after, limit=limit), key="position")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/failed-stores",
        scope=scopes.FAILURES_READ,
        summary="Read how full each service's store of failed messages is",
        answer=FailedStoreList,
    )
)
def list_failed_stores(_call: Call) -> Response:
    return showing.several(stores.capacities(here().service_databases))
