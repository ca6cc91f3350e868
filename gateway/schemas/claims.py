"""What follows when a parcel is lost or comes back."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Amount, Choice, Shape, Text
from gateway.schemas.paging import Page
from gateway.schemas.shipments import PackedLine


class ClaimList(Page):
    """By state."""

    state = Choice("open", "closed", load_default="open")


class ClaimSettlement(Shape):
    """What came of a claim: the carrier paid or refused, the parcel was found, or its goods came back."""

    outcome = Choice("paid", "refused", "found", "returned", required=True)
    paid = Amount()
    note = Text(500, least=0, load_default="")


class Claim(Answer):
    """A lost parcel, to be claimed from the carrier, or a returned one, to be put back on the shelf by a return
    case."""

    id = shown.words(example="clm_0198c1a2b3c47d5e8f90123456789abc-CX000417123456789010014FR")
    state = shown.one_of("open", "closed")
    kind = shown.one_of("lost", "returned")
    case = shown.words()
    shipment = shown.words()
    tracking = shown.words()
    contents = shown.several(PackedLine)
    worth = shown.amount("What the contents had cost.")
    opened_at = shown.instant()
    outcome = shown.one_of("paid", "refused", "found", "returned", null=True)
    paid = shown.amount("By the carrier.")
    note = shown.words()
    closed_at = shown.instant(null=True)


ClaimPage = shown.page_of(Claim)
