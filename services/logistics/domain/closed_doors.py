"""Warehouses in which nothing can be done: unknown ones, and those that are being counted."""

from services.logistics.domain.fault import Fault


def no_such_warehouse(code: str) -> Fault:
    return Fault(
        "unknown_warehouse",
        "There is no warehouse {warehouse}.",
        "Name one of the organisation's warehouses, or define it first.",
        "/warehouse",
        {"warehouse": code},
    )


def under_count(code: str) -> Fault:
    return Fault(
        "warehouse_frozen",
        "Warehouse {warehouse} is being counted, and nothing moves meanwhile.",
        "Wait until the count is closed, then send it again.",
        "/warehouse",
        {"warehouse": code},
    )
