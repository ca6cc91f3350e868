"""People whom an outside OpenID provider vouches for: who may come in, and with which tokens."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from gateway.app import create_app
from gateway.house import House
from gateway.oauth import provider_keys
from gateway.oauth.fetching import NoDocumentError, fetcher
from gateway.oauth.provider_keys import ProviderKeys
from gateway.oauth.providers import read_providers
from gateway.settings import Settings
from shared.security.outbound import Allowed, ForbiddenUrlError
from tests.integration.gateway.conftest import Desk

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ISSUER = "https://login.example.org/realms/acme"


class Provider:
    """An OpenID provider on this machine: its key set, and what it signs."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {"k1": RSA}
        self.asked = 0
        self.answer: tuple[int, dict[str, str]] = (200, {})
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked += 1
                status, headers = provider.answer
                body = provider.key_set()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Quietly."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/certs"

    def key_set(self) -> bytes:
        keys = []
        for id, key in self.keys.items():
            made = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            keys.append(made | {"kid": id, "use": "sig", "alg": "RS256"})
        return json.dumps({"keys": keys}).encode()

    def token(self, key: Any = RSA, algorithm: str = "RS256", kid: str = "k1", **changes: Any) -> str:
        now = datetime.now(UTC)
        claims = {
            "iss": ISSUER, "aud": "coulisse", "sub": "anne|7", "groups": ["staff", "coulisse-agents"],
            "iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp()),
        } | changes  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key, algorithm, headers={"kid": kid})


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, daemon=True)
    thread.start()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()
    thread.join()


@pytest.fixture
def staffed(settings: Settings, emptied: None, provider: Provider, tmp_path: Path) -> Iterator[Desk]:
    file = tmp_path / "providers.yaml"
    entry = {
        "issuer": ISSUER,
        "jwks_uri": provider.address,
        "audience": "coulisse",
        "algorithms": ["RS256"],
        "tenant": "acme",
        "role_claim": "groups",
        "roles": {
            "coulisse-supervisors": "supervisor",
            "coulisse-agents": "agent",
            "coulisse-readers": "reader",
        },
    }
    file.write_text(yaml.safe_dump([entry], sort_keys=False))
    app = create_app(replace(settings, providers_file=str(file), provider_allow="127.0.0.1"))
    house: House = app.extensions["coulisse"]
    house.start()
    yield Desk(app, house)
    house.stop()


def test_a_person_comes_in_with_the_role_of_their_group(staffed: Desk, provider: Provider) -> None:
    token = provider.token()

    assert staffed.get("/v1/cases", key=token).status_code == 200
    assert staffed.get("/v1/api-keys", key=token).status_code == 403
    caller = staffed.house.door.caller(f"Bearer {token}")
    assert (caller.tenant, caller.role, caller.actor.kind) == ("acme", "agent", "agent")
    assert "anne" not in caller.client


def test_several_groups_add_up(staffed: Desk, provider: Provider) -> None:
    token = provider.token(groups=["coulisse-readers", "coulisse-supervisors"])

    caller = staffed.house.door.caller(f"Bearer {token}")

    assert caller.role == "supervisor"
    assert {"reviews:decide", "accounting:read"} <= caller.scopes


def test_a_tenant_in_the_token_is_not_believed(staffed: Desk, provider: Provider) -> None:
    token = provider.token(tenant="globex", scope="keys:manage", client_id="root")

    caller = staffed.house.door.caller(f"Bearer {token}")

    assert (caller.tenant, "keys:manage" in caller.scopes) == ("acme", False)


