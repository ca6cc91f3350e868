"""Stacks of their own in a folder inside the clone, removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.errors import LocalStackError
from infra.local.house import clone
from infra.local.stack import LocalStack


@pytest.fixture(scope="session")
def folders() -> Iterator[Path]:
    """Where these tests keep their folders: short, since a Unix socket's path may not be long."""
    parent = clone() / ".local" / "t"
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=parent))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def stack(folders: Path) -> Iterator[LocalStack]:
    """A running private stack; tests may stop or kill its parts, and start them again."""
    stack = LocalStack(folders / "one", cache_gigabytes=0.25)
    try:
        stack.start()
    except LocalStackError as absent:
        stack.stop()
        if os.environ.get("CI"):
            raise
        pytest.skip(str(absent))
    yield stack
    stack.stop()


@pytest.fixture
def running(stack: LocalStack) -> LocalStack:
    """The private stack, started again if the test before stopped or killed it."""
    stack.start()
    return stack
