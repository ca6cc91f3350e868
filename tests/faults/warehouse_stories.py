"""Short stories of a warehouse: goods by lot and number, orders in parts, counts of one article and of everything."""

import time
from random import Random
from typing import Any

from tests.faults.client import Client
from tests.support.case_bodies import a_line, an_order

WAREHOUSES = ("main", "north")
BY_LOT = "LOT-1"
NUMBERED = "NUM-1"
_PATIENCE = 20.0
_PAUSE = 0.5
_EXPIRIES = ("2030-01-31", "2031-06-30", "2032-12-31")


def furnish(client: Client) -> None:
    """Two warehouses, and two articles whose pieces are told apart."""
    for number, code in enumerate(WAREHOUSES):
        place = {"name": code, "postcode": ("69003", "59000")[number], "city": ("Lyon", "Lille")[number]}
        client.put(f"/v1/warehouses/{code}", place, f"warehouse-{code}")
    client.put(f"/v1/articles/{BY_LOT}", {"label": "Crème", "lot_tracked": True}, "article-lot")
    client.put(f"/v1/articles/{NUMBERED}", {"label": "Scie", "serial_tracked": True}, "article-number")


def traced_goods(random: Random, key: str, *, priced: bool = False) -> dict[str, Any]:
    """Pieces of a lot or, fewer, with numbers of their own."""
    price = {"unit_price": "4.20", "vat_rate": "20", "label": "Bought"} if priced else {"unit_cost": "4.20"}
    if random.random() < 0.6:
        lot = random.randrange(len(_EXPIRIES))
        which = {"lot": f"L{lot}", "expires_on": _EXPIRIES[lot]}
        return {"article": BY_LOT, "quantity": random.randint(5, 20), **which, **price}
    serials = [f"{key}-{number}" for number in range(3)]
    return {"article": NUMBERED, "quantity": 3, "serials": serials, **price}


def traced_goods_come_in(client: Client, random: Random, key: str) -> None:
    body = {"reference": key, "warehouse": random.choice(WAREHOUSES), "lines": [traced_goods(random, key)]}
    client.hand_over("receipt", "/v1/goods-receipts", body, key)


def goods_are_bought(client: Client, random: Random, key: str) -> None:
    body = {
        "type": "purchase_receipt",
        "reference": key,
        "supplier": f"S-{random.randrange(9)}",
        "warehouse": random.choice(WAREHOUSES),
        "lines": [traced_goods(random, key, priced=True)],
    }
    client.hand_over("case", "/v1/cases", body, key)


def in_parts(client: Client, random: Random, key: str) -> None:
    """From whichever warehouse suits; what is short follows."""
    lines = [a_line(BY_LOT, random.randint(1, 6)), a_line(NUMBERED, random.randint(1, 3))]
    body = an_order(
        *random.sample(lines, random.randint(1, 2)), type="in_parts", warehouse="any", reference=key
    )
    client.hand_over("case", "/v1/cases", body, key)


def counted(client: Client, random: Random, key: str) -> None:
    """One lot of one warehouse, as somebody finds it."""
    line = {"article": BY_LOT, "quantity": random.randint(0, 30), "lot": f"L{random.randrange(3)}"}
    body = {"warehouse": random.choice(WAREHOUSES), "lines": [line]}
    client.hand_over("order", "/v1/stock-counts", body, key)


def counted_in_full(client: Client, random: Random, key: str) -> None:
    """A warehouse is counted, while nothing may move there, and goes back to work."""
    warehouse = WAREHOUSES[1] if random.random() < 0.7 else WAREHOUSES[0]
    opened = {"warehouse": warehouse, "frozen": random.random() < 0.7}
    answer = client.hand_over("order", "/v1/stock-count-lists", opened, f"{key}-open")
    if answer is None or not _is_there(client, f"/v1/stock-count-lists/{answer['id']}"):
        return
    line = {"article": f"ART-{random.randrange(10)}", "quantity": random.randint(0, 80)}
    count = {"warehouse": warehouse, "list": answer["id"], "lines": [line]}
    client.hand_over("order", "/v1/stock-counts", count, f"{key}-count")
    client.hand_over("order", f"/v1/stock-count-lists/{answer['id']}/close", {}, f"{key}-close")


def _is_there(client: Client, path: str) -> bool:
    """Whether it can be read within some seconds: it may have been turned down, or not be decided yet."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if client.read(path) is not None:
            return True
        time.sleep(_PAUSE)
    return False
