"""`python -m infra.audit`: known weaknesses of the packages that are locked in requirements/*.txt.

Asks the advisory database of PyPI (https://docs.pypi.org/api/json/), package by package; nothing is installed.
"""

import subprocess
import sys
from pathlib import Path

LOCKED = ("runtime.txt", "dev.txt")


def main() -> int:
    """Exit status 0 when none is known, 1 when some are, 2 when nobody could be asked."""
    folder = Path(__file__).resolve().parents[1] / "requirements"
    worst = 0
    for name in LOCKED:
        asked = subprocess.run(
            [
                sys.executable,
                "-m",
                "pip_audit",
                "--requirement",
                str(folder / name),
                "--disable-pip",
                "--require-hashes",
                "--progress-spinner=off",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode and "Found" not in asked.stderr:
            reason = asked.stderr.strip().splitlines()[-1:] or ["it said nothing"]
            sys.stderr.write(
                f"make audit: the advisory database could not be asked about {name}: {reason[0][:300]}\n"
            )
            sys.stderr.write("It needs a way to https://pypi.org.\n")
            return 2
        sys.stdout.write(f"{name}: {asked.stdout or asked.stderr}")
        worst = max(worst, asked.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
