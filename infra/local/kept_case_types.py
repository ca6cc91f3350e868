"""Case types that a clone keeps beside the built-in ones: who once ran cases of a type has to know it from then on."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from infra.local.files import own_folder

SETTING = "CASE_TYPES_DIR"


def keep_case_types(folder: Path, added: Path) -> Path:
    """Copies the case types of `added` into the clone's folder, over earlier copies; where they are now."""
    kept = folder / "case-types"
    own_folder(kept)
    for file in sorted(added.glob("*.yaml")):
        shutil.copyfile(file, kept / file.name)
    return kept


def case_types_setting(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What the programs are told of them; nothing where none were kept, or the environment names a directory itself."""
    kept = folder / "case-types"
    return {SETTING: str(kept)} if kept.is_dir() and not environ.get(SETTING) else {}
