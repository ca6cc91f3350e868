"""`python -m infra.apply`: bring broker and database to what this version of the code expects.

Reads AMQP_ADMIN_URL and MONGODB_ADMIN_URL; safe to run again, and before every rollout.
"""

import os
import sys

from infra.broker.apply import apply_topology
from infra.database.apply import apply_all_indexes
from shared.contracts.errors import CoulisseError
from shared.persistence.mongo import connect


def main() -> int:
    """Exit status 0 when everything is as expected, 2 with the reason otherwise."""
    missing = [name for name in ("AMQP_ADMIN_URL", "MONGODB_ADMIN_URL") if not os.environ.get(name)]
    if missing:
        sys.stderr.write(f"set {' and '.join(missing)}\n")
        return 2
    try:
        applied = apply_topology(os.environ["AMQP_ADMIN_URL"])
        with connect(os.environ["MONGODB_ADMIN_URL"], name="coulisse set-up") as client:
            apply_all_indexes(client)
    except CoulisseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"broker: {len(applied.queues)} queues, {len(applied.bindings)} bindings; indexes: in place\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
