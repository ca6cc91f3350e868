"""What intake is told by its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.time_zones import TimeZones

BUILT_IN = Path(__file__).parent / "case_types"


@dataclass(frozen=True, slots=True)
class Settings:
    """case_types: directories whose YAML files are the case types; zones: by whose clock business days end."""

    case_types: tuple[Path, ...]
    zones: TimeZones

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """CASE_TYPES_DIR, optional, names a directory with further case types; for LEGAL_TIME_ZONE and
        LEGAL_TIME_ZONES see TimeZones. Raises SettingsError."""
        further = environ.get("CASE_TYPES_DIR", "")
        directories = (BUILT_IN, Path(further)) if further else (BUILT_IN,)
        return cls(directories, TimeZones.read(environ))
