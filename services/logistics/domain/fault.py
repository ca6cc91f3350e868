"""Why the warehouse says no, to whoever asked: as an operation's answer, or as a reason in an event."""

from dataclasses import dataclass

from shared.contracts.decision import Answer, refused


@dataclass(frozen=True, slots=True)
class Fault:
    """code: stable, for programs; detail: what is wrong; remedy: what to do; pointer: which field (RFC 6901)."""

    code: str
    detail: str
    remedy: str
    pointer: str = ""

    @property
    def answer(self) -> Answer:
        return refused(self.code, self.detail, self.remedy, self.pointer)


def no_such_warehouse(code: str) -> Fault:
    return Fault(
        "unknown_warehouse",
        f"There is no warehouse {code}.",
        "Name one of the organisation's warehouses, or define it first.",
        "/warehouse",
    )


def under_count(code: str) -> Fault:
    return Fault(
        "warehouse_frozen",
        f"Warehouse {code} is being counted, and nothing moves meanwhile.",
        "Wait until the count is closed, then send it again.",
        "/warehouse",
    )
