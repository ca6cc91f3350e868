"""Payments received."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.cases.existing import case_exists
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import PAYMENT
from gateway.house import here
from gateway.ids import new_id
from gateway.refusing.problems import Fault, invalid
from gateway.schemas import answers
from gateway.schemas.commands import NewPayment
from gateway.schemas.payments import Payment, PaymentList, PaymentPage
from services.accounting.queries import payments
from shared.contracts.accounts import RecordPayment

ROUTES = Endpoints("payments", "Money received.")


@ROUTES.add(
    Route(
        method="POST",
        path="/payments",
        scope=scopes.PAYMENTS_WRITE,
        summary="Record a payment received for a case",
        status=202,
        answer=answers.Accepted,
        body=NewPayment(),
        stores=True,
        example=PAYMENT,
    )
)
def record_payment(call: Call) -> Response:
    body, at, payment = call.body, now(), new_id("pay")
    if not case_exists(call.caller.tenant, body["case"]):
        fault = Fault(
            "unknown_case", "There is no such case.", "Send the id that POST /v1/cases answered.", "/case"
        )
        raise invalid(fault)
    message = RecordPayment(
        payment=payment,
        case=body["case"],
        ledger=body["ledger"],
        amount=body["amount"],
        currency=body["currency"],
        received_on=body["received_on"],
        reference=body["reference"],
        actor=call.caller.actor,
    )
    return hand_over(
        call,
        message,
        at=at,
        subject=payment,
        body=received(payment, at, case=body["case"]),
        location=f"/v1/payments/{payment}",
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/payments",
        scope=scopes.ACCOUNTING_READ,
        summary="List payments by when they were recorded, newest first",
        answer=PaymentPage,
        query=PaymentList(),
    )
)
def list_payments(call: Call) -> Response:
    return listed(call, "accounting", payments.payments, "case", "since", "until", place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/payments/<id:payment>",
        scope=scopes.ACCOUNTING_READ,
        summary="Read a payment, and whether it counts for its case",
        answer=Payment,
    )
)
def read_payment(call: Call) -> Response:
    return showing.one(
        payments.payment(here().database("accounting"), call.caller.tenant, call.path["payment"])
    )
