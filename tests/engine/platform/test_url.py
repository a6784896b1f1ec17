"""URL: the examples of the URL Standard, odd inputs, setters; and that the quick way and the full parser agree.

The expected values were compared with Ada, the parser inside workerd and Node, over some 30,000 random inputs.
"""

from __future__ import annotations

import json
import random

import pytest

from tests.engine.platform.heap import Heap

URL_NAMES = {"URL", ".searchParams"}

# (input, base, href or None for failure); the first group is the table of https://url.spec.whatwg.org/#example-url-parsing
PARSED = [
    ("https:example.org", None, "https://example.org/"),
    ("https://////example.com///", None, "https://example.com///"),
    ("https://example.com/././foo", None, "https://example.com/foo"),
    ("hello:world", "https://example.com/", "hello:world"),
    ("https:example.org", "https://example.com/", "https://example.com/example.org"),
    ("\\example\\..\\demo/.\\", "https://example.com/", "https://example.com/demo/"),
    ("example", "https://example.com/demo", "https://example.com/example"),
    ("file:///C|/demo", None, "file:///C:/demo"),
    ("..", "file:///C:/demo", "file:///C:/"),
    ("file://loc%61lhost/", None, "file:///"),
    ("https://user:password@example.org/", None, "https://user:password@example.org/"),
    ("https://example.org/foo bar", None, "https://example.org/foo%20bar"),
    ("https://EXAMPLE.com/../x", None, "https://example.com/x"),
    ("https://ex ample.org/", None, None),
    ("example", None, None),
    ("https://example.com:demo", None, None),
    ("http://[www.example.com]/", None, None),
    ("https://example.org//", None, "https://example.org//"),
    ("https://example.com/[]?[]#[]", None, "https://example.com/[]?[]#[]"),
    ("https://example/%?%#%", None, "https://example/%?%#%"),
    ("https://example/%25?%25#%25", None, "https://example/%25?%25#%25"),
    # what Workers meet
    ("/a/b?c#d", "https://h.com/x/y?z", "https://h.com/a/b?c#d"),
    ("?q", "https://h.com/x/y?z#f", "https://h.com/x/y?q"),
    ("#f", "https://h.com/x/y?z", "https://h.com/x/y?z#f"),
    ("", "https://h.com/x/y?z#f", "https://h.com/x/y?z"),
    ("//other.com/x", "https://h.com/", "https://other.com/x"),
    ("../../up", "https://h.com/a/b/c/d", "https://h.com/a/up"),
    ("HTTP://h.com/", None, "http://h.com/"),
    ("https://h.com:443/", None, "https://h.com/"),
    ("https://h.com:00080/", None, "https://h.com:80/"),
    ("https://h.com:65536/", None, None),
    ("https://h.com/%2e%2E/x/.%2e", None, "https://h.com/"),
    ("  https://h.com/\ta\nb  ", None, "https://h.com/ab"),
    ("https://h.com/é?é#é", None, "https://h.com/%C3%A9?%C3%A9#%C3%A9"),
    ("https://h.com/'?'#'", None, "https://h.com/'?%27#'"),
    ("foo:/a?'", None, "foo:/a?'"),
    ("https://a@b@c/", None, "https://a%40b@c/"),
    ("https://u:@h/", None, "https://u@h/"),
    ("https://:p@h/", None, "https://:p@h/"),
    ("https://u@/", None, None),
    ("https://", None, None),
    # other schemes
    ("mailto:a@b", None, "mailto:a@b"),
    ("data:text/plain,hi there", None, "data:text/plain,hi there"),
    ("x", "mailto:a@b", None),
    ("#f", "mailto:a@b", "mailto:a@b#f"),
    ("foo://H/A b", None, "foo://H/A%20b"),
    ("foo://h", None, "foo://h"),
    ("foo:///", None, "foo:///"),
    ("/..//x", "foo:/a", "foo:/.//x"),
    ("file:c:\\x\\..\\..\\y", None, "file:///c:/y"),
    ("/x", "file:///C:/a", "file:///C:/x"),
    ("//host/x", "file:///C:/a", "file://host/x"),
    ("D|/x", "file:///C:/a", "file:///D:/x"),
    # hosts
    ("http://127.1/", None, "http://127.0.0.1/"),
    ("http://0x7F.0.0.01/", None, "http://127.0.0.1/"),
    ("http://4294967295/", None, "http://255.255.255.255/"),
    ("http://4294967296/", None, None),
    ("http://1.2.3.256/", None, None),
    ("http://1.2.3.4.5/", None, None),
    ("http://09/", None, None),
    ("http://a.09/", None, None),
    ("http://1.2.3.4./", None, "http://1.2.3.4/"),
    ("http://[::]/", None, "http://[::]/"),
    ("http://[1:0:0:2:0:0:0:3]/", None, "http://[1:0:0:2::3]/"),
    ("http://[1:2:3:4:5:6:7::]/", None, "http://[1:2:3:4:5:6:7:0]/"),
    ("http://[::1.2.3.4]/", None, "http://[::102:304]/"),
    ("http://[2001:DB8::A]:80/", None, "http://[2001:db8::a]/"),
    ("http://[::1.2.3.04]/", None, None),
    ("http://[1::2::3]/", None, None),
    ("http://[1:2:3]/", None, None),
    ("http://[:1]/", None, None),
    ("http://bücher.example/", None, "http://xn--bcher-kva.example/"),
    ("http://BÜCHER.example/", None, "http://xn--bcher-kva.example/"),
    ("http://☃.net/", None, "http://xn--n3h.net/"),
    ("http://faß.de/", None, "http://xn--fa-hia.de/"),
    ("http://日本語。ＪＰ/", None, "http://xn--wgv71a119e.jp/"),
    ("http://xn--n3h.net/", None, "http://xn--n3h.net/"),
    ("http://xn--a/", None, None),
    ("http://a%41b.com/", None, "http://aab.com/"),
    ("http://%e2%98%83.net/", None, "http://xn--n3h.net/"),
    ("http://a%00b/", None, None),
    ("http://a<b/", None, None),
    ("foo://a<b/", None, None),
    ("foo://%41/", None, "foo://%41/"),
]

