"""`python -m infra.local.backup save|check|restore FOLDER`: `infra.backup` on this clone's broker and database."""

import os
import subprocess
import sys

from infra.local.house import House


def main(arguments: list[str]) -> int:
    """Starts the servers where they do not run; the exit status is that of infra.backup."""
    house = House.here()
    house.stack.start()
    return subprocess.run(
        [sys.executable, "-m", "infra.backup", *arguments],
        cwd=house.root,
        env={**os.environ, **house.admin_environment()},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
