"""What `make audit` makes of pip-audit's answers."""

from pathlib import Path
from typing import Any

import pytest

from infra.audit import NONE_KNOWN, NOT_ASKED, SOME_KNOWN, judged

FILE = Path("runtime.txt")


def sound(name: str) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": []}


def test_a_known_weakness_is_named_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    weak = sound("left") | {"vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}

    assert judged(FILE, [weak, sound("right")]) == SOME_KNOWN
    assert "left 1.0: PYSEC-1, mended in 1.1" in capsys.readouterr().out


def test_a_package_that_nobody_answers_for_is_not_taken_for_sound(capsys: pytest.CaptureFixture[str]) -> None:
    skipped = {"name": "left", "skip_reason": "Dependency not found on PyPI"}

    assert judged(FILE, [sound("right"), skipped]) == NOT_ASKED
    assert "1 of 2 packages" in capsys.readouterr().err


def test_all_sound_is_said_so() -> None:
    assert judged(FILE, [sound("left"), sound("right")]) == NONE_KNOWN
