"""`python -m shared.runtime services.logistics.service`: run one process of a service."""

import importlib
import os
import sys

from shared.contracts.errors import CoulisseError
from shared.runtime.nameko_host import serve
from shared.security.secret_files import read_secret_files
from shared.telemetry.logs import configure_logs


def main(arguments: list[str]) -> int:
    """Exit status 0 after a signal, 1 when the service broke, 2 when it could not start as asked."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m shared.runtime services.<name>.service\n")
        return 2
    module = importlib.import_module(arguments[0])
    service = next(
        (
            v
            for v in vars(module).values()
            if isinstance(v, type) and hasattr(v, "runs") and hasattr(v, "name")
        ),
        None,
    )
    if service is None:
        sys.stderr.write(f"{arguments[0]} has no class with `name` and `runs`\n")
        return 2
    configure_logs(service.name, os.environ.get("LOG_LEVEL", "INFO"))
    try:
        read_secret_files(os.environ)
        serve(service)
    except CoulisseError as error:
        sys.stderr.write(f"{service.name}: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
