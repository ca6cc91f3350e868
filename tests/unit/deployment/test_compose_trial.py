"""What `make compose-test` would do, as far as it needs no engine."""

from pathlib import Path

import pytest

from infra.local.house import clone
from infra.process_names import PROCESSES
from tests.compose.engine import engine
from tests.compose.errors import NoEngineError
from tests.compose.images import bases
from tests.compose.plan import CHOSEN, planned
from tests.compose.report import Report
from tests.compose.stack import KINDS


def test_both_brokers_are_tried_with_a_choice_of_stories_unless_told() -> None:
    plan = planned([], {})

    assert plan.brokers == ("3.10", "4.0")
    assert plan.stories == CHOSEN
    assert [story for story in CHOSEN if not (clone() / story).exists()] == []
    assert planned(["--whole"], {}).stories[0] == "tests/e2e"


def test_images_of_somebodys_own_take_the_place_of_those_that_stand_in() -> None:
    own = bases(("4.0=rabbitmq:4-management",), {"PYTHON_IMAGE": "python:3.11", "MONGODB_IMAGE": "mongo:8"})

    assert own.brokers == {"4.0": "rabbitmq:4-management"}
    assert not own.standing_in
    assert bases(("3.10",), {}).brokers == {"3.10": "standin/rabbitmq:3.10"}
    assert bases(("3.10",), {}).standing_in


def test_a_broker_that_nothing_stands_in_for_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        planned(["--broker", "2.8"], {})

    assert "no RabbitMQ 2.8" in capsys.readouterr().err


def test_without_an_engine_it_says_what_to_do(tmp_path: Path) -> None:
    nobody = f"unix://{tmp_path}/docker.sock"

    with pytest.raises(NoEngineError, match="does not answer"), engine({"DOCKER_HOST": nobody}):
        pass


def test_every_program_and_both_servers_are_lost_in_turn() -> None:
    assert set(KINDS) == {*PROCESSES, "rabbitmq", "mongodb"}


def test_what_did_not_hold_is_told_and_makes_the_whole_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    with report.act("4.0", "started from nothing") as said:
        said.append("10 containers")
    with pytest.raises(AssertionError), report.act("4.0", "lost: mongodb"):
        raise AssertionError("not within 180 s")

    assert not report.held
    assert "| 4.0 | lost: mongodb |" in report.text()
    assert "**not held:** AssertionError: not within 180 s" in report.text()
    assert "lost: mongodb" in capsys.readouterr().out
