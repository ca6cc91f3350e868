from collections.abc import Iterator

import pytest

from infra.local.stack import LocalStack
from tests.integration.runtime.desk import Desk


@pytest.fixture
def desk(clean_stack: LocalStack) -> Iterator[Desk]:
    desk = Desk(clean_stack)
    yield desk
    desk.close()
