"""Reads come from the services' databases, page by page."""

from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk


def put_stock(stack: LocalStack, tenant: str, articles: list[str]) -> None:
    with connect(stack.mongodb_admin_url) as mongo:
        mongo["coulisse_logistics"]["stock_items"].insert_many(
            {
                "_id": f"{tenant}/lyon/{article}",
                "tenant": tenant,
                "warehouse": "lyon",
                "article": article,
                "on_hand": 10,
                "reserved": 4,
                "missing": 0,
                "waiting": 0,
            }
            for article in articles
        )


def test_a_list_is_read_page_by_page(desk: Desk, stack: LocalStack) -> None:
    put_stock(stack, "acme", ["A", "B", "C", "D", "E"])
    put_stock(stack, "globex", ["F"])

    seen, address, pages = [], "/v1/stock?warehouse=lyon&limit=2", 0
    while address:
        page = desk.get(address).get_json()
        seen += [item["article"] for item in page["items"]]
        address, pages = page["next"], pages + 1

    assert (seen, pages) == (["A", "B", "C", "D", "E"], 3)


def test_a_full_last_page_has_no_next(desk: Desk, stack: LocalStack) -> None:
    put_stock(stack, "acme", ["A", "B"])

    page = desk.get("/v1/stock?warehouse=lyon&limit=2").get_json()

    assert (len(page["items"]), page["next"]) == (2, None)
    assert "next_cursor" not in page


def test_one_thing_is_read_by_its_names(desk: Desk, stack: LocalStack) -> None:
    put_stock(stack, "acme", ["A"])

    assert desk.get("/v1/stock/lyon/A").get_json()["available"] == 6
    assert desk.get("/v1/stock/lyon/B").status_code == 404
    assert desk.get("/v1/stock/lyon/A", key=desk.key_for("globex")).status_code == 404


def test_a_cursor_of_no_list_is_refused(desk: Desk) -> None:
    for address in ("/v1/cases", "/v1/stock", "/v1/journal-entries", "/v1/deliveries", "/v1/reviews"):
        answer = desk.get(f"{address}?cursor=%7B%22%24ne%22%3A1%7D")
        assert [error["parameter"] for error in answer.get_json()["errors"]] == ["cursor"]
