"""What others read of intake, over a real database and with no scan of a whole collection."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from services.intake.queries import cases, timeline
from services.intake.service import room
from shared.contracts.codec import decode, outgoing
from shared.contracts.message import Message
from shared.persistence.mongo_store import MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from tests.unit.intake.builders import (
    CANCEL,
    CASE,
    CLEARED,
    DISPATCHED,
    ISSUED,
    RESERVED,
    a_customer_file,
    a_sales_order,
    checked,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Documents = Database[dict[str, Any]]
ORDER = (a_sales_order(), checked(), RESERVED, CLEARED, ISSUED, DISPATCHED)


class Desk:
    """Intake's table over the database; every batch a second after the one before."""

    def __init__(self, database: Documents) -> None:
        intake = room({})
        store = MongoStore(database.client, database.name, intake.collections)
        self._decider = Decider(intake.name, intake.table, store, pause=lambda _: None)
        self._told = 0
        self.now = NOW

    def tell(self, *messages: Message, tenant: str = "acme") -> None:
        self.now += timedelta(seconds=1)
        batch = []
        for message in messages:
            self._told += 1
            row = outgoing(
                message,
                source=message.definition.senders[0],
                tenant=tenant,
                lane="normal",
                now=self.now,
                id=f"{self._told:032x}",
            )
            batch.append(Received(decode(row.body), "normal", self._told))
        outcome = self._decider.handle(batch, self.now)
        assert (outcome.failed, outcome.delayed) == ([], [])

    def submit_many(self) -> None:
        """Sixty cases: orders of the shop and files of the CRM by turns, the last one of each dozen
        cancelled."""
        for number in range(60):
            case = f"case_{number:032x}"
            build = a_sales_order if number % 2 else a_customer_file
            priority = "urgent" if number % 5 == 0 else "normal"
            tags = ("web",) if number % 2 else ()
            self.tell(build(case=case, reference=f"R-{number // 2}", priority=priority, tags=tags))
            if number % 12 == 11:
                self.tell(CANCEL.__class__(case=case, actor=CANCEL.actor, reason="no"))


@pytest.fixture
def desk(database: Documents) -> Desk:
    return Desk(database)


@pytest.fixture(autouse=True)
def no_scans(database: Documents) -> Iterator[None]:
    """Profiles every read of the test and refuses those that no index served, or that had to be sorted; the
    one case of a number may be."""
    database.command("profile", 2)
    yield
    database.command("profile", 0)
    reads = database["system.profile"].find({"op": "query", "ns": {"$not": {"$regex": "system.profile"}}})
    plans = {(read["ns"], read["planSummary"], read.get("hasSortStage", False)) for read in reads}
    assert plans
    assert not [plan for plan in plans if "COLLSCAN" in plan[1]]
    assert not [plan for plan in plans if plan[2] and "number: 1" not in plan[1]]


def test_a_closed_case_is_read_whole(database: Documents, desk: Desk) -> None:
    for message in ORDER:
        desk.tell(message)

    case = cases.case(database, "acme", CASE)

    assert case is not None
    assert (case["status"], case["gross"], case["due_at"]) == ("closed", "24.00", None)
    assert case["steps"]["ship"]["state"] == "done"
    assert case["steps"]["ship"]["done_at"].tzinfo is not None
    assert case["lines"][0]["unit_price"] == "10.00"
    assert case["ended_at"] == desk.now


def test_a_running_case_says_when_its_first_step_is_due(database: Documents, desk: Desk) -> None:
    desk.tell(a_sales_order())
    desk.tell(checked())

    case = cases.case(database, "acme", CASE)

    assert case is not None
    assert case["due_at"] == desk.now + timedelta(days=10)


def test_nothing_is_read_across_tenants(database: Documents, desk: Desk) -> None:
    desk.tell(a_sales_order())

    assert cases.case(database, "globex", CASE) is None
    assert cases.cases(database, "globex") == []
    assert timeline.timeline(database, "globex", CASE) == []


