"""`python -m infra.key`: an API key for the platform that runs in this clone, printed once.

TENANT (acme), CLIENT (shop) and ROLE in the environment say whose it is; without ROLE it may do everything, which is
for trying out. TENANT=* with ROLE=operator makes a key of the support team: failed messages of everybody, nothing else.
"""

import os
import sys
from datetime import UTC, datetime

from gateway.access import api_keys
from gateway.access.scopes import HOUSE_SCOPES, ROLES, SCOPES
from gateway.house import DATABASE
from infra.local.house import House
from shared.contracts.house import HOUSE
from shared.persistence.mongo import connect


def main() -> int:
    """Exit status 0 with the key on standard output, 2 with the reason on standard error."""
    role = os.environ.get("ROLE") or "everything"
    if role != "everything" and role not in ROLES:
        sys.stderr.write(f"ROLE={role} is none of {', '.join(sorted(ROLES))}\n")
        return 2
    tenant = os.environ.get("TENANT") or "acme"
    scopes = tuple(SCOPES) if role == "everything" else ROLES[role]
    if tenant == HOUSE and not frozenset(scopes) <= HOUSE_SCOPES:
        sys.stderr.write(f"TENANT={HOUSE} needs ROLE=operator\n")
        return 2
    with connect(House.here().stack.mongodb_admin_url, name="coulisse-keys") as client:
        key = api_keys.create(
            client[DATABASE],
            tenant=tenant,
            client=os.environ.get("CLIENT") or "shop",
            role=role,
            scopes=scopes,
            now=datetime.now(UTC),
        )
    sys.stdout.write(f"{key}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
