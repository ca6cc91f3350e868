"""`python -m infra.failed ...`: `coulisse failed ...` for the platform that runs in this clone, of all organisations.

For the time of the command it holds a key of the whole installation; CLIENT in the environment says who is at work,
since nobody approves their own edits.
"""

import os
import sys
from datetime import UTC, datetime

from gateway.access import api_keys
from gateway.access.scopes import HOUSE_SCOPES
from gateway.cli.__main__ import main as coulisse
from gateway.house import DATABASE
from infra.local.house import House
from shared.contracts.house import HOUSE
from shared.persistence.mongo import connect


def main(words: list[str]) -> None:
    """Ends with the exit status of the command."""
    house = House.here()
    with connect(house.stack.mongodb_admin_url, name="coulisse-failed") as mongo:
        key = api_keys.create(
            mongo[DATABASE],
            tenant=HOUSE,
            client=os.environ.get("CLIENT") or "operator",
            role="operator",
            scopes=HOUSE_SCOPES,
            now=datetime.now(UTC),
        )
        try:
            coulisse(["--url", house.gateway_url, "--api-key", key, "failed", *words], prog_name="coulisse")
        finally:
            presented = api_keys.read(key)
            assert presented is not None  # noqa: S101 - it was made a moment ago
            api_keys.revoke(mongo[DATABASE], presented.id, datetime.now(UTC))


if __name__ == "__main__":
    main(sys.argv[1:] or ["list"])