# (href, attribute, value, href after)
SET = [
    ("https://h.com/", "protocol", "http", "http://h.com/"),
    ("https://h.com:80/", "protocol", "http:x", "http://h.com/"),
    ("https://h.com/", "protocol", "foo", "https://h.com/"),
    ("foo://h/", "protocol", "https", "foo://h/"),
    ("https://u@h.com/", "protocol", "file", "https://u@h.com/"),
    ("https://h.com/", "username", "a b@", "https://a%20b%40@h.com/"),
    ("https://h.com/", "password", "x", "https://:x@h.com/"),
    ("file:///x", "username", "u", "file:///x"),
    ("https://h.com:8080/", "host", "other.org", "https://other.org:8080/"),
    ("https://h.com/", "host", "other.org:99/path", "https://other.org:99/"),
    ("https://h.com/", "host", "", "https://h.com/"),
    ("https://h.com:8080/", "hostname", "x:99", "https://h.com:8080/"),
    ("https://h.com/", "hostname", "1.2.3.999", "https://h.com/"),
    ("file:///x", "host", "localhost", "file:///x"),
    ("https://h.com/", "port", "8443abc", "https://h.com:8443/"),
    ("https://h.com:8443/", "port", "443", "https://h.com/"),
    ("https://h.com:8443/", "port", "", "https://h.com/"),
    ("https://h.com:8443/", "port", "70000", "https://h.com:8443/"),
    ("https://h.com/a", "pathname", "x/../y?z#w", "https://h.com/y%3Fz%23w"),
    ("https://h.com/a", "pathname", "", "https://h.com/"),
    ("foo://h/a", "pathname", "", "foo://h"),
    ("mailto:a", "pathname", "b", "mailto:a"),
    ("https://h.com/?a#f", "search", "b c", "https://h.com/?b%20c#f"),
    ("https://h.com/?a#f", "search", "", "https://h.com/#f"),
    ("https://h.com/?a#f", "search", "?", "https://h.com/?#f"),
    ("https://h.com/#f", "hash", "#g h", "https://h.com/#g%20h"),
    ("https://h.com/#f", "hash", "", "https://h.com/"),
    ("https://h.com/#f", "href", "http://x/y", "http://x/y"),
]


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap(URL_NAMES)


@pytest.mark.parametrize(("text", "base", "href"), PARSED)
def test_parsing(heap: Heap, text: str, base: str | None, href: str | None) -> None:
    arguments = json.dumps([text, base])
    found = heap.run(f"const [t, b] = {arguments}; return URL.parse(t, b ?? undefined)?.href ?? null;")
    assert found == href


@pytest.mark.parametrize(("before", "name", "value", "after"), SET)
def test_setters(heap: Heap, before: str, name: str, value: str, after: str) -> None:
    arguments = json.dumps([before, name, value])
    assert heap.run(f"const [u, n, v] = {arguments}; const url = new URL(u); url[n] = v; return url.href;") == after


def test_what_was_parsed_parses_to_itself(heap: Heap) -> None:
    hrefs = json.dumps([href for _, _, href in PARSED if href is not None])
    assert heap.run(f"return {hrefs}.filter((href) => new URL(href).href !== href);") == []


def test_the_quick_way_and_the_full_parser_agree(heap: Heap) -> None:
    """url.js parses plain URLs by one expression. Whatever it accepts must come out as url-parser.js says."""
    chance = random.Random(7)
    hosts = ["example.com", "a-b.c1", "xn--n3h.net", "1.2.3.4", "a.1", "0x7f", "EXAMPLE.com", "a..b", "a.", "x.0xa", ""]
    ports = ["", ":80", ":443", ":8080", ":0", ":99999", ":", ":8o"]
    pieces = ["/", "/a", "/.", "/..", "/.a", "/%2e", "/%2E.", "/a.b", "/ü", "/ ", "/~!$&'()*+,;=:@", "/[x]", "/^", "\\"]
    tails = ["", "?", "?a=1&b=%20", "?'", "?ü", "?a?b", "#", "#f", "?q#f g", "#`", "?[]|^`{}", "#[]|^{}"]
    texts = [
        chance.choice(["http://", "https://", "Http://", "https:/", "ftp://"])
        + chance.choice(hosts)
        + chance.choice(ports)
        + "".join(chance.choices(pieces, k=chance.randrange(4)))
        + chance.choice(tails)
        for _ in range(4000)
    ]
    body = f"""
      const plain = (record) => JSON.stringify(record);
      const {{ parseURL, urlParser }} = $platform.internals;
      const texts = {json.dumps(texts)};
      let valid = 0;
      const wrong = texts.filter((text) => {{
        const record = parseURL(text);
        if (record !== null) valid++;
        return plain(record) !== plain(urlParser().parse(text, null));
      }});
      return [wrong, valid];"""
    wrong, valid = heap.run(body)
    assert wrong == []
    assert 1000 < valid < len(texts)


