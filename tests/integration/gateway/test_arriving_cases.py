"""Whoever hands a case over finds it in lists and searches at once, before intake has seen it."""

from typing import Any

from gateway.cases.arrivals import Arrivals
from gateway.examples import CASE
from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk
from tests.support.processes import ServiceUnderTest, wait_until
from tests.support.stack import purge_queues

BUYER = {"role": "buyer", "name": "Ada Lovelace", "email": "ada@example.org"}


def submit(desk: Desk, **changes: Any) -> str:
    """The id of a case that was accepted a moment ago."""
    answer = desk.post("/v1/cases", CASE | {"parties": [BUYER]} | changes)
    assert answer.status_code == 202, answer.text
    id: str = answer.get_json()["id"]
    return id


def items(desk: Desk, address: str, **more: Any) -> list[dict[str, Any]]:
    answer = desk.get(address, **more)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


def ids(desk: Desk, address: str, **more: Any) -> list[str]:
    return [item["id"] for item in items(desk, address, **more)]


def test_a_case_just_accepted_is_listed_as_received(desk: Desk, stack: LocalStack) -> None:
    purge_queues(stack)
    case = submit(desk, reference="WEB-1")

    (found,) = items(desk, "/v1/cases")

    read = desk.get(f"/v1/cases/{case}").get_json()
    assert read.pop("operation").startswith("op_")
    assert found == read | {"client": "shop"}
    assert (found["status"], found["reference"]) == ("received", "WEB-1")
    assert items(desk, "/v1/cases", key=desk.key_for("globex")) == []


def test_a_case_just_accepted_fits_what_is_known_of_it(desk: Desk, stack: LocalStack) -> None:
    purge_queues(stack)
    first = submit(desk, reference="WEB-1", tags=["web"])
    second = submit(
        desk, reference="WEB-2", priority="urgent", tags=[], parties=[BUYER | {"email": "b@example.org"}]
    )
    (ref,) = (
        person["_id"] for person in desk.house.mongo["coulisse_vault"]["persons"].find({"subject": second})
    )

    fitting = {
        "reference=WEB-2": [second],
        "priority=urgent": [second],
        "tag=web": [first],
        "client=shop": [second, first],
        "client=other": [],
        "type=sales_order&sort=received_at": [first, second],
        "status=received": [second, first],
        "status=waiting": [],
        "number=2026-000001": [],
        "raised=true": [],
        f"party={ref}": [second],
        "received_from=2100-01-01T00:00:00Z": [],
        "received_before=2100-01-01T00:00:00Z": [second, first],
    }
    for query, wanted in fitting.items():
        assert (query, ids(desk, f"/v1/cases?{query}")) == (query, wanted)

    found = desk.post("/v1/cases/search", {"party": {"email": BUYER["email"]}}).get_json()["items"]
    assert [case["id"] for case in found] == [first]


def test_pages_stay_the_same_while_cases_are_taken_up(desk: Desk, stack: LocalStack) -> None:
    purge_queues(stack)
    wait_until(lambda: desk.house.publisher.ready, 60, "the link to the broker")
    cases = [submit(desk) for _ in range(5)][::-1]
    page = desk.get("/v1/cases?limit=2").get_json()

    with ServiceUnderTest(stack, "services.intake.service") as intake:
        intake.wait_ready()
        wait_until(lambda: ids(desk, "/v1/cases?status=received") == [], 60, "intake has all of them")
        later = [submit(desk) for _ in range(2)][::-1]
        rest = desk.get(page["next"]).get_json()
        end = desk.get(rest["next"]).get_json()

        assert [one["id"] for one in (*page["items"], *rest["items"], *end["items"])] == cases
        assert end["next"] is None
        assert {one["status"] for one in page["items"]} == {"received"}
        assert all(one["number"] for one in rest["items"])
        assert ids(desk, "/v1/cases") == [*later, *cases]


def test_what_has_arrived_is_forgotten_by_the_list_of_what_is_on_its_way(
    desk: Desk, stack: LocalStack
) -> None:
    purge_queues(stack)
    here, away = submit(desk), submit(desk)
    intake = desk.house.databases["intake"].name
    with connect(stack.mongodb_admin_url) as mongo:
        mongo[intake]["cases"].insert_one({"_id": here, "tenant": "acme", "number": "2026-000001"})
        chore = Arrivals(desk.house.own, desk.house.databases["intake"], desk.house.clock)
        mongo["coulisse_gateway"]["leases"].delete_many({})

        wait_until(
            lambda: chore.settle() >= 0 and "received" not in _request(desk, here), 60, "one has arrived"
        )

    assert _request(desk, away)["received"]["client"] == "shop"
    assert ids(desk, "/v1/cases?status=received") == [away]


def _request(desk: Desk, case: str) -> dict[str, Any]:
    found: dict[str, Any] = desk.house.own["requests"].find_one({"case": case}) or {}
    return found
