"""The case types that may be submitted, for whoever takes cases in."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from services.intake.adapters.case_type_files import load_case_types
from services.intake.domain.asked import AMOUNT, MOST_CHARACTERS, Ask, Title, faults
from services.intake.domain.case_type import CaseType
from services.intake.settings import BUILT_IN, Settings

__all__ = ["AMOUNT", "BUILT_IN", "MOST_CHARACTERS", "Ask", "CaseType", "Title", "faults", "known_types"]


def known_types(environ: Mapping[str, str] | None = None) -> Mapping[str, CaseType]:
    """The newest version of each case type by name, from the directories that intake itself reads; read once
    per process. `environ` defaults to the process's own.

    Of use at the door: `requires` (what has to be there), `asks` (what the type itself wants to know; `faults` says
    what is wrong with answers), `documents` (of each, one of these kinds), `title.said(language)`. Raises
    CaseTypesError like intake's start."""
    return _types(Settings.read(os.environ if environ is None else environ).case_types)


@cache
def _types(directories: tuple[Path, ...]) -> Mapping[str, CaseType]:
    return {kind.name: kind for kind in load_case_types(directories).all_newest()}