def test_other_tokens_open_nothing(staffed: Desk, provider: Provider) -> None:
    now = int(datetime.now(UTC).timestamp())
    elliptic = ec.generate_private_key(ec.SECP256R1())
    tries = {
        "another key": provider.token(OTHER),
        "an unknown key": provider.token(kid="k9"),
        "another issuer": provider.token(iss="https://evil.example"),
        "another audience": provider.token(aud="other"),
        "no audience": provider.token(aud=None),
        "expired": provider.token(exp=now - 120),
        "not yet": provider.token(nbf=now + 3600),
        "for ever": provider.token(exp=now + 90 * 24 * 3600),
        "no end": provider.token(exp=None),
        "no subject": provider.token(sub=None),
        "no group": provider.token(groups=None),
        "groups of odd types": provider.token(groups=[{"coulisse-agents": 1}, None, 3]),
        "a group of others": provider.token(groups=["staff"]),
        "another algorithm": provider.token(algorithm="RS384"),
        "an elliptic key": provider.token(elliptic, "ES256"),
        "a shared secret": provider.token("x" * 64, "HS256"),
        "no signature": provider.token(None, "none"),
    }

    answers = {why: staffed.get("/v1/cases", key=token).status_code for why, token in tries.items()}

    assert answers == dict.fromkeys(tries, 401)


def test_a_clock_may_be_a_little_off(staffed: Desk, provider: Provider) -> None:
    now = int(datetime.now(UTC).timestamp())

    assert staffed.get("/v1/cases", key=provider.token(exp=now - 20)).status_code == 200
    assert staffed.get("/v1/cases", key=provider.token(iat=now + 20, nbf=now + 20)).status_code == 200


def test_keys_are_fetched_once_and_again_when_the_provider_rotates_them(provider: Provider) -> None:
    seconds = [0.0]
    keys = ProviderKeys(provider.address, fetcher(Allowed.read("127.0.0.1")), lambda: seconds[0])
    for _ in range(10):
        assert keys.find("k1") is not None
    assert (provider.asked, keys.find("k2"), provider.asked) == (1, None, 1)

    provider.keys = {"k2": OTHER}
    seconds[0] += provider_keys.PAUSE_SECONDS

    assert keys.find("k2") is not None
    assert (keys.find("k1"), provider.asked) == (None, 2)


def test_keys_outlive_a_provider_that_is_away_for_a_day_at_most(provider: Provider) -> None:
    seconds = [0.0]
    keys = ProviderKeys(provider.address, fetcher(Allowed.read("127.0.0.1")), lambda: seconds[0])
    assert keys.find("k1") is not None
    provider.answer = (500, {})

    seconds[0] = provider_keys.STALE_SECONDS - 1
    assert keys.find("k1") is not None
    seconds[0] = provider_keys.STALE_SECONDS + 1
    assert keys.find("k1") is None


def test_a_key_set_is_fetched_from_its_own_address_alone(provider: Provider) -> None:
    with pytest.raises(ForbiddenUrlError):
        fetcher(Allowed())(provider.address)
    provider.answer = (302, {"Location": "http://127.0.0.1:1/"})
    with pytest.raises(NoDocumentError):
        fetcher(Allowed.read("127.0.0.1"))(provider.address)
    assert provider.asked == 1


def test_a_key_set_without_end_is_not_read_to_its_end(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.oauth.fetching.MOST_BYTES", 100)

    with pytest.raises(NoDocumentError):
        fetcher(Allowed.read("127.0.0.1"))(provider.address)


@pytest.mark.parametrize(
    "change",
    [{"algorithms": ["none"]}, {"algorithms": ["HS256"]}, {"algorithms": []}, {"tenant": "acme~test"}, {"tenant": None},
     {"roles": {"x": "god"}}, {"issuer": "acme"}, {"extra": 1}],
)  # fmt: skip
def test_a_configuration_that_would_let_the_wrong_people_in_is_refused(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    entry = {
        "issuer": ISSUER, "jwks_uri": f"{ISSUER}/certs", "audience": "coulisse", "tenant": "acme",
        "roles": {"a": "agent"},
    }  # fmt: skip
    file = tmp_path / "providers.yaml"
    file.write_text(yaml.safe_dump([entry | change]))

    with pytest.raises(ValueError, match="no list of OpenID providers"):
        read_providers(str(file))
