"""Customers: what they may owe, and what they owe."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import CUSTOMER
from gateway.house import here
from gateway.schemas import answers
from gateway.schemas.customers import Customer, CustomerList, CustomerPage, CustomerTerms, InLedger
from services.accounting.queries import customers
from shared.contracts.accounts import SetCreditLimit

ROUTES = Endpoints("customers", "What customers may owe, and what they owe.")


@ROUTES.add(
    Route(
        method="PUT",
        path="/customers/<id:customer>",
        scope=scopes.CUSTOMERS_WRITE,
        summary="Set what a customer may owe at the same time; the latest limit counts",
        status=202,
        answer=answers.Accepted,
        body=CustomerTerms(),
        stores=True,
        example=CUSTOMER,
    )
)
def set_credit_limit(call: Call) -> Response:
    customer, body, at = call.path["customer"], call.body, now()
    message = SetCreditLimit(
        ledger=body["ledger"],
        customer=customer,
        credit_limit=body["credit_limit"],
        at=at,
        actor=call.caller.actor,
    )
    return hand_over(
        call,
        message,
        at=at,
        subject=customer,
        body=received(customer, at),
        location=f"/v1/customers/{customer}?ledger={body['ledger']}",
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/customers/<id:customer>",
        scope=scopes.ACCOUNTING_READ,
        summary="Read a customer's balance: open amount, limit, and the cases that wait for it",
        answer=Customer,
        query=InLedger(),
    )
)
def read_customer(call: Call) -> Response:
    found = customers.balance(
        here().database("accounting"),
        call.caller.tenant,
        call.path["customer"],
        ledger=call.query["ledger"],
    )
    return showing.one(found)


@ROUTES.add(
    Route(
        method="GET",
        path="/customers",
        scope=scopes.ACCOUNTING_READ,
        summary="List the customers of a ledger in order of their codes",
        answer=CustomerPage,
        query=CustomerList(),
    )
)
def list_customers(call: Call) -> Response:
    return listed(call, "accounting", customers.customers, "ledger", place="after", key="customer")