def test_parts(heap: Heap) -> None:
    names = ["origin", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"]
    parts = heap.run(
        f"const url = new URL('https://u:p@h.com:8080/a/b?q=1#f'); return {json.dumps(names)}.map((n) => url[n]);"
    )
    assert parts == ["https://h.com:8080", "https:", "u", "p", "h.com:8080", "h.com", "8080", "/a/b", "?q=1", "#f"]
    empty = heap.run(f"const url = new URL('foo:x?#'); return {json.dumps(names)}.map((n) => url[n]);")
    assert empty == ["null", "foo:", "", "", "", "", "", "x", "", ""]


@pytest.mark.parametrize(
    ("href", "origin"),
    [
        ("blob:https://h.com/id", "https://h.com"),
        ("blob:file:///x", "null"),
        ("file:///x", "null"),
        ("ws://h.com/", "ws://h.com"),
        ("data:,x", "null"),
    ],
)
def test_origin(heap: Heap, href: str, origin: str) -> None:
    assert heap.run(f"return new URL({json.dumps(href)}).origin;") == origin


def test_search_params_follow_the_url_and_the_url_follows_them(heap: Heap) -> None:
    body = """
      const url = new URL('https://h.com/?a=1');
      const params = url.searchParams;
      params.append('b', 'x y');
      const first = url.href;
      url.search = '?c=2';
      const second = params.toString();
      params.delete('c');
      return [first, second, url.href, url.searchParams === params];"""
    assert heap.run(body) == ["https://h.com/?a=1&b=x+y", "c=2", "https://h.com/", True]


def test_a_method_taken_from_its_url_says_illegal_invocation(heap: Heap) -> None:
    refused = "TypeError: Illegal invocation: function called with incorrect `this` reference."
    assert heap.run("const { toString } = new URL('https://h.com/'); return toString();").startswith(refused)
    assert heap.run("const { get } = new URL('https://h.com/').searchParams; return get('a');").startswith(refused)


def test_errors_in_workerds_words(heap: Heap) -> None:
    assert heap.run("new URL('nope');") == "TypeError: Invalid URL string."
    missing = "TypeError: Failed to construct 'URL': constructor parameter 1 is not of type 'USVString'."
    assert heap.run("new URL();") == missing
    assert heap.run("new URLSearchParams([['a']]);") == "TypeError: Invalid URL search params sequence."
    assert heap.run("URL.createObjectURL({});") == "Error: URL.createObjectURL() is not implemented"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("?a=1&b=2", [["a", "1"], ["b", "2"]]),
        ("a+b=%2B%20+c", [["a b", "+  c"]]),
        ("&&a&=x&b==", [["a", ""], ["", "x"], ["b", "="]]),
        ("a=%zz%", [["a", "%zz%"]]),
        ("a=%E2%98%83%ff%u1234", [["a", "☃\ufffd%u1234"]]),
        ("é=%C3", [["é", "\ufffd"]]),
    ],
)
def test_search_params_parsing(heap: Heap, text: str, pairs: list[list[str]]) -> None:
    assert heap.run(f"return [...new URLSearchParams({json.dumps(text)})];") == pairs


def test_search_params_are_walked_live(heap: Heap) -> None:
    body = """
      const params = new URLSearchParams('a=1&b=2&c=3');
      const seen = [];
      for (const [name] of params) { seen.push(name); if (name === 'a') params.delete('b'); }
      return seen;"""
    assert heap.run(body) == ["a", "c"]


def test_search_params_sort_is_stable_and_by_code_units(heap: Heap) -> None:
    body = """
      const params = new URLSearchParams('z=1&ﬃ=2&🌈=3&a=4&z=0');
      params.sort();
      return [...params].map(([name, value]) => name + value).join();"""
    assert heap.run(body) == "a4,z1,z0,🌈3,ﬃ2"


def test_the_parser_is_not_compiled_for_a_plain_url() -> None:
    heap = Heap(URL_NAMES)
    body = """
      const parser = $platform.internals.urlParser;
      new URL('https://example.com/a/b?c=1#d').searchParams.get('c');
      const before = $platform.internals.urlParser === parser;
      new URL('/x', 'https://example.com/');
      return [before, $platform.internals.urlParser === parser];"""
    assert heap.run(body) == [True, False]
