"""Broker and database by TLS, under an authority that only this test knows."""

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pika
import pytest

from infra.broker.management import ManagementApi
from infra.local.house import clone
from infra.local.stack import LocalStack
from shared.contracts.errors import SettingsError, UnavailableError
from shared.persistence.mongo import connect, reachable
from shared.runtime.addresses import addresses
from tests.integration.runtime.conftest import COUNTING
from tests.support.authority import Authority
from tests.support.processes import ServiceUnderTest, wait_until

UNKNOWN, ELSEWHERE = "no trusted authority signed it", "it is for another host"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "Somebody else")


@pytest.fixture(scope="module")
def stack(authority: Authority) -> Iterator[LocalStack]:
    """Its servers are called 127.0.0.1 and nothing else."""
    stack = LocalStack(clone() / ".local" / "tls", tls=authority.server(addresses=["127.0.0.1"]))
    stack.start()
    try:
        applied = subprocess.run(
            [sys.executable, "-m", "infra.apply"],
            cwd=clone(),
            env={
                **os.environ,
                "AMQP_ADMIN_URL": broker_url(stack, authority),
                "MONGODB_ADMIN_URL": database_url(stack, authority),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert applied.returncode == 0, applied.stderr
        yield stack
    finally:
        stack.stop()


def broker_url(stack: LocalStack, trusted: Authority, host: str = "127.0.0.1") -> str:
    port = stack.ports["amqps"]
    url = re.sub(r"@127\.0\.0\.1:\d+", f"@{host}:{port}", stack.amqp_admin_url)
    return f"{url.replace('amqp://', 'amqps://')}?cacertfile={trusted.file}"


def management_url(stack: LocalStack, trusted: Authority, host: str = "127.0.0.1") -> str:
    assert stack.management_url is not None
    port = stack.ports["management by tls"]
    url = re.sub(r"@127\.0\.0\.1:\d+", f"@{host}:{port}", stack.management_url)
    return f"{url.replace('http://', 'https://')}?cacertfile={trusted.file}"


def database_url(stack: LocalStack, trusted: Authority, host: str = "127.0.0.1") -> str:
    url = stack.mongodb_admin_url.replace("@127.0.0.1:", f"@{host}:")
    return f"{url}&tls=true&tlsCAFile={trusted.file}"


def test_a_service_works_by_tls(stack: LocalStack, authority: Authority) -> None:
    urls = {"AMQP_URL": broker_url(stack, authority), "MONGODB_URL": database_url(stack, authority)}

    with ServiceUnderTest(stack, COUNTING, **urls) as service:
        service.wait_ready()

        connections = ManagementApi(management_url(stack, authority)).get("connections")
        wait_until(
            lambda: len(ManagementApi(management_url(stack, authority)).get("connections")) >= 2,
            60,
            f"both connections seen, not {connections}",
        )
        seen = ManagementApi(management_url(stack, authority)).get("connections")
        assert all(one["ssl"] and one["ssl_protocol"] in {"tlsv1.2", "tlsv1.3"} for one in seen)


@pytest.mark.parametrize(("host", "reason"), [("127.0.0.1", UNKNOWN), ("localhost", ELSEWHERE)])
def test_a_service_refuses_a_broker_that_it_cannot_trust_and_says_why(
    stack: LocalStack, authority: Authority, stranger: Authority, host: str, reason: str
) -> None:
    trusted = stranger if reason == UNKNOWN else authority
    urls = {"AMQP_URL": broker_url(stack, trusted, host), "MONGODB_URL": database_url(stack, authority)}

    with ServiceUnderTest(stack, COUNTING, **urls) as service:
        wait_until(lambda: service.exit_code() is not None, 60, "given up")

        assert service.exit_code() != 0
        assert f"the broker's certificate is not accepted: {reason}" in service.log.read_text()


@pytest.mark.parametrize(("host", "reason"), [("127.0.0.1", UNKNOWN), ("localhost", ELSEWHERE)])
def test_a_database_that_cannot_be_trusted_is_as_good_as_away_and_the_reason_is_told(
    stack: LocalStack, authority: Authority, stranger: Authority, host: str, reason: str
) -> None:
    trusted = stranger if reason == UNKNOWN else authority

    with connect(database_url(stack, trusted, host), patience=3) as client:

        def told() -> str:
            with pytest.raises(UnavailableError) as away, reachable():
                client.coulisse_intake.cases.find_one()
            return str(away.value)

        # A machine that is busy may not get as far as the certificate in time.
        wait_until(lambda: f"certificate is not accepted: {reason}" in told(), 60, told)


def test_the_management_interface_has_to_be_trusted_too(stack: LocalStack, stranger: Authority) -> None:
    with pytest.raises(URLError) as refused:
        ManagementApi(management_url(stack, stranger)).get("overview")

    assert isinstance(refused.value.reason, ssl.SSLCertVerificationError)


def test_an_authority_that_cannot_be_read_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nobody\.pem"):
        addresses(f"amqps://user:word@host/vhost?cacertfile={tmp_path / 'nobody.pem'}", "test")


def test_without_an_authority_of_its_own_an_address_trusts_the_systems() -> None:
    (parameters,) = addresses("amqps://user:word@host/vhost", "test")

    assert isinstance(parameters.ssl_options, pika.SSLOptions)
    assert parameters.ssl_options.context.verify_mode is ssl.CERT_REQUIRED
    assert parameters.ssl_options.context.check_hostname
