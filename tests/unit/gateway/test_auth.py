"""Who is let in by an API key, and for how long."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from pymongo.collection import Collection
from pymongo.database import Database

from gateway.access import api_keys
from gateway.access.auth import Door, require
from gateway.access.scopes import CASES_READ, CASES_WRITE, ROLES, SCOPES
from gateway.refusing.problems import Problem

NOW = datetime(2026, 3, 31, tzinfo=UTC)


class Keys:
    """The little of a collection that is needed here."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.looked_up = 0

    def insert_one(self, document: dict[str, Any]) -> None:
        self.documents[document["_id"]] = document

    def find_one(self, wanted: dict[str, Any]) -> dict[str, Any] | None:
        self.looked_up += 1
        return self.documents.get(wanted["_id"])

    def update_one(self, wanted: dict[str, Any], change: dict[str, Any]) -> None:
        self.documents[wanted["_id"]].update(change["$set"])


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(keys: Keys, clock: Clock) -> Door:
    return Door(cast(Collection[dict[str, Any]], keys), 5, clock=clock)


def a_key(keys: Keys, **changes: Any) -> str:
    given: dict[str, Any] = {
        "tenant": "acme",
        "client": "shop",
        "role": "integrator",
        "scopes": (CASES_READ,),
    }
    database = cast(Database[dict[str, Any]], {api_keys.COLLECTION: keys})
    return api_keys.create(database, **(given | changes), now=NOW)


def test_a_key_opens_its_own_tenant(keys: Keys, door: Door) -> None:
    caller = door.caller(f"Bearer {a_key(keys)}")

    assert (caller.tenant, caller.client, caller.scopes) == ("acme", "shop", frozenset({CASES_READ}))


def test_the_secret_is_not_stored(keys: Keys) -> None:
    secret = a_key(keys).split("_", 3)[3]

    assert secret not in repr(keys.documents)


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer x", "Basic Y2tfbGl2ZQ==", "ck_live_0123456789abcdef_" + "a" * 43,
     "Bearer ck_live_0123456789ABCDEF_" + "a" * 43, "Bearer ck_live_0123456789abcdef_" + "a" * 42 + "\u00e9"],
)  # fmt: skip
def test_what_is_no_key_is_not_looked_up(keys: Keys, door: Door, header: str | None) -> None:
    with pytest.raises(Problem) as caught:
        door.caller(header)

    assert caught.value.status == 401
    assert caught.value.headers["WWW-Authenticate"].startswith("Bearer")
    assert keys.looked_up == 0


def test_another_secret_under_a_known_id_is_refused_also_while_remembered(keys: Keys, door: Door) -> None:
    key = a_key(keys)
    door.caller(f"Bearer {key}")
    forged = key[:-43] + "A" * 43

    with pytest.raises(Problem):
        door.caller(f"Bearer {forged}")


def test_a_key_is_looked_up_once_in_a_while(keys: Keys, door: Door, clock: Clock) -> None:
    key = a_key(keys)
    for _ in range(10):
        door.caller(f"Bearer {key}")
    assert keys.looked_up == 1

    clock.now = 5.1
    door.caller(f"Bearer {key}")
    assert keys.looked_up == 2


def test_a_revoked_key_is_refused_once_it_is_forgotten(keys: Keys, door: Door, clock: Clock) -> None:
    key = a_key(keys)
    door.caller(f"Bearer {key}")
    next(iter(keys.documents.values()))["revoked_at"] = NOW

    clock.now = 5.1

    with pytest.raises(Problem) as caught:
        door.caller(f"Bearer {key}")
    assert caught.value.status == 401


def test_a_missing_scope_is_named(keys: Keys, door: Door) -> None:
    caller = door.caller(f"Bearer {a_key(keys)}")

    with pytest.raises(Problem) as caught:
        require(caller, CASES_WRITE)
    assert (caught.value.status, caught.value.values) == (403, {"scope": CASES_WRITE})


@pytest.mark.parametrize(
    ("role", "kind"), [("integrator", "client"), ("agent", "agent"), ("support", "agent")]
)
def test_a_role_says_whether_a_person_or_a_system_acts(keys: Keys, door: Door, role: str, kind: str) -> None:
    caller = door.caller(f"Bearer {a_key(keys, role=role)}")

    assert (caller.actor.kind, caller.actor.id) == (kind, "shop")


def test_roles_bundle_known_scopes() -> None:
    assert set().union(*ROLES.values()) <= set(SCOPES)
