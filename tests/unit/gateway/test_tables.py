"""Lists of the command line, as a person sees them on a narrow terminal."""

import pytest

from gateway.cli import tables

ID, CASE = "pty_e94c61f41f43fe5a30f3f9af2c81", "case_01a22cb35485750db5dda760c17adea7"


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(tables, "on_terminal", lambda: True)


def test_nothing_of_a_row_is_cut_off_and_its_id_stays_in_one_piece(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tables.tell([{"id": ID, "case": CASE}], ("id", "case"), ("id", "case"), "Nobody.")

    lines = [line.split("│") for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
    assert lines[0][1].strip() == ID
    assert "".join(line[2].strip() for line in lines) == CASE


def test_markup_in_a_value_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    tables.tell([{"id": "[bold]x[/bold]"}], ("id",), ("id",), "Nobody.")

    assert "[bold]x[/bold]" in capsys.readouterr().out


def test_where_there_is_nothing_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    tables.tell([], ("id",), ("id",), "Nobody.")

    assert capsys.readouterr().out == "Nobody.\n"
