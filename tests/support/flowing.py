"""Orders that keep coming while a test does something to the platform."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex

from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.unit.validation.files import a_pdf

_PAUSE = 0.02
_NOT_NOW = 503


@dataclass(slots=True)
class Flow:
    """taken: the cases that were answered with 202. put_off: how often the answer was to come again."""

    taken: list[str] = field(default_factory=list)
    put_off: int = 0


@contextmanager
def orders_flowing(shop: FrontOffice, hands: int = 2) -> Iterator[Flow]:
    """So many threads hand over orders as long as this lasts, every fifth with a file.

    A 503 is answered as its text says, by the same again under the same key, and counted; any other answer but 201 for
    a file and 202 for an order fails the test at the end, as does a broken connection.
    """
    enough = threading.Event()
    flow = Flow()

    def hand_over() -> None:
        while not enough.wait(_PAUSE):
            if len(flow.taken) % 5 == 0:
                shop.upload(a_pdf())
            _submit(shop, flow)

    with ThreadPoolExecutor(hands) as pool:
        running = [pool.submit(hand_over) for _ in range(hands)]
        try:
            yield flow
        finally:
            enough.set()
            for each in running:
                each.result()


def _submit(shop: FrontOffice, flow: Flow) -> None:
    key, body = f"flow-{token_hex(8)}", an_order(a_line("CH-100", 1))
    answer = shop.ask("POST", "/v1/cases", body, again=key)
    while answer.status_code == _NOT_NOW:
        flow.put_off += 1
        answer = shop.ask("POST", "/v1/cases", body, again=key)
    assert answer.status_code == 202, answer.text
    flow.taken.append(answer.json()["id"])
