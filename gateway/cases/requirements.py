"""What a case type wants of a new case, checked at the door so that the sender learns of it at once."""

from typing import Any

from gateway.languages import text
from gateway.refusing.problems import Fault, invalid
from services.intake.queries.case_types import known_types


def check(body: dict[str, Any]) -> None:
    """Raises a 422 problem for an unknown type or a missing part."""
    kind = known_types().get(body["type"])
    if kind is None:
        raise invalid(
            Fault(
                "unknown_case_type",
                "There is no such case type.",
                "One of: {words}.",
                "/type",
                values={"words": ", ".join(sorted(known_types()))},
            )
        )
    faults = []
    if kind.requires.lines and not body.get("lines"):
        faults.append(_missing("/lines", text("Cases of this type need at least one line.")))
    if kind.requires.customer and "customer" not in body:
        faults.append(_missing("/customer", text("Cases of this type need the customer's account code.")))
    there = {party["role"] for party in body.get("parties", ())}
    faults += [
        _missing("/parties", text("Cases of this type need a party with the role {role}."), role=role)
        for role in kind.requires.parties
        if role not in there
    ]
    if faults:
        raise invalid(*faults)


def _missing(pointer: str, detail: str, **values: object) -> Fault:
    return Fault("required", detail, "Add it.", pointer, values=values)
