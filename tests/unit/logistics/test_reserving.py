from shared.contracts.stock import StockReleased, StockReserved, StockShort
from shared.contracts.values import MissingStock
from tests.unit.logistics.warehouse import Warehouse, Wish


def test_all_lines_are_reserved_together() -> None:
    house = Warehouse()
    house.receive(A=5, B=5)

    told = house.reserve("c1", A=2, B=5)

    assert told == [StockReserved(case="c1", step="stock")]
    assert house.figures("A") == (5, 2)
    assert house.figures("B") == (5, 5)


def test_nothing_is_reserved_when_one_line_is_short() -> None:
    house = Warehouse()
    house.receive(A=5, B=1)

    told = house.reserve("c1", A=2, B=3)

    lack = MissingStock(article="B", wanted=3, available=1)
    assert told == [StockShort(case="c1", step="stock", missing=(lack,))]
    assert house.figures("A") == (5, 0)
    assert house.state("c1") == "waiting"


def test_lines_of_the_same_article_are_added_up() -> None:
    house = Warehouse()
    house.receive(A=5)
    wish = Wish("c1").line("A", 3).line("A", 3).message

    told = house.tell(wish)

    lack = MissingStock(article="A", wanted=6, available=5)
    assert told == [StockShort(case="c1", step="stock", missing=(lack,))]


def test_an_unknown_article_is_a_backorder() -> None:
    house = Warehouse()

    told = house.reserve("c1", Z=1)

    lack = MissingStock(article="Z", wanted=1, available=0)
    assert told == [StockShort(case="c1", step="stock", missing=(lack,))]
    assert house.item("Z").waiting == 1


def test_a_case_that_wants_nothing_is_reserved() -> None:
    house = Warehouse()

    told = house.reserve("c1")

    assert told == [StockReserved(case="c1", step="stock")]


def test_a_repeated_wish_gets_the_same_answer_and_takes_nothing_twice() -> None:
    house = Warehouse()
    house.receive(A=5)
    first = house.reserve("c1", A=4)
    short = house.reserve("c2", A=4)

    again, short_again = house.reserve("c1", A=4), house.reserve("c2", A=4)

    assert (again, short_again) == (first, short)
    assert house.figures("A") == (5, 4)
    assert house.item("A").waiting == 1


def test_a_newcomer_does_not_take_what_an_older_case_waits_for() -> None:
    house = Warehouse()
    house.receive(A=5)
    house.reserve("large", A=8)

    told = house.reserve("small", A=1)

    lack = MissingStock(article="A", wanted=1, available=0)
    assert told == [StockShort(case="small", step="stock", missing=(lack,))]


def test_an_urgent_newcomer_passes_ordinary_ones() -> None:
    house = Warehouse()
    house.receive(A=5)
    house.reserve("large", A=8)

    told = house.reserve("urgent", lane="urgent", A=5)

    assert told == [StockReserved(case="urgent", step="stock")]


def test_a_case_that_waits_for_one_article_does_not_hold_others_back() -> None:
    house = Warehouse()
    house.receive(A=5)
    house.reserve("c1", A=5, B=1)

    told = house.reserve("c2", A=5)

    assert told == [StockReserved(case="c2", step="stock")]


def test_a_release_that_comes_first_leaves_a_tombstone() -> None:
    house = Warehouse()
    house.receive(A=5)
    released = house.release("c1")

    told = house.reserve("c1", A=5)

    assert released == told == [StockReleased(case="c1", step="stock")]
    assert house.figures("A") == (5, 0)


def test_articles_with_slashes_are_items_of_their_own() -> None:
    house = Warehouse()
    house.tell(Wish("c1").line("a/b", 1).message)

    told = house.tell(Wish("c2", warehouse="main/a").line("b", 1).message)

    assert [type(message) for message in told] == [StockShort]
    assert house.item("a/b").waiting == 1
