"""Logs are JSON for machines and lines for people, and name the process on every thread."""

import io
import json
import logging
import threading
from collections.abc import Iterator

import pytest
import structlog

from shared.telemetry.logs import configure_logs


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def _logged(to: io.StringIO, **environ: str) -> str:
    configure_logs("intake", to=to, environ=environ)
    thread = threading.Thread(target=lambda: structlog.get_logger("test").info("engine.shares", left=2))
    thread.start()
    thread.join()
    return to.getvalue()


def test_every_line_is_json_that_names_the_process() -> None:
    line = json.loads(_logged(io.StringIO()))

    assert (line["event"], line["process"], line["left"], line["level"]) == (
        "engine.shares",
        "intake",
        2,
        "info",
    )
    assert line["timestamp"].endswith("Z")


def test_a_terminal_gets_lines_for_people_unless_json_is_asked_for() -> None:
    assert not _logged(_Terminal()).startswith("{")
    assert json.loads(_logged(_Terminal(), LOG_FORMAT="json"))["event"] == "engine.shares"


def test_libraries_warn_in_the_same_form() -> None:
    to = io.StringIO()
    configure_logs("intake", to=to, environ={})

    logging.getLogger("pymongo").warning("a pool was cleared")

    assert json.loads(to.getvalue())["logger"] == "pymongo"
