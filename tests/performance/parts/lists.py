"""Lists of many stored cases: the first page and one far behind, reached by cursors."""

import requests

from tests.performance.figures import Notes, at_most
from tests.performance.house import Measured
from tests.performance.load import Load, request, send_all
from tests.performance.plan import Plan

_PAGE = 50
_FAR_PAGE = 1_000
_CONNECTIONS = 4


def measure(platform: Measured, plan: Plan, notes: Notes) -> None:
    stored = platform.stored()
    far = min(_FAR_PAGE, stored // _PAGE - 1)
    first = f"/v1/cases?limit={_PAGE}"
    there, walked = _page(platform, first, far)
    for name, address, page in (("list_first", first, 1), ("list_far", there, walked)):
        load = _load(platform, address, plan.lists)
        what = f"page {page:,} of {stored:,} cases, 50 at a time, 4 connections"
        notes.add(f"{name}_p50_ms", load.percentile(0.5), "ms", what)
        notes.add(f"{name}_p99_ms", load.percentile(0.99), "ms", what, at_most(60))


def _page(platform: Measured, address: str, number: int) -> tuple[str, int]:
    """The address of this page, by following `next`, as a client would; and which page it is."""
    session = requests.Session()
    session.headers.update(platform.authorization)
    for page in range(1, number):
        further = session.get(platform.url + address, timeout=20).json()["next"]
        if further is None:
            return address, page
        address = further
    return address, number


def _load(platform: Measured, address: str, count: int) -> Load:
    asked = request(address, b"", platform.authorization, "GET")
    load = send_all(platform.url, [asked] * count, connections=_CONNECTIONS)
    if set(load.statuses) != {200}:
        raise RuntimeError(f"not every list was answered: {load.statuses}")
    return load
