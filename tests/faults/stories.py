"""What the load consists of: short stories of front offices, each drawn from the seed and its number."""

from collections.abc import Callable
from random import Random
from typing import Any

from infra.demo.papers import paper
from tests.faults import office_stories as office
from tests.faults import warehouse_stories as warehouse
from tests.faults.client import Client
from tests.support.case_bodies import a_line, an_order

ARTICLES = tuple(f"ART-{number}" for number in range(10))
FIRST_STOCK = 60
_GROSS_OF_ONE = 60
"""A piece of 50.00 EUR with 20 % VAT."""
Story = Callable[[Client, Random, str], None]


def _order(random: Random, key: str, **changes: Any) -> tuple[dict[str, Any], int]:
    """An order and what it comes to with VAT, in euros."""
    chosen = random.sample(ARTICLES, random.randint(1, 3))
    lines = [a_line(article, random.randint(1, 3)) for article in chosen]
    gross = sum(_GROSS_OF_ONE * line["quantity"] for line in lines)
    customer = f"C-{random.randrange(200)}"
    return an_order(*lines, reference=key, customer=customer, **changes), gross


def _on_account(client: Client, random: Random, key: str) -> None:
    body, _ = _order(random, key)
    first = client.hand_over("case", "/v1/cases", body, key)
    if first is not None and random.random() < 0.2:
        client.expect_same("case", "/v1/cases", body, key, first)


def _urgent(client: Client, random: Random, key: str) -> None:
    body, _ = _order(random, key, priority="urgent")
    client.hand_over("case", "/v1/cases", body, key)


def _signed(client: Client, random: Random, key: str) -> None:
    document = client.upload(paper("Signed order", key), f"{key}-document")
    if document is not None:
        body, _ = _order(random, key, signed=document)
        client.hand_over("case", "/v1/cases", body, key)


def _prepaid(client: Client, random: Random, key: str) -> None:
    body, gross = _order(random, key, payment_terms="prepaid")
    case = client.hand_over("case", "/v1/cases", body, key)
    if case is None or random.random() < 0.2:
        return  # some never pay: their cases wait for accounts
    payment = {"case": case["id"], "amount": f"{gross}.00", "currency": "EUR", "received_on": "2026-03-31"}
    client.hand_over("payment", "/v1/payments", {**payment, "reference": f"VIR {key}"}, f"{key}-payment")


def _cancelled(client: Client, random: Random, key: str) -> None:
    body, _ = _order(random, key)
    case = client.hand_over("case", "/v1/cases", body, key)
    if case is not None:
        path = f"/v1/cases/{case['id']}/cancel"
        client.hand_over("cancellation", path, {"reason": "Ordered twice"}, f"{key}-cancel")


def _goods_come_in(client: Client, random: Random, key: str) -> None:
    receive(client, {article: random.randint(20, 60) for article in random.sample(ARTICLES, 4)}, key)


def receive(client: Client, pieces: dict[str, int], key: str) -> None:
    lines = [{"article": article, "quantity": quantity} for article, quantity in pieces.items()]
    client.hand_over("receipt", "/v1/goods-receipts", {"reference": key, "lines": lines}, key)


def _read(client: Client, random: Random, key: str) -> None:
    client.read("/v1/cases?limit=5")


def furnish(client: Client) -> None:
    """Goods on the shelves of two warehouses."""
    warehouse.furnish(client)
    receive(client, dict.fromkeys(ARTICLES, FIRST_STOCK), f"first-{client.tenant}")


TOLD = ("case.opened", "case.closed", "case.cancelled", "case.refused")
"""What the listener wants to hear of."""

STORIES: tuple[tuple[Story, int], ...] = (
    (_on_account, 32),
    (_urgent, 5),
    (_signed, 10),
    (_prepaid, 10),
    (_cancelled, 6),
    (_goods_come_in, 7),
    (_read, 5),
    (office.supplier_invoice, 4),
    (office.complaint, 3),
    (office.leave_request, 2),
    (office.goods_come_back, 4),
    (office.work_list, 5),
    (office.opened_again, 2),
    (office.booked_by_hand, 3),
    (office.books_are_closed, 1),
    (office.settled_by_hand, 1),
    (warehouse.traced_goods_come_in, 4),
    (warehouse.goods_are_bought, 3),
    (warehouse.in_parts, 5),
    (warehouse.counted, 2),
    (warehouse.counted_in_full, 1),
)
"""With how often they come."""


def draw(random: Random) -> Story:
    stories, weights = zip(*STORIES, strict=True)
    chosen: Story = random.choices(stories, weights)[0]
    return chosen
