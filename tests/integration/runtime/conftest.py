from collections.abc import Iterator

import pytest

from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.integration.runtime.desk import Desk
from tests.support.processes import ServiceUnderTest
from tests.support.stack import empty_databases, purge_queues

COUNTING = "tests.support.counting.service"


@pytest.fixture(scope="module")
def prepared(stack: LocalStack) -> LocalStack:
    """Empty once for all tests of a module; `desk` empties what they use between them."""
    purge_queues(stack)
    with connect(stack.mongodb_admin_url) as client:
        empty_databases(client)
    return stack


@pytest.fixture(scope="module")
def counting(prepared: LocalStack) -> Iterator[ServiceUnderTest]:
    """One process of the counting service for all tests of a module that leave it running."""
    with ServiceUnderTest(prepared, COUNTING) as service:
        service.wait_ready()
        yield service
        service.terminate()


@pytest.fixture
def desk(prepared: LocalStack) -> Iterator[Desk]:
    desk = Desk(prepared)
    desk.empty()
    yield desk
    desk.close()
