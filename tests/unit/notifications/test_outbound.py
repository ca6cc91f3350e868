"""Which addresses may be called: every spelling of the inside is refused, and names are resolved once."""

import pytest

from shared.security.outbound import (
    Allowed,
    ForbiddenAddressError,
    ForbiddenUrlError,
    UnresolvedError,
    check_url,
    reach,
    resolve,
)
from shared.security.public_address import why_not_public

PUBLIC = "93.184.216.34"
PUBLIC_V6 = "2606:2800:220:1:248:1893:25c8:1946"


class Resolver:
    """Answers with the given addresses, one tuple a question, and counts the questions."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = answers
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int) -> tuple[str, ...]:
        self.asked.append((host, port))
        return self._answers[min(len(self.asked), len(self._answers)) - 1]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "192.88.99.1",
        "168.63.129.16",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2606:2800:220:1::1%eth0",
        "2130706433",
        "0x7f000001",
        "",
    ],
)
def test_an_address_of_the_inside_is_not_public(address: str) -> None:
    assert why_not_public(address) is not None


@pytest.mark.parametrize("address", [PUBLIC, PUBLIC_V6, "8.8.8.8", "64:ff9b::808:808", "2a01:e0a::1"])
def test_an_address_of_the_outside_is_public(address: str) -> None:
    assert why_not_public(address) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "//hooks.example/",
        "hooks.example",
        "",
        "https://",
        "https:///path",
        "https://user@hooks.example/",
        "https://user:word@hooks.example/",
        "https://93.184.216.34@127.0.0.1/",
        "https://hooks.example\\@127.0.0.1/",
        "https://hooks.example /",
        "https://hooks.example/\r\nX-Injected: 1",
        "https://hooks.example/\x00",
        "https://hooks.example/#part",
        "https://hooks.example:22/",
        "https://hooks.example:8080/",
        "https://hooks.example:99999/",
        "https://hooks.example:port/",
        "https://hooks.example:0/",
        "https://bücher.example/",
        "https://hooks.example。/",
        "https://hooks%2eexample/",
        "https://-hooks.example/",
        "https://hooks..example/",
        "https://2130706433/",
        "https://134744072/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://1.2.3.4.5/",
        "https://256.256.256.256/",
        "https://hooks.example.1/",
        "https://[::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://[::1/",
        "https://hooks.example/" + "x" * 2048,
    ],
)
def test_a_badly_written_address_is_refused_without_asking_the_resolver(url: str) -> None:
    resolver = Resolver((PUBLIC,))

    reasons = check_url(url, resolve=resolver)

    assert reasons
    assert resolver.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example",
        "https://hooks.example/",
        "https://HOOKS.example:443/a/b?token=1",
        "https://hooks.example:8443/",
        "https://hooks.example./",
        "https://xn--bcher-kva.example/",
        "https://my_hooks.example/",
        "https://93.184.216.34/",
        f"https://[{PUBLIC_V6}]/",
    ],
)
def test_a_public_https_address_is_fine(url: str) -> None:
    assert check_url(url, resolve=Resolver((PUBLIC, PUBLIC_V6))) == []


def test_one_bad_answer_among_good_ones_is_enough() -> None:
    reasons = check_url("https://hooks.example/", resolve=Resolver((PUBLIC, "169.254.169.254", PUBLIC_V6)))

    assert list(map(str, reasons)) == ["hooks.example leads to an address that is not public"]


def test_a_private_address_written_plainly_is_refused() -> None:
    for host in ("127.0.0.1", "127.0.0.1.", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]"):
        assert check_url(f"https://{host}/"), host


def test_names_of_the_own_machine_are_refused_by_what_they_resolve_to() -> None:
    assert check_url("https://localhost/")


def test_a_name_is_resolved_once_and_pinned() -> None:
    resolver = Resolver((PUBLIC,), ("127.0.0.1",))

    target = reach("https://hooks.example/a?b=c", resolve=resolver)

    assert resolver.asked == [("hooks.example", 443)]
    assert target.addresses == (PUBLIC,)
    assert (target.host, target.port, target.path) == ("hooks.example", 443, "/a?b=c")


def test_a_bad_spelling_and_a_bad_place_are_told_apart() -> None:
    with pytest.raises(ForbiddenUrlError) as spelling:
        reach("http://hooks.example/", resolve=Resolver((PUBLIC,)))
    with pytest.raises(ForbiddenAddressError):
        reach("https://hooks.example/", resolve=Resolver(("10.0.0.1",)))

    assert not isinstance(spelling.value, ForbiddenAddressError)


def test_every_fault_of_an_address_is_named_at_once() -> None:
    reasons = check_url("http://user@hooks.example:22/#x")

    assert len(reasons) == 4


def test_what_is_allowed_by_name_and_port_may_be_private_and_in_clear() -> None:
    allowed = Allowed.read("127.0.0.1:9001, localhost,[::1]:9002")
    inside = Resolver(("127.0.0.1",))

    assert check_url("http://127.0.0.1:9001/hook", allowed, inside) == []
    assert check_url("http://localhost:1234/hook", allowed, inside) == []
    assert check_url("http://[::1]:9002/hook", allowed, inside) == []
    assert check_url("http://127.0.0.1:9002/hook", allowed, inside)
    assert check_url("http://localhost.evil.example/hook", allowed, inside)
    assert check_url("http://user@localhost/hook", allowed, inside)
    assert check_url("https://hooks.example/", allowed, inside)


def test_a_name_without_an_address_is_said_so() -> None:
    with pytest.raises(UnresolvedError, match="has no address"):
        resolve("no-such-host.invalid", 443)

    assert [str(why) for why in check_url("https://no-such-host.invalid/")] == [
        "the name has no address at present, or nobody knows it"
    ]
