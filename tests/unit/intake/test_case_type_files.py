"""Case types are read from YAML; whatever is wrong is said at once, with file, line and remedy."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.adapters.case_type_files import CaseTypesError, load_case_types
from services.intake.adapters.duration import duration
from services.intake.domain.deadline import Deadline
from services.intake.settings import BUILT_IN, Settings

SOUND = """\
name: request
version: 1
prefix: RQ
title: {en: Request, fr: Demande}
team: people
checks: [completeness]
documents:
  - any_of: [form]
steps:
  look:
    action: check_documents
    deadline: PT2H
  decide:
    action: review
    after: [look]
    deadline: P5D
    title: {en: "Grant this?", fr: "Accorder ?"}
"""


def problems_of(directory: Path, text: str) -> list[str]:
    """What is said of a file, without the directory's path."""
    (directory / "request.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CaseTypesError) as raised:
        load_case_types([directory])
    return [problem.replace(f"{directory}/", "") for problem in raised.value.problems]


def test_the_types_that_come_along_are_sound() -> None:
    types = load_case_types([BUILT_IN])

    assert {kind.name for kind in types.all_newest()} == {
        "sales_order",
        "customer_file",
        "supplier_invoice",
        "purchase_receipt",
        "return",
        "complaint",
        "leave_request",
    }
    order = types.newest("sales_order")
    assert order is not None
    assert order.by_name["ship"].after == ("reserve_stock", "check_payment")
    assert order.dependents["check_documents"] == ("reserve_stock", "check_payment")
    assert order.documents[0].any_of == ("signed_order", "contract")


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "request.yaml").write_text(SOUND, encoding="utf-8")

    kind = load_case_types([tmp_path]).newest("request")

    assert kind is not None
    assert (kind.title.fr, kind.prefix, kind.correction_deadline) == (
        "Demande",
        "RQ",
        Deadline(timedelta(days=14)),
    )
    decide = kind.by_name["decide"]
    assert (decide.team, decide.deadline) == ("people", Deadline(timedelta(days=5)))
    assert decide.title is not None
    assert decide.title.fr == "Accorder ?"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "team: people",
            "teem: people",
            ":5: the case type has no key 'teem': did you mean team?",
        ),
        ("team: people\n", "", ":1: the case type lacks team: add it."),
        ("name: request", "name: My Request", ":1: name has to be a name of small letters"),
        ("version: 1", "version: one", ":2: version has to be a whole number from 1"),
        ("version: 1", "version: 0", ":2: version has to be a whole number from 1"),
        ("prefix: RQ", "prefix: rq-1", ":3: prefix has to be 2 to 4 capital letters."),
        ("fr: Demande}", "de: Antrag}", ":4: title lacks fr: add it."),
        ("{en: Request, fr: Demande}", "Request", ":4: title has to be a mapping"),
        ("en: Request", "en: yes", ":4: the English title has to be a text: put it in quotes."),
        ("[completeness]", "completeness", ":6: checks has to be a list"),
        ("any_of: [form]", "any_of: []", ":8: any_of names no kind of document"),
        (
            "action: review",
            "action: reviev",
            ":14: there is no action 'reviev': did you mean review?",
        ),
        (
            "after: [look]",
            "after: [lok]",
            ":15: step decide comes after 'lok', which is no step",
        ),
        ("PT2H", "2 hours", ":12: deadline is no duration: write ISO 8601"),
        ("PT2H", "P1M", ":12: deadline is no duration: write ISO 8601"),
        ("    deadline: PT2H\n", "", ":11: step look lacks deadline: add it."),
        ('    title: {en: "Grant this?", fr: "Accorder ?"}\n', "", ":14: step decide lacks title"),
        (
            "PT2H",
            "PT2H\n    after: [decide]",
            ":10: steps wait for each other in a circle",
        ),
        ("PT2H", "PT2H\n    title: {en: A, fr: B}", ":13: a check_documents step shows no title"),
        (
            "action: check_documents",
            "action: ship",
            ":10: ship needs lines of a case: put `lines: true`",
        ),
        ("  decide:", "  look:", ":13: look stands twice in steps: remove one."),
        ("steps:", "steps: [", ":11: this is no YAML"),
        (SOUND, "", ":1: the file is empty"),
        (SOUND, "- a\n- b\n", ":1: the case type has to be a mapping"),
        (
            "team: people",
            "team: people\nrequires: {lines: 3}",
            ":6: lines has to be true or false.",
        ),
        ("checks: [completeness]\n", "", ":9: a step checks documents but there are no checks"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_remedy(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in SOUND

    problems = problems_of(tmp_path, SOUND.replace(old, new, 1))

    assert any(problem.startswith(f"request.yaml{said}") for problem in problems), problems


def test_all_errors_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SOUND.replace("RQ", "rq"), encoding="utf-8")

    problems = problems_of(tmp_path, SOUND.replace("PT2H", "soon").replace("review", "dance"))

    assert [problem.split(": ")[0] for problem in problems] == [
        "other.yaml:3",
        "request.yaml:12",
        "request.yaml:14",
    ]


def test_two_files_of_one_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SOUND, encoding="utf-8")

    (problem,) = problems_of(tmp_path, SOUND)

    assert problem.startswith("request.yaml:1: version 1 of request stands in")
    assert "count the version up" in problem


def test_a_shipment_has_to_come_after_a_reservation(tmp_path: Path) -> None:
    text = SOUND.replace("team: people", "team: people\nrequires: {lines: true}")

    problems = problems_of(tmp_path, text.replace("action: check_documents", "action: ship"))

    assert any("ship builds on reserve_stock" in problem for problem in problems)


def test_an_action_stands_once_in_a_type(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, SOUND + "  again:\n    action: check_documents\n    deadline: PT1H\n")

    assert problems == ["request.yaml:18: check_documents is asked by step look already: remove one."]


def test_documents_that_nobody_checks_are_refused(tmp_path: Path) -> None:
    text = SOUND.replace("    action: check_documents\n", "    action: review\n    title: {en: A, fr: B}\n")

    problems = problems_of(tmp_path, text)

    assert len(problems) == 2
    assert all("no step checks them" in problem for problem in problems)


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = Settings.read({"CASE_TYPES_DIR": str(tmp_path / "nowhere")})

    with pytest.raises(CaseTypesError, match=r"nowhere:1: this is no directory: set CASE_TYPES_DIR"):
        load_case_types(settings.case_types)


def test_an_empty_setting_means_none() -> None:
    assert Settings.read({"CASE_TYPES_DIR": ""}).case_types == (BUILT_IN,)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "request.yaml").write_bytes(b"\xff\xfe\x00name")

    with pytest.raises(CaseTypesError, match=r"request\.yaml:1: the file cannot be read"):
        load_case_types([tmp_path])


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P2W", timedelta(weeks=2)),
        ("P1DT12H", timedelta(days=1, hours=12)),
        ("PT90M", timedelta(minutes=90)),
        ("PT5S", timedelta(seconds=5)),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("PT0S", None),
        ("P1Y", None),
        ("P1.5D", None),
        ("1D", None),
        ("P-1D", None),
    ],
)
def test_durations_are_iso_8601(text: str, length: timedelta | None) -> None:
    assert duration(text) == length
