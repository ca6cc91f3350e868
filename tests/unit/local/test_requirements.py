import re
from pathlib import Path

import pytest

from infra.local.house import clone

_FILES = ("runtime", "local", "dev")


def text_of(name: str) -> str:
    return Path(clone(), "requirements", f"{name}.txt").read_text()


def pins_of(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text_of(name), flags=re.MULTILINE))


@pytest.mark.parametrize(("smaller", "larger"), [("runtime", "local"), ("local", "dev")])
def test_what_is_tested_is_what_runs(smaller: str, larger: str) -> None:
    assert pins_of(smaller).items() <= pins_of(larger).items()


@pytest.mark.parametrize("name", _FILES)
def test_every_pin_is_locked_by_hash(name: str) -> None:
    unlocked = re.findall(r"^([A-Za-z0-9._-]+==\S+)(?! \\\n +--hash=)$", text_of(name), flags=re.MULTILINE)

    assert unlocked == []


@pytest.mark.parametrize("name", _FILES)
def test_no_address_of_an_index_is_in_a_locked_file(name: str) -> None:
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|://", text_of(name))


def test_the_stack_stays_at_the_releases_that_were_measured_together() -> None:
    pins = pins_of("runtime")

    assert (pins["nameko"], pins["eventlet"], pins["kombu"], pins["pika"]) == (
        "2.14.1",
        "0.41.3",
        "5.7.0",
        "1.4.4",
    )
    assert int(pins["setuptools"].partition(".")[0]) < 82
