"""Orders that keep coming while a test does something to the platform."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.unit.validation.files import a_pdf

_PAUSE = 0.02


@contextmanager
def orders_flowing(shop: FrontOffice, hands: int = 2) -> Iterator[list[str]]:
    """So many threads hand over orders as long as this lasts, every fifth with a file; gives the cases that were taken.

    Whatever is answered but 201 for a file and 202 for an order fails the test at the end, as does a broken connection.
    """
    enough = threading.Event()
    taken: list[str] = []

    def hand_over() -> None:
        while not enough.wait(_PAUSE):
            if len(taken) % 5 == 0:
                shop.upload(a_pdf())
            taken.append(shop.submit(an_order(a_line("CH-100", 1))))

    with ThreadPoolExecutor(hands) as pool:
        running = [pool.submit(hand_over) for _ in range(hands)]
        try:
            yield taken
        finally:
            enough.set()
            for each in running:
                each.result()
