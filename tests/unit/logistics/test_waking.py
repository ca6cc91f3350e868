from collections.abc import Sequence

import pytest

from services.logistics.domain import waking
from shared.contracts.stock import ReserveStock, StockReleased, StockReserved
from shared.contracts.stocktaking import ReceiveGoods
from tests.unit.logistics.warehouse import AGENT, Warehouse, goods, lines


def cases_served(told: Sequence[object]) -> list[str]:
    return [message.case for message in told if isinstance(message, StockReserved)]


def test_goods_in_serve_urgent_cases_first_then_the_oldest() -> None:
    house = Warehouse()
    house.reserve("old", A=2)
    house.reserve("young", A=2)
    house.reserve("urgent", lane="urgent", A=2)

    told = house.receive(A=5)

    assert cases_served(told) == ["urgent", "old"]
    assert house.figures("A") == (5, 4)
    assert house.state("young") == "waiting"


def test_a_waiting_case_is_served_only_when_all_its_lines_can_be_had() -> None:
    house = Warehouse()
    house.reserve("c1", A=1, B=1)

    half = house.receive(A=1)
    whole = house.receive(B=1)

    assert half == []
    assert cases_served(whole) == ["c1"]


def test_who_waits_for_another_article_lets_others_pass_and_keeps_his_place_in_time() -> None:
    house = Warehouse()
    house.reserve("both", A=1, B=1)
    house.reserve("first", A=1)
    house.reserve("second", B=1)

    of_a = house.receive(A=1)
    house.receive(A=1)
    of_b = house.receive(B=1)

    assert cases_served(of_a) == ["first"]
    assert cases_served(of_b) == ["both"]


def test_nobody_passes_a_large_order_at_the_head() -> None:
    house = Warehouse()
    house.reserve("large", A=10)
    house.reserve("small", A=1)

    few = house.receive(A=9)
    enough = house.receive(A=2)

    assert few == []
    assert cases_served(enough) == ["large", "small"]


def test_the_rest_of_a_long_queue_is_served_by_further_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "AT_A_TIME", 3)
    house = Warehouse()
    names = [f"c{number:02d}" for number in range(10)]
    for name in names:
        house.reserve(name, A=1)

    told = house.receive(A=9)

    assert cases_served(told) == names[:9]
    assert house.item("A").waiting == 1


def test_a_newcomer_in_the_same_batch_does_not_pass_the_unseen_rest_of_a_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waking, "AT_A_TIME", 2)
    house = Warehouse()
    for name in ("c1", "c2", "c3"):
        house.reserve(name, A=1)
    arrival = ReceiveGoods(receipt="r", warehouse="main", lines=goods(A=3), reference="", actor=AGENT)
    (order,) = house.bench.tell(arrival)
    newcomer = ReserveStock(case="c4", step="stock", warehouse="main", lines=lines(A=1))

    house.bench.try_tell([newcomer, order, order])
    told = house.tell(order)

    assert cases_served(told) == ["c3"]
    assert house.state("c4") == "waiting"


def test_a_release_wakes_who_waits() -> None:
    house = Warehouse()
    house.receive(A=2)
    house.reserve("c1", A=2)
    house.reserve("c2", A=2)

    told = house.release("c1")

    assert told == [StockReleased(case="c1", step="stock"), StockReserved(case="c2", step="stock")]


def test_a_case_that_leaves_the_head_of_the_queue_lets_the_next_one_have_what_is_there() -> None:
    house = Warehouse()
    house.receive(A=2)
    house.reserve("large", A=5)
    house.reserve("small", A=2)

    told = house.release("large")

    assert cases_served(told) == ["small"]
    assert house.item("A").waiting == 0


def test_a_receipt_told_twice_brings_its_goods_once() -> None:
    house = Warehouse()
    house.receive("rcp_1", A=2)

    told = house.receive("rcp_1", A=2)

    assert told == []
    assert house.figures("A") == (2, 0)