def test_a_list_is_read_page_by_page_newest_first(database: Documents, desk: Desk) -> None:
    desk.submit_many()

    read: list[str] = []
    page = cases.cases(database, "acme", limit=25)
    while page:
        read += [item["id"] for item in page]
        page = cases.cases(database, "acme", before=read[-1], limit=25)

    assert read == [f"case_{number:032x}" for number in reversed(range(60))]


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"status": "cancelled"}, [59, 47, 35, 23, 11]),
        ({"type": "customer_file", "priority": "urgent"}, [50, 40, 30, 20, 10, 0]),
        ({"client": "crm", "status": "cancelled"}, []),
        ({"client": "shop", "status": "cancelled"}, [59, 47, 35, 23, 11]),
        ({"reference": "R-7"}, [15, 14]),
        ({"type": "no_such_type"}, []),
        ({"raised": True}, []),
        ({"tag": "web"}, [*range(59, 0, -2)]),
        ({"tag": "web", "status": "cancelled", "priority": "urgent"}, [35]),
        ({"since": f"case_{50:032x}", "until": f"case_{53:032x}"}, [52, 51, 50]),
        ({"since": f"case_{50:032x}", "before": f"case_{52:032x}"}, [51, 50]),
        ({"until": f"case_{4:032x}", "oldest_first": True, "before": f"case_{1:032x}"}, [2, 3]),
        ({"priority": "urgent", "oldest_first": True, "limit": 2}, [0, 5]),
    ],
)
def test_lists_are_filtered(
    database: Documents, desk: Desk, filters: dict[str, Any], numbers: list[int]
) -> None:
    desk.submit_many()

    found = cases.cases(database, "acme", **filters)

    assert [item["id"] for item in found] == [f"case_{number:032x}" for number in numbers]


def test_a_case_is_found_by_its_number(database: Documents, desk: Desk) -> None:
    desk.submit_many()
    wanted = cases.cases(database, "acme", limit=1)[0]

    found = cases.cases(database, "acme", number=wanted["number"])

    assert [item["id"] for item in found] == [wanted["id"]]


def test_the_story_is_read_page_by_page_oldest_first(database: Documents, desk: Desk) -> None:
    for message in ORDER:
        desk.tell(message)
    whole = timeline.timeline(database, "acme", CASE)

    read: list[dict[str, Any]] = []
    page = timeline.timeline(database, "acme", CASE, limit=2)
    while page:
        read += page
        page = timeline.timeline(database, "acme", CASE, after=read[-1]["id"], limit=2)

    assert read == whole
    assert [row["what"] for row in whole][:3] == ["case_opened", "step_asked", "step_done"]
    assert whole[-1]["what"] == "case_closed"
    assert len({row["id"] for row in whole}) == len(whole)
    assert whole[0]["who"] == {"kind": "client", "id": "shop"}


@pytest.mark.parametrize("after", ["", "x", "1", "1.x", "-1.2", "9999999.1", "1.²"])
def test_a_place_that_is_none_is_taken_for_the_beginning(database: Documents, desk: Desk, after: str) -> None:
    desk.tell(a_sales_order())

    assert len(timeline.timeline(database, "acme", CASE, after=after)) == 2


def test_the_story_of_a_case_is_not_mixed_with_that_of_another(database: Documents, desk: Desk) -> None:
    for case in ("case_1", "case_10", "case_1:1", "case_2"):
        desk.tell(a_sales_order(case=case))

    assert {row["case"] for row in timeline.timeline(database, "acme", "case_1")} == {"case_1"}


def test_a_batch_of_many_cases_is_kept_in_one_go(database: Documents, desk: Desk) -> None:
    desk.tell(*(a_sales_order(case=f"case_{number:032x}") for number in range(100)))

    found = cases.cases(database, "acme", limit=1000)

    assert len({item["number"] for item in found}) == 100
