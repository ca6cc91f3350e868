"""What an ERP fetches, and how it says that it has it."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Accepted, Answer
from gateway.schemas.composed import Items, Part
from gateway.schemas.explained import Choice, Shape, Text, code, distinct
from gateway.schemas.paging import Page

MOST = 100


class EntryExport(Page):
    """Entries of one ledger that were not acknowledged yet, or were."""

    state = Choice("unacknowledged", "acknowledged", load_default="unacknowledged")
    ledger = code(load_default="main")


class StockExport(Page):
    """Stock changes that were not acknowledged yet, or were."""

    state = Choice("unacknowledged", "acknowledged", load_default="unacknowledged")


class Booked(Shape):
    """One thing that the ERP has now, under its own reference."""

    id = Text(160, pattern=r"[A-Za-z0-9][A-Za-z0-9._\-]*", wanted="the id as it was read", required=True)
    reference = Text(100, required=True)


class Acknowledgements(Shape):
    """What the ERP has booked."""

    items = Items(Part(Booked), least=1, most=MOST, required=True)

    @validates_schema
    def ids_differ(self, data: dict[str, Any], **_: Any) -> None:
        """Each once: two references for one id cannot both be right."""
        distinct([item["id"] for item in data["items"]], "items")


class AcknowledgedItem(Answer):
    """What became of one acknowledgement."""

    id = shown.words()
    reference = shown.words("As the ERP said now.")
    result = shown.one_of(
        "acknowledged",
        "already_acknowledged",
        "other_reference",
        "unknown",
        description="already_acknowledged: under the same reference, nothing changes. other_reference: it was "
        "acknowledged under `known_reference` before, which stays.",
    )
    known_reference = shown.words("What the ERP had said before.", null=True)


class Acknowledgement(Answer):
    """The results, item by item. They can be read for 30 days."""

    id = shown.words(example="ack_0198c1a2b3c47d5e8f90123456789abc")
    at = shown.instant()
    items = shown.several(AcknowledgedItem)


class AcceptedAcknowledgement(Accepted):
    """Stored durably; the results can soon be read at the address in Location."""
