"""Client credentials: an API key's holder gets short-lived tokens, and no more than the key may do."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openapi_schema_validator import OAS31Validator
from pymongo.errors import AutoReconnect
from werkzeug.test import TestResponse

from gateway.oauth.access_tokens import AUDIENCE, LIVES, AccessTokens, TokenReader
from gateway.oauth.signing_keys import PERIOD, PublishedKeys, SigningKeys
from tests.integration.gateway.conftest import Desk

ADDRESS = "/v1/oauth/token"
METADATA = "/.well-known/oauth-authorization-server"


def id_of(key: str) -> str:
    return key.split("_")[2]


def asked(desk: Desk, headers: Any = (), **form: str) -> TestResponse:
    return desk.client.post(ADDRESS, data=form, headers=dict(headers))


def token(desk: Desk, key: str | None = None, **more: str) -> str:
    key = key or desk.key
    answer = asked(desk, grant_type="client_credentials", client_id=id_of(key), client_secret=key, **more)
    assert answer.status_code == 200, answer.text
    found: str = answer.get_json()["access_token"]
    return found


def basic(id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{id}:{secret}".encode()).decode()}


def test_a_token_opens_what_its_key_opens(desk: Desk) -> None:
    answer = asked(
        desk, basic(id_of(desk.key), desk.key), grant_type="client_credentials", scope="cases:read"
    )

    body = answer.get_json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 600, "cases:read")
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.get("/v1/cases", key=body["access_token"]).status_code == 200
    assert desk.get("/v1/stock", key=body["access_token"]).status_code == 403


def test_anybody_can_check_a_token_by_the_published_keys(desk: Desk) -> None:
    metadata = desk.client.get("/.well-known/oauth-authorization-server").get_json()
    keys = jwt.PyJWKSet.from_dict(desk.client.get("/v1/oauth/jwks").get_json())
    shown = token(desk)

    header = jwt.get_unverified_header(shown)
    claims = jwt.decode(
        shown, keys[header["kid"]].key, algorithms=["EdDSA"], audience=AUDIENCE, issuer=metadata["issuer"]
    )

    assert (header["typ"], claims["sub"], claims["client_id"]) == ("at+jwt", "shop", id_of(desk.key))
    assert metadata["token_endpoint"].endswith(ADDRESS)
    assert "d" not in desk.client.get("/v1/oauth/jwks").get_json()["keys"][0]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"x": "y"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        ({"grant_type": "password", "good": "1"}, 400, "unsupported_grant_type"),
        ({"good": "1"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "good": "1", "scope": "cases:read keys:steal"}, 400, "invalid_scope"),
        ({"grant_type": "client_credentials", "client_id": "0" * 16, "client_secret": "x"}, 401, "invalid_client"),
    ],
)  # fmt: skip
def test_refusals_have_the_shape_of_the_rfc(
    desk: Desk, form: dict[str, str], status: int, error: str
) -> None:
    if form.pop("good", None):
        form = form | {"client_id": id_of(desk.key), "client_secret": desk.key}

    answer = asked(desk, **form)

    assert (answer.status_code, answer.get_json()["error"]) == (status, error)
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.key not in answer.text


def test_another_keys_secret_or_two_secrets_or_json_are_refused(desk: Desk) -> None:
    other = desk.key_for("globex")
    grant = {"grant_type": "client_credentials"}

    assert asked(desk, basic(id_of(other), desk.key), **grant).status_code == 401
    assert asked(desk, basic("x", "y"), **grant).headers["WWW-Authenticate"].startswith("Basic")
    assert asked(desk, {"Authorization": "Basic !!"}, **grant).status_code == 401
    both = asked(desk, basic(id_of(desk.key), desk.key), client_secret=desk.key, **grant)
    assert (both.status_code, both.get_json()["error"]) == (400, "invalid_request")
    assert desk.client.post(ADDRESS, json=grant).get_json()["error"] == "invalid_request"
    twice = desk.client.post(
        ADDRESS, data="grant_type=a&grant_type=b", content_type="application/x-www-form-urlencoded"
    )
    assert twice.get_json()["error"] == "invalid_request"
    in_address = desk.client.post(f"{ADDRESS}?client_id={id_of(desk.key)}", data=grant)
    assert in_address.get_json()["error"] == "invalid_request"


def test_what_is_refused_by_limits_or_the_database_has_the_same_shape(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = desk.post("/v1/api-keys", {"client": "eager", "budget": {"writes": 1}}).get_json()["key"]
    good = {"grant_type": "client_credentials", "client_id": id_of(key), "client_secret": key}
    first, second = asked(desk, **good), asked(desk, **good)
    large = asked(desk, **good, scope="x" * 9_000)
    monkeypatch.setattr(desk.house.limits, "take", away)
    later = asked(desk, **good)

    assert (first.status_code, second.status_code, later.status_code) == (200, 429, 503)
    assert first.headers["RateLimit-Policy"] == '"writes";q=1;w=60'
    assert {answer.get_json()["error"] for answer in (second, later)} == {"temporarily_unavailable"}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in (second, later))
    assert (large.status_code, large.get_json()["error"]) == (400, "invalid_request")


def away(*_: Any) -> None:
    raise AutoReconnect("the primary stepped down")


def test_every_answer_is_as_the_document_has_it(desk: Desk) -> None:
    document = desk.client.get("/v1/openapi.json").get_json()
    good = {"grant_type": "client_credentials", "client_id": id_of(desk.key), "client_secret": desk.key}
    answers = [
        ("/v1/oauth/token", "post", asked(desk, **good)),
        ("/v1/oauth/token", "post", asked(desk, **good, scope="keys:steal")),
        ("/v1/oauth/token", "post", asked(desk, grant_type="client_credentials")),
        ("/v1/oauth/jwks", "get", desk.client.get("/v1/oauth/jwks")),
        (METADATA, "get", desk.client.get(METADATA)),
    ]

    assert [answer.status_code for _, _, answer in answers] == [200, 400, 401, 200, 200]
    assert answers[2][2].headers["WWW-Authenticate"].startswith("Basic")
    for path, method, answer in answers:
        said = document["paths"][path][method]["responses"][str(answer.status_code)]
        schema = said["content"]["application/json"]["schema"] | {"components": document["components"]}
        faults = [error.message for error in OAS31Validator(schema).iter_errors(answer.get_json())]
        assert (path, answer.status_code, faults) == (path, answer.status_code, [])


def test_a_token_dies_with_its_key(desk: Desk) -> None:
    key = desk.post("/v1/api-keys", {"client": "gone"}).get_json()
    shown = token(desk, key["key"])
    assert desk.get("/v1/cases", key=shown).status_code == 200

    desk.ask("DELETE", f"/v1/api-keys/{key['id']}")
    desk.house.door._known.clear()

    assert desk.get("/v1/cases", key=shown).status_code == 401


def forged(desk: Desk, **changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    claims = {
        "iss": desk.house.tokens.issuer, "aud": AUDIENCE, "sub": "shop", "client_id": id_of(desk.key),
        "scope": "cases:read", "iat": int(now.timestamp()), "exp": int((now + LIVES).timestamp()), "jti": "x",
    } | changes  # fmt: skip
    return {name: value for name, value in claims.items() if value is not None}


def test_forged_tokens_open_nothing(desk: Desk) -> None:
    key = desk.house.tokens.keys.current()
    header = {"kid": key.id, "typ": "at+jwt"}
    public = key.public.public_bytes_raw()
    good = jwt.encode(forged(desk), key.private, "EdDSA", headers=header)
    assert desk.get("/v1/cases", key=good).status_code == 200

    head, claims, signature = good.split(".")
    past = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
    tries = [
        jwt.encode(forged(desk), Ed25519PrivateKey.generate(), "EdDSA", headers=header),
        jwt.encode(forged(desk), base64.b64encode(public).decode(), "HS256", headers=header),
        jwt.encode(forged(desk), "", "none", headers=header),
        f"{head}.{claims}.",
        f"{head}.{claims}x.{signature}",
        jwt.encode(forged(desk, exp=past), key.private, "EdDSA", headers=header),
        jwt.encode(forged(desk, exp=None), key.private, "EdDSA", headers=header),
        jwt.encode(forged(desk, aud="other"), key.private, "EdDSA", headers=header),
        jwt.encode(forged(desk, iss="https://evil.example"), key.private, "EdDSA", headers=header),
        jwt.encode(forged(desk, client_id="0" * 16), key.private, "EdDSA", headers=header),
        jwt.encode(forged(desk), key.private, "EdDSA", headers=header | {"typ": "JWT"}),
        jwt.encode(forged(desk), key.private, "EdDSA", headers=header | {"kid": "period-1"}),
        "a.b.c", "..", good + "." + good,
    ]  # fmt: skip
    assert [desk.get("/v1/cases", key=one).status_code for one in tries] == [401] * len(tries)


def test_a_token_never_does_more_than_its_key_may(desk: Desk) -> None:
    key = desk.house.tokens.keys.current()
    little = desk.key_for("acme", client="little", scopes=("cases:read",))
    grand = forged(desk, client_id=id_of(little), scope="cases:read cases:write keys:manage")

    shown = jwt.encode(grand, key.private, "EdDSA", headers={"kid": key.id, "typ": "at+jwt"})

    assert desk.get("/v1/cases", key=shown).status_code == 200
    assert desk.get("/v1/api-keys", key=shown).status_code == 403


def test_keys_change_every_period_and_are_known_before(desk: Desk) -> None:
    class Clock:
        now = datetime(2026, 3, 31, tzinfo=UTC)

        def __call__(self) -> datetime:
            return self.now

    clock = Clock()
    keys, collection = SigningKeys, desk.house.own["signing_keys"]
    ours = keys(collection, desk.house.sealer, clock)
    first = ours.current()
    caller = desk.house.door.caller(f"Bearer {desk.key}")
    issued = AccessTokens("https://x", ours, clock).issue(caller, frozenset({"cases:read"}))

    end = PERIOD.total_seconds() * (clock.now.timestamp() // PERIOD.total_seconds() + 1)
    clock.now = datetime.fromtimestamp(end, UTC) - timedelta(hours=1)
    ahead = {key.id for key in ours.all()}
    clock.now = datetime.fromtimestamp(end, UTC) + timedelta(minutes=1)

    assert ours.current().id != first.id
    assert ours.current().id in ahead
    assert jwt.get_unverified_header(issued)["kid"] in {key.id for key in ours.all()}
    # Another process has the same keys.
    assert keys(collection, desk.house.sealer, clock).current().id == ours.current().id
    assert collection.count_documents({}) == 2
    assert b"PRIVATE" not in repr(list(collection.find())).encode()


def test_a_program_that_knows_the_public_keys_alone_reads_tokens_too(desk: Desk) -> None:
    shown = token(desk)
    published = PublishedKeys(desk.house.own["signing_keys"], lambda: datetime.now(UTC))

    granted = TokenReader(desk.house.tokens.issuer, published).read(shown)

    assert granted is not None
    assert granted.key == id_of(desk.key)
    assert TokenReader("https://other.example", published).read(shown) is None
