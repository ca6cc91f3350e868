"""What intake is told by its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from environs import Env

BUILT_IN = Path(__file__).parent / "case_types"


class _Given(Env):
    """Reads what it is given rather than the process's own environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(eager=False)
        self._given = environ

    def _get_value(self, env_key: str, default: object) -> object:
        return self._given.get(env_key, default)


@dataclass(frozen=True, slots=True)
class Settings:
    """case_types: directories whose YAML files are the case types."""

    case_types: tuple[Path, ...]

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """CASE_TYPES_DIR, optional, names a directory with further case types. Raises
        environs.EnvValidationError, naming everything that is wrong."""
        env = _Given(environ)
        further = env.str("CASE_TYPES_DIR", "")
        env.seal()
        return cls((BUILT_IN, Path(further)) if further else (BUILT_IN,))
