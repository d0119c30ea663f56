"""Which addresses are refused, before and after names are resolved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch import CODES
from aggregator.fetch.guard import Refusal, address_refusal, check_addresses, check_url, next_hop

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::6810:84e5", "::ffff:8.8.8.8", "64:ff9b::808:808"]
NOT_PUBLIC = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2002:7f00:1::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "not-an-address",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert address_refusal(address) is None


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public(address: str) -> None:
    assert address_refusal(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/hostname", "bad_url"),
        ("ftp://wire.example/", "bad_url"),
        ("gopher://wire.example/", "bad_url"),
        ("wire.example/feed", "bad_url"),
        ("", "bad_url"),
        ("http://", "bad_url"),
        ("http:///path", "bad_url"),
        ("http://user:pass@wire.example/", "bad_url"),
        ("http://wire.example\\@127.0.0.1/", "bad_url"),
        ("http://wire.example:99999/", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://wire example/", "bad_url"),
        ("http://%31%32%37.0.0.1/", "bad_url"),
        ("http://a..b/", "bad_url"),
        ("http://wire.example/" + "a" * 9000, "bad_url"),
        ("http://wire.example/\x00", "bad_url"),
        ("http://2130706433/", "refused_address"),
        ("http://0x7f000001/", "refused_address"),
        ("http://0177.0.0.1/", "refused_address"),
        ("http://0x7f.1/", "refused_address"),
        ("http://127.1/", "refused_address"),
        ("http://127.0.0.1/", "refused_address"),
        ("http://127.0.0.1./", "refused_address"),
        ("http://\uff11\uff12\uff17\u30020.0.1/", "refused_address"),
        ("http://[::1]/", "refused_address"),
        ("http://[::ffff:127.0.0.1]:8080/", "refused_address"),
        ("https://169.254.169.254/latest/meta-data/", "refused_address"),
    ],
)
def test_refused_before_any_look_up(url: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_url(url)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("HTTPS://Wire.Example:443/a b?q=\u00e9#part", "https://wire.example/a%20b?q=%C3%A9"),
        ("http://wire.example:8080", "http://wire.example:8080/"),
        ("http://b\u00fccher.example/", "http://xn--bcher-kva.example/"),
        ("http://my_site.wire.example/%20x", "http://my_site.wire.example/%20x"),
        ("http://[2606:4700::1]/", "http://[2606:4700::1]/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
    ],
)
def test_what_goes_on_the_wire(url: str, wire: str) -> None:
    assert check_url(url).url == wire


def test_allow_hosts_exempts_names_and_addresses() -> None:
    allowed = frozenset({"127.0.0.1", "desk.internal"})
    assert check_url("http://127.0.0.1:8799/", allowed).port == 8799
    assert check_addresses("desk.internal", ["10.0.0.5"], allowed) == ("10.0.0.5",)
    assert check_addresses("localhost", ["127.0.0.1"], allowed) == ("127.0.0.1",)
    for host, address in (("other.internal", "10.0.0.5"), ("desk.internal.evil.example", "10.0.0.5")):
        with pytest.raises(Refusal):
            check_addresses(host, [address], allowed)
    with pytest.raises(Refusal):
        check_url("http://2130706433/", allowed)


def test_one_private_address_among_public_ones_condemns_the_name() -> None:
    with pytest.raises(Refusal) as caught:
        check_addresses("wire.example", ["8.8.8.8", "10.0.0.1"])
    assert caught.value.code == "refused_address"
    assert "allow_hosts" in caught.value.message
    assert check_addresses("wire.example", ["8.8.8.8", "8.8.4.4", "8.8.8.8"]) == ("8.8.8.8", "8.8.4.4")


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1/", "//10.0.0.1/x", "http://0x7f.1/", "file:///etc/x", "http://[x"]
)
def test_redirects_obey_the_same_rules(location: str) -> None:
    with pytest.raises(Refusal):
        next_hop(check_url("https://wire.example/a/b"), location)


def test_relative_redirects() -> None:
    assert next_hop(check_url("https://wire.example/a/b"), "../c?d").url == "https://wire.example/c?d"


@given(st.text(max_size=60) | st.builds("http://{}/{}".format, st.text(max_size=30), st.text(max_size=10)))
def test_any_text_is_a_target_or_a_refusal(url: str) -> None:
    try:
        target = check_url(url)
    except Refusal as refusal:
        code = refusal.code
    else:
        code = CODES[0]
        assert target.url.isascii()
        assert target.url.startswith(("http://", "https://"))
    assert code in CODES


def test_an_allowed_host_may_be_bound_to_one_port() -> None:
    allowed = frozenset({"127.0.0.1:8799", "[::1]:80", "desk.internal:8080"})
    assert check_url("http://127.0.0.1:8799/", allowed).port == 8799
    assert check_url("http://[::1]/", allowed).host == "::1"
    assert check_addresses("desk.internal", ["10.0.0.5"], allowed, 8080) == ("10.0.0.5",)
    assert check_addresses("localhost", ["127.0.0.1"], allowed, 8799) == ("127.0.0.1",)
    for url in ("http://127.0.0.1/", "http://127.0.0.1:8798/", "http://[::1]:8799/"):
        with pytest.raises(Refusal):
            check_url(url, allowed)
    for host, address, port in (("desk.internal", "10.0.0.5", 80), ("localhost", "127.0.0.1", None)):
        with pytest.raises(Refusal):
            check_addresses(host, [address], allowed, port)
