"""Which failed messages a request is about: named one by one, or all of a group that are in a state now."""

from collections.abc import Sequence

from gateway.house import here
from gateway.refusing.problems import Fault, invalid
from gateway.route import Call
from services.operations.queries import failures
from shared.contracts.failures import MOST_IN_ORDER, FailureRef


def chosen(call: Call) -> tuple[FailureRef, ...]:
    """At least one; raises a 422 problem for what is not there, or another organisation's, and for an empty group. Of
    a group larger than an order holds, those that failed last."""
    body, house, tenant = call.body, here(), call.caller.tenant
    if "group" in body:
        ids = failures.ids_in(house.service_databases, tenant, body["group"], body["state"], MOST_IN_ORDER)
        if not ids:
            raise invalid(
                Fault(
                    "empty_group",
                    "Nothing in this group is in that state.",
                    "Look at the list of groups.",
                    "/group",
                )
            )
        return refs(ids)
    known = failures.known(house.service_databases, tenant, body["failures"])
    unknown = [
        Fault(
            "unknown_failure",
            "There is no such failed message.",
            "Send ids as GET /v1/operations/failures answers them.",
            f"/failures/{place}",
        )
        for place, id in enumerate(body["failures"])
        if id not in known
    ]
    if unknown:
        raise invalid(*unknown[:100])
    return refs(body["failures"])


def refs(ids: Sequence[str]) -> tuple[FailureRef, ...]:
    """As messages name them."""
    split = (id.partition(".") for id in ids)
    return tuple(FailureRef(service=service, failure=own) for service, _, own in split)
