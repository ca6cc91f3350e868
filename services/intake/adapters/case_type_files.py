"""The case types of a directory: every *.yaml file is one version of one type."""

from collections.abc import Iterable
from pathlib import Path

from services.intake.adapters.case_type_reading import Found, read_case_type
from services.intake.adapters.yaml_reading import Problems, Reader
from services.intake.domain.case_type import BY_THE_CLOCK, CaseTypes
from services.intake.domain.deadline import Calendar
from shared.contracts.errors import CoulisseError


class CaseTypesError(CoulisseError):
    """Case types cannot be used. Lists everything that is wrong at once, each with file, line and remedy."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("the case types cannot be used:\n" + "\n".join(self.problems))


def load_case_types(directories: Iterable[Path], calendar: Calendar = BY_THE_CLOCK) -> CaseTypes:
    """All case types of these directories. calendar: by which their business days count. Raises CaseTypesError."""
    problems = Problems()
    found = [read_case_type(Reader(path, problems), calendar) for path in _files(directories, problems)]
    types = [item for item in found if item is not None]
    _note_repeats(types, problems)
    if problems.texts:
        raise CaseTypesError(problems.texts)
    return CaseTypes(item.type for item in types)


def _files(directories: Iterable[Path], problems: Problems) -> list[Path]:
    files: list[Path] = []
    for directory in directories:
        if not directory.is_dir():
            problems.add(
                directory, 1, "this is no directory: set CASE_TYPES_DIR to the one with the case types."
            )
            continue
        files.extend(sorted(p for p in directory.iterdir() if p.suffix in (".yaml", ".yml")))
    return files


def _note_repeats(types: Iterable[Found], problems: Problems) -> None:
    places: dict[tuple[str, int], str] = {}
    for item in types:
        key = (item.type.name, item.type.version)
        if key in places:
            problems.texts.append(
                f"{item.place}: version {key[1]} of {key[0]} stands in {places[key]} too: "
                "count the version up, or remove one."
            )
        places.setdefault(key, item.place)
