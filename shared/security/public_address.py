"""Which network addresses the public internet may have, so that nobody makes Coulisse call its own
neighbours."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_CLOSED = tuple(
    ip_network(network)
    for network in (
        # IPv4, IANA special-purpose address registry (RFC 6890 and its updates)
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # A public address that answers inside one provider's machines only, with their secrets
        "168.63.129.16/32",
        # IPv6 inside 2000::/3: protocol assignments with Teredo and ORCHID, documentation, 6to4, AS112
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_GLOBAL_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")


def why_not_public(address: str) -> str | None:
    """Why this address (as the resolver spells it) is not to be called, or None when it may be.

    Networks are listed here instead of asking `is_global`, whose answers differ between patch releases of
    Python. An IPv6 address that carries an IPv4 address of a translator (NAT64, RFC 6052) is judged by what
    it carries; every other embedding (mapped, compatible, 6to4, Teredo) is refused, since nobody needs it.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "is no plain IP address"
    if isinstance(ip, IPv6Address) and ip in _NAT64:
        ip = IPv4Address(int(ip) & 0xFFFF_FFFF)
    if isinstance(ip, IPv6Address) and (ip.scope_id is not None or ip not in _GLOBAL_V6):
        return "is not a public address"
    if any(ip in network for network in _CLOSED if network.version == ip.version):
        return "is not a public address"
    return None
