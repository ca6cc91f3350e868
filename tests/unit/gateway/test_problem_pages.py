"""The page of problem codes says what the code says."""

from pathlib import Path

import gateway
from gateway.refusing.problem_codes import PROBLEMS
from gateway.refusing.problem_pages import lines


def test_the_page_is_up_to_date() -> None:
    page = (Path(gateway.__file__).parent / "PROBLEMS.md").read_text()

    assert page == "\n".join(lines()), "run: python -m gateway.refusing.problem_pages > gateway/PROBLEMS.md"


def test_every_problem_has_its_section_in_both_languages() -> None:
    page = "\n".join(lines())

    for code in PROBLEMS:
        section = page.partition(f"## {code}\n")[2].partition("## ")[0]
        assert "- en: **" in section
        assert "- fr: **" in section
