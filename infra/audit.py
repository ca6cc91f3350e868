"""`python -m infra.audit`: known weaknesses of the packages that are locked in requirements/*.txt.

Asks the advisory database of the public package index (through pip-audit), package by package; nothing is installed.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKED = ("runtime.txt", "dev.txt")
NONE_KNOWN, SOME_KNOWN, NOT_ASKED = 0, 1, 2


def main() -> int:
    """Exit status 0 when none is known, 1 when some are, 2 when not every package could be asked about."""
    folder = Path(__file__).resolve().parents[1] / "requirements"
    return max(_audited(folder / name) for name in LOCKED)


def _audited(file: Path) -> int:
    options = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json")
    asked = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--requirement", str(file), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        words = asked.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        return _not_asked(file, words[0][:300])
    return judged(file, packages)


def judged(file: Path, packages: list[dict[str, Any]]) -> int:
    """Says what pip-audit found, and how bad that is. Whatever could not be asked about is not taken for sound."""
    unasked = [package["name"] for package in packages if package.get("skip_reason")]
    if unasked:
        return _not_asked(
            file, f"{len(unasked)} of {len(packages)} packages are not answered for, {unasked[0]} first"
        )
    weak = [(package, found) for package in packages for found in package["vulns"]]
    for package, found in weak:
        mended = ", ".join(found["fix_versions"]) or "no version yet"
        sys.stdout.write(
            f"{file.name}: {package['name']} {package['version']}: {found['id']}, mended in {mended}\n"
        )
    sys.stdout.write(f"{file.name}: {len(packages)} packages, {len(weak)} known weaknesses\n")
    return SOME_KNOWN if weak else NONE_KNOWN


def _not_asked(file: Path, reason: str) -> int:
    sys.stderr.write(
        f"make audit: the advisory database could not be asked about {file.name}: {reason}.\n"
        "It needs a way to the public package index itself; a mirror of packages does not carry advisories.\n"
    )
    return NOT_ASKED


if __name__ == "__main__":
    sys.exit(main())
