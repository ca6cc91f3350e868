"""Comments: what people and clients say of a case."""

from functools import partial

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import paged
from gateway.cases import comments as case_comments
from gateway.cases.existing import case_exists
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.cases import NewComment
from gateway.schemas.comments import CommentPage, ErasedComment
from gateway.schemas.paging import Page
from shared.contracts.cases import CommentCase

ROUTES = Endpoints("comments", "What people and clients say of a case.")


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/<id:case>/comments",
        scope=scopes.CASES_WRITE,
        summary="Say something of a case",
        status=202,
        answer=answers.Accepted,
        body=NewComment(),
        stores=True,
        example={"text": "The customer would like a delivery in the morning."},
    )
)
def add_comment(call: Call) -> Response:
    case, at = _case(call), now()
    id = case_comments.reference(call)
    message = CommentCase(case=case, comment=id, actor=call.caller.actor)
    return hand_over(
        call,
        message,
        at=at,
        subject=case,
        body=received(id, at),
        location=f"/v1/cases/{case}/comments",
        persons=((id, {"text": call.body["text"]}),),
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/comments",
        scope=scopes.CASES_READ,
        summary="Read what was said of a case, oldest first",
        answer=CommentPage,
        query=Page(),
    )
)
def list_comments(call: Call) -> Response:
    found = partial(case_comments.listed, here(), call.caller.tenant, _case(call))
    return paged(call, found, key="place")


@ROUTES.add(
    Route(
        method="DELETE",
        path="/cases/<id:case>/comments/<id:comment>",
        scope=scopes.PERSONS_ERASE,
        summary="Erase the words of a comment; that something was said stays",
        answer=ErasedComment,
        makes=True,
    )
)
def erase_comment(call: Call) -> Response:
    case, comment = call.path["case"], call.path["comment"]
    erased_at = case_comments.erased(here(), call.caller, case, comment, now())
    return showing.one({"id": comment, "case": case, "erased_at": erased_at})


def _case(call: Call) -> str:
    if not case_exists(call.caller.tenant, call.path["case"]):
        raise not_found()
    return call.path["case"]
