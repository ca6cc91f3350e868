"""What an accountant does by hand: accounts, entries, lettering, locks and closings."""

from decimal import Decimal
from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import ACCOUNT, ENTRY, MATCH
from gateway.ids import new_id
from gateway.schemas import answers
from gateway.schemas.bookkeeping import Closing, HandEntry, Lock, Match, NewAccount, Reversal
from shared.contracts.bookkeeping import (
    CloseYear,
    DefineAccount,
    HandLine,
    LockPeriod,
    MatchLines,
    PostEntry,
    ReverseEntry,
    UnmatchLines,
)
from shared.contracts.message import Message

ROUTES = Endpoints("bookkeeping", "What an accountant does by hand.")


@ROUTES.add(
    Route(
        method="PUT",
        path="/ledgers/<id:ledger>/accounts/<id:number>",
        scope=scopes.BOOKS_WRITE,
        summary="Add an account to the chart, or give it another name",
        status=202,
        answer=answers.Accepted,
        body=NewAccount(),
        stores=True,
        example=ACCOUNT,
    )
)
def define_account(call: Call) -> Response:
    at, number = now(), call.path["number"]
    message = DefineAccount(
        ledger=call.path["ledger"],
        number=number,
        name=call.body["name"],
        at=at,
        actor=call.caller.actor,
    )
    return _handed_over(call, message, number, f"/v1/ledgers/{call.path['ledger']}/accounts")


@ROUTES.add(
    Route(
        method="POST",
        path="/ledgers/<id:ledger>/entries",
        scope=scopes.BOOKS_WRITE,
        summary="Post an entry by hand; one that does not balance is never posted",
        status=202,
        answer=answers.Accepted,
        body=HandEntry(),
        stores=True,
        example=ENTRY,
    )
)
def post_entry(call: Call) -> Response:
    body, entry = call.body, new_id("ent")
    message = PostEntry(
        entry=entry,
        ledger=call.path["ledger"],
        journal=body["journal"],
        entered_on=body["entered_on"],
        piece=body["piece"],
        piece_on=body.get("piece_on") or body["entered_on"],
        label=body["label"],
        lines=tuple(_line(line) for line in body["lines"]),
        actor=call.caller.actor,
        due_on=body.get("due_on"),
    )
    return _handed_over(call, message, entry, f"/v1/journal-entries/{entry}")


def _line(line: dict[str, Any]) -> HandLine:
    return HandLine(
        account=line["account"],
        debit=line["debit"] or Decimal("0.00"),
        credit=line["credit"] or Decimal("0.00"),
        party=line.get("party", ""),
        label=line["label"],
    )


@ROUTES.add(
    Route(
        method="POST",
        path="/ledgers/<id:ledger>/entries/<id:entry>/reverse",
        scope=scopes.BOOKS_WRITE,
        summary="Take back an entry that was posted by hand, by one that turns its sides round",
        status=202,
        answer=answers.Accepted,
        body=Reversal(),
        stores=True,
        example={"entered_on": "2026-03-31"},
    )
)
def reverse_entry(call: Call) -> Response:
    entry = call.path["entry"]
    message = ReverseEntry(
        entry=entry,
        ledger=call.path["ledger"],
        entered_on=call.body["entered_on"],
        actor=call.caller.actor,
    )
    return _handed_over(call, message, entry, f"/v1/journal-entries/{entry}_reversal")


@ROUTES.add(
    Route(
        method="PUT",
        path="/ledgers/<id:ledger>/lock",
        scope=scopes.BOOKS_CLOSE,
        summary="Lock all days up to one that is over; an earlier one than before opens days again",
        status=202,
        answer=answers.Accepted,
        body=Lock(),
        stores=True,
        example={"until": "2026-03-31"},
    )
)
def lock_period(call: Call) -> Response:
    ledger = call.path["ledger"]
    message = LockPeriod(ledger=ledger, until=call.body["until"], actor=call.caller.actor)
    return _handed_over(call, message, ledger, f"/v1/ledgers/{ledger}")


@ROUTES.add(
    Route(
        method="POST",
        path="/ledgers/<id:ledger>/closings",
        scope=scopes.BOOKS_CLOSE,
        summary="Close a year: its figures are final, and its balances begin the next one",
        status=202,
        answer=answers.Accepted,
        body=Closing(),
        stores=True,
        example={"year": 2026},
    )
)
def close_year(call: Call) -> Response:
    ledger = call.path["ledger"]
    message = CloseYear(ledger=ledger, year=call.body["year"], actor=call.caller.actor)
    return _handed_over(call, message, ledger, f"/v1/ledgers/{ledger}")


@ROUTES.add(
    Route(
        method="POST",
        path="/ledgers/<id:ledger>/letterings",
        scope=scopes.BOOKS_WRITE,
        summary="Say that groups of lines settle each other",
        status=202,
        answer=answers.Accepted,
        body=Match(),
        stores=True,
        example=MATCH,
    )
)
def match_lines(call: Call) -> Response:
    ledger, groups = call.path["ledger"], tuple(call.body["letterings"])
    message = MatchLines(ledger=ledger, letterings=groups, actor=call.caller.actor)
    return _handed_over(call, message, groups[0], f"/v1/ledgers/{ledger}/letterings/{groups[0]}")


@ROUTES.add(
    Route(
        method="DELETE",
        path="/ledgers/<id:ledger>/letterings/<id:lettering>",
        scope=scopes.BOOKS_WRITE,
        summary="Take a group of lines apart: each stands alone again",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def unmatch_lines(call: Call) -> Response:
    ledger, lettering = call.path["ledger"], call.path["lettering"]
    message = UnmatchLines(ledger=ledger, lettering=lettering, actor=call.caller.actor)
    return _handed_over(call, message, lettering, f"/v1/ledgers/{ledger}/letterings/{lettering}")


def _handed_over(call: Call, message: Message, subject: str, location: str) -> Response:
    at = now()
    return hand_over(call, message, at=at, subject=subject, body=received(subject, at), location=location)
