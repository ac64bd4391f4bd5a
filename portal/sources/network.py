"""Which addresses a database may be reached at: what the name means is looked up once, and that is connected to.

A portal that connects to whatever it is told would be a way into the network it stands in. So a name is
resolved here, every address that it has must be allowed, and the driver gets the address, not the name:
a second lookup could answer otherwise (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Final

from portal.errors import SourceError

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Python takes both for global: site-local addresses of old, and those that protocols keep for themselves.
_INSIDE: Final = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("192.0.0.0/24"))
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting such as `10.0.0.0/8, 127.0.0.1`; ValueError when one is none."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def reachable(host: str, port: int, allowed: Sequence[Network]) -> list[str]:
    """The addresses of `host`; SourceError when there is none, or when one of them may not be connected to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceError(f"There is no host “{host}”. Check its name.") from None
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if not _permitted(ipaddress.ip_address(address), allowed):
            raise SourceError(
                f"“{host}” lies in a private network, where this portal does not look for databases. "
                "Ask the operator to allow its address in SOURCES_PRIVATE_NETWORKS."
            )
    return addresses


def _permitted(address: Ip, allowed: Sequence[Network]) -> bool:
    every = (address, *_within(address))
    if any(one in network for one in every for network in allowed):
        return True
    if any(one in network for one in every for network in _INSIDE):
        return False
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in every)


def _within(address: Ip) -> list[Ip]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inside if one is not None]
