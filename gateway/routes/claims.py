"""What follows when a parcel is lost or comes back."""

from decimal import Decimal

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import SETTLEMENT
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.claims import Claim, ClaimList, ClaimPage, ClaimSettlement
from services.logistics.queries import claims
from shared.contracts.shipments import SettleClaim

ROUTES = Endpoints("claims", "Lost and returned parcels, until they are settled.")


@ROUTES.add(
    Route(
        method="GET",
        path="/claims",
        scope=scopes.SHIPMENTS_READ,
        summary="List claims about lost and returned parcels, newest first",
        answer=ClaimPage,
        query=ClaimList(),
    )
)
def list_claims(call: Call) -> Response:
    return listed(call, "logistics", claims.claims, "state", place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/claims/<id:claim>",
        scope=scopes.SHIPMENTS_READ,
        summary="Read a claim",
        answer=Claim,
    )
)
def read_claim(call: Call) -> Response:
    return showing.one(claims.claim(here().database("logistics"), call.caller.tenant, call.path["claim"]))


@ROUTES.add(
    Route(
        method="POST",
        path="/claims/<id:claim>/settlement",
        scope=scopes.SHIPMENTS_WRITE,
        summary="Say what came of a claim",
        status=202,
        answer=answers.Accepted,
        body=ClaimSettlement(),
        stores=True,
        example=SETTLEMENT,
    )
)
def settle_claim(call: Call) -> Response:
    claim, at = call.path["claim"], now()
    if claims.claim(here().database("logistics"), call.caller.tenant, claim) is None:
        raise not_found()
    body = {"paid": Decimal(0), **call.body}
    message = SettleClaim(claim=claim, actor=call.caller.actor, **body)
    return hand_over(
        call, message, at=at, subject=claim, body=received(claim, at), location=f"/v1/claims/{claim}"
    )
