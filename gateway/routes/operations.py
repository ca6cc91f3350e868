"""Operations: what became of commands that were accepted."""

from flask import Response

from gateway.accepting import operations
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.schemas import answers

ROUTES = Endpoints("operations", "What became of what was handed over.")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/<id:operation>",
        scope=scopes.OPERATIONS_READ,
        summary="Read the outcome of a command that was answered 202",
        answer=answers.Operation,
    )
)
def read_operation(call: Call) -> Response:
    return showing.one(operations.operation(here(), call.caller, call.path["operation"]))
