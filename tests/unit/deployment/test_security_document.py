"""SECURITY.md names tests that exist."""

import re

from infra.local.house import clone

TEXT = (clone() / "SECURITY.md").read_text(encoding="utf-8")


def test_every_boundary_names_tests_that_exist() -> None:
    boundaries, _, _ = TEXT.partition("| database | what | days |")
    rows = [line for line in boundaries.splitlines() if line.startswith("|") and "---" not in line][1:]

    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`(tests/[^`]+)`", row)
        assert named, row
        assert [name for name in named if not (clone() / name).exists()] == []


def test_it_says_how_to_report() -> None:
    assert "privately" in TEXT
    assert "SECURITY.md" in (clone() / "CONTRIBUTING.md").read_text(encoding="utf-8")
