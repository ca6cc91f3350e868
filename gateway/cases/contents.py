"""Parties, lines and documents of a body, as messages carry them."""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.endpoints import Call
from gateway.house import here
from gateway.refusing.problems import Fault, invalid
from gateway.schemas.parties import holds
from services.logistics.queries.areas import area_of
from shared.contracts.values import DocumentRef, Line, PartyRef, Totals, Trace, VatAmount
from shared.persistence.documents import StoredDocument

_TRACED = ("lot", "expires_on", "serials")

Person = tuple[str, dict[str, Any]]


def parties(call: Call, given: Sequence[dict[str, Any]]) -> tuple[tuple[PartyRef, ...], tuple[Person, ...]]:
    """References for the message, and the data for the vault.

    References follow from the request's id and body, so that a retry after a lost answer leaves no second copy of
    anybody's data.
    """
    sealer = here().sealer
    refs, persons = [], []
    for number, party in enumerate(given):
        origin = f"{call.request_id}|{call.body_hash.current}|{number}"
        ref = "pty_" + sealer.digest(origin.encode(), "party-reference")[:32]
        refs.append(PartyRef(ref=ref, role=party["role"], holds=holds(party), area=_area(party)))
        persons.append((ref, party))
    return tuple(refs), tuple(persons)


def _area(party: dict[str, Any]) -> str:
    """Of whom goods may go to: the department alone, so that a near warehouse can be chosen."""
    address = party.get("address")
    if address is None or party["role"] not in ("buyer", "recipient"):
        return ""
    return area_of(address["country"], address.get("postcode", ""))


def lines(given: Sequence[dict[str, Any]]) -> tuple[Line, ...]:
    """Numbered from 1 in the order given."""
    return tuple(_line(number, line) for number, line in enumerate(given, start=1))


def _line(number: int, given: Mapping[str, Any]) -> Line:
    traced = {name: given[name] for name in _TRACED if name in given}
    plain = {name: value for name, value in given.items() if name not in _TRACED}
    if "serials" in traced:
        traced["serials"] = tuple(traced["serials"])
    return Line(number=number, **plain, trace=Trace(**traced) if traced else None)


def amounts(given: Sequence[dict[str, Any]]) -> tuple[VatAmount, ...]:
    """Net and VAT by rate."""
    return tuple(VatAmount(**amount) for amount in given)


def totals(given: dict[str, Any] | None) -> Totals | None:
    """What the sender says the case amounts to."""
    return None if given is None else Totals(**given)


def documents(
    call: Call,
    given: Sequence[dict[str, Any]],
    case: str | None,
    known: Mapping[str, StoredDocument] | None = None,
) -> tuple[DocumentRef, ...]:
    """Raises a 422 problem that points at each document which cannot be used. case: the one they may already
    belong to; known: what the store says of them, where it was asked already."""
    if not given:
        return ()
    if known is None:
        known = here().documents.describe(call.caller.tenant, [document["id"] for document in given])
    faults = [
        Fault(
            "unknown_document",
            "There is no such document, or it belongs to another case.",
            "Upload it with POST /v1/documents and send the id that it answers.",
            f"/documents/{index}/id",
        )
        for index, document in enumerate(given)
        if not _usable(known.get(document["id"]), case)
    ]
    if faults:
        raise invalid(*faults)
    return tuple(DocumentRef(document=document["id"], kind=document["kind"]) for document in given)


def _usable(document: StoredDocument | None, case: str | None) -> bool:
    return document is not None and document.case in (None, case)
