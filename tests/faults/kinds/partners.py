"""Partners that fail: the ERP and the receiver of webhooks."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.faults.kinds.kind import Kind
from tests.faults.stage import Stage
from tests.support.erp_books import Orders


@contextmanager
def _erp(stage: Stage, random: Random) -> Iterator[str]:
    mode = random.choice(("fail", "unavailable", "lose_answer", "garble", "hang"))
    stage.erp.books.order(Orders(mode, -1, "1"))
    try:
        yield mode
    finally:
        stage.erp.books.order(Orders())


@contextmanager
def _endpoint(stage: Stage, random: Random) -> Iterator[str]:
    refuses = random.random() < 0.5
    stage.receiver.behave("refuse") if refuses else stage.receiver.behave(status=503)
    try:
        yield "refuses" if refuses else "answers 503"
    finally:
        stage.receiver.behave()


PARTNERS = (
    Kind("ERP fails", _erp, lasts=(2, 6), back_limit=20),
    Kind("webhook endpoint fails", _endpoint, lasts=(2, 6), back_limit=20),
)
