"""From the body of a new case to the message that submits it."""

from collections.abc import Mapping
from typing import Any

from gateway.accepting.handing_over import business_time, now, received
from gateway.cases import contents as case_contents
from gateway.cases import requirements as case_requirements
from gateway.endpoints import Call
from gateway.ids import new_id
from shared.contracts.cases import SubmitCase
from shared.persistence.documents import StoredDocument

_SHOWN = ("type", "reference", "priority", "currency", "customer", "tags")


def submission(call: Call, known: Mapping[str, StoredDocument] | None = None) -> dict[str, Any]:
    """What `request_for` wants to know of a new case. Raises a 422 problem for what its type lacks, and for documents
    that cannot be used; known: what the store says of documents, where it was asked already."""
    body = call.body
    case_requirements.check(body)
    case_requirements.check_other_case(call.caller.tenant, body)
    at = now()
    case = new_id("case", at)
    documents = case_contents.documents(call, body.get("documents", ()), None, known)
    parties, persons = case_contents.parties(call, body.get("parties", ()))
    message = SubmitCase(
        case=case,
        client=call.caller.client,
        type=body["type"],
        reference=body["reference"],
        priority=body["priority"],
        received_at=business_time(call, at),
        currency=body["currency"],
        customer=body.get("customer", ""),
        payment_terms=body["payment_terms"],
        warehouse=body["warehouse"],
        tags=tuple(body["tags"]),
        parties=parties,
        documents=documents,
        lines=case_contents.lines(body.get("lines", ())),
        totals=case_contents.totals(body.get("totals")),
        supplier=body.get("supplier", ""),
        vat=case_contents.amounts(body.get("vat", ())),
        of_case=body.get("of_case", ""),
        answers=body.get("answers", {}),
    )
    shown = {name: body.get(name, "") for name in _SHOWN}
    return {
        "message": message,
        "at": at,
        "subject": case,
        "body": received(case, at, **shown),
        "location": f"/v1/cases/{case}",
        "lane": body["priority"],
        "new_case": {**shown, "client": call.caller.client, "received_at": at},
        "attach": tuple(document.document for document in documents),
        "persons": persons,
    }
