"""What intake is told by its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BUILT_IN = Path(__file__).parent / "case_types"


@dataclass(frozen=True, slots=True)
class Settings:
    """case_types: directories whose YAML files are the case types."""

    case_types: tuple[Path, ...]

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """CASE_TYPES_DIR, optional, names a directory with further case types."""
        further = environ.get("CASE_TYPES_DIR", "")
        return cls((BUILT_IN, Path(further)) if further else (BUILT_IN,))
