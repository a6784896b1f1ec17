"""Routes: what matches, what wins, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.routes import RouteError, parse_pattern, route_table

CAT = "example.com/images/cat.png"


def worker(name: str, *patterns: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "routes": list(patterns), **more}


LESSON = route_table(
    [
        worker("site", {"pattern": "example.com/*", "zone_name": "example.com"}),
        worker("images", {"pattern": "example.com/images/*", "zone_name": "example.com"}),
        worker("www", {"pattern": "www.example.com/*", "zone_name": "example.com"}),
    ],
    no_worker=[CAT],
)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("www.example.com/*", 78),
        (CAT, 55),
        ("example.com/images*", 54),
        ("example.com/images/*", 53),
        ("example.com/*", 52),
        ("*example.com/*", 52),
        ("*.example.com/*", 26),
    ],
)
def test_scores(text: str, score: int) -> None:
    assert parse_pattern(text).score == score


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("/", "site"),
        ("/images/dog.png", "images"),
        ("/images/cat.png", ""),
        ("/images/cat.png?v=2", "images"),
        ("/Images/dog.png", "site"),
    ],
)
def test_the_lesson(path: str, runs: str) -> None:
    assert LESSON.explain(f"https://example.com{path}").worker == runs


@pytest.mark.parametrize(
    ("pattern", "url", "matches"),
    [
        ("*.example.com/", "http://a.example.com/", True),
        ("*.example.com/", "http://example.com/", False),
        ("*example.com/", "http://example.com/", True),
        ("*example.com/", "http://a.example.com/", True),
        ("*example.com/", "http://myexample.com/", True),
        ("example.com", "http://example.com", True),
        ("example.com", "http://example.com/a", False),
        ("example.com/a", "http://example.com/a?b", False),
        ("example.com/a", "http://example.com/a?", True),
        ("example.com/a*", "http://example.com/a?b", True),
        ("example.com/a*", "http://example.com/abc/d", True),
        ("example.com/a", "http://example.com/a#b", True),
        ("EXAMPLE.com/a", "http://Example.COM/a", True),
        ("example.com/a", "http://example.com/A", False),
        ("https://example.com/*", "http://example.com/", False),
        ("https://example.com/*", "https://example.com:8443/", True),
        ("example.com/*", "http://www.example.com/", False),
    ],
)
def test_matching(pattern: str, url: str, matches: bool) -> None:
    (verdict,) = route_table([worker("a", pattern)]).explain(url).verdicts
    assert verdict.matches is verdict.wins is matches
    assert verdict.why


@pytest.mark.parametrize(
    ("patterns", "url", "winner"),
    [
        (("*.example.com/*", "www.example.com/*"), "https://www.example.com/", "www.example.com/*"),
        (("example.com/images/*", "example.com/images*"), "https://example.com/images/hello", "example.com/images*"),
        (("*.example.com/a", "a.example.com/*"), "https://a.example.com/a", "a.example.com/*"),
    ],
)
def test_the_most_specific_wins_with_the_known_oddities(patterns: tuple[str, str], url: str, winner: str) -> None:
    for order in (patterns, patterns[::-1]):
        found = route_table([worker("a", order[0]), worker("b", order[1])]).explain(url).winner
        assert found is not None
        assert found.pattern.text == winner


def reasons(url: str) -> dict[str, str]:
    return {verdict.route.pattern.text: verdict.why for verdict in LESSON.explain(url).verdicts}


def test_each_route_says_why() -> None:
    assert reasons("https://example.com/images/cat.png") == {
        "www.example.com/*": "example.com is not www.example.com",
        CAT: "it matches, and none that does is more specific (2 × 26 + 3 = 55)",
        "example.com/images/*": "it matches too, and is less specific: 53 < 55",
        "example.com/*": "it matches too, and is less specific: 52 < 55",
    }
    query = reasons("https://example.com/images/cat.png?v=2")[CAT]
    assert query == "the whole URL counts, and ?v=2 is part of it; only a * at the end would take it"
    assert reasons("https://example.com/Images/cat.png")[CAT] == "upper and lower case differ in paths"


@pytest.mark.parametrize(
    ("pattern", "url", "words"),
    [
        ("*.example.com/*", "https://example.com/", "the hosts below example.com, not example.com itself"),
        ("example.com", "https://example.com/a", "a pattern without a path means / alone"),
        ("https://example.com/*", "http://example.com/", "it takes https:// only"),
        ("example.com/a*", "https://example.com/b", "/b is not one of /a*"),
    ],
)
def test_why_it_does_not_match(pattern: str, url: str, words: str) -> None:
    (verdict,) = route_table([worker("a", pattern)]).explain(url).verdicts
    assert words in verdict.why


def test_a_tie_is_called_a_model() -> None:
    found = route_table([worker("a", "example.com/*"), worker("b", "*example.com/*")]).explain("https://example.com/")
    assert found.worker == "b"
    assert "a model" in found.verdicts[1].why


def test_sentences() -> None:
    assert LESSON.explain("https://www.example.com/").sentence == (
        '"www.example.com/*" runs the Worker www; its fetch(request) goes on to the origin.'
    )
    assert LESSON.explain(f"https://{CAT}").sentence == f'"{CAT}" has no Worker: the request goes on to the origin.'
    assert LESSON.explain("https://other.dev/").sentence.startswith("No route matches")


def test_a_route_runs_before_the_custom_domain_of_its_host() -> None:
    shop = {"pattern": "shop.example.com", "custom_domain": True}
    table = route_table([worker("shop", shop), worker("guard", "shop.example.com/admin/*")])
    admin = table.explain("https://shop.example.com/admin/x")
    assert (admin.worker, admin.behind) == ("guard", "shop")
    assert admin.sentence.endswith("goes on to the Worker shop.")
    home = table.explain("https://SHOP.example.com/")
    assert (home.worker, home.behind) == ("shop", "")
    assert "custom domain of the Worker shop" in home.sentence
    assert table.explain("https://a.shop.example.com/").winner is None


def test_a_route_without_a_worker_leaves_the_custom_domain() -> None:
    shop = {"pattern": "shop.example.com", "custom_domain": True}
    found = route_table([worker("shop", shop)], no_worker=["shop.example.com/plain"]).explain(
        "https://shop.example.com/plain"
    )
    assert (found.worker, found.behind) == ("", "shop")


@pytest.mark.parametrize(
    ("configuration", "reached"),
    [
        ({"name": "shop"}, "shop"),
        ({"name": "shop", "workers_dev": False}, ""),
        ({"name": "shop", "routes": ["example.com/*"]}, ""),
        ({"name": "shop", "route": "example.com/*"}, ""),
        ({"name": "shop", "routes": ["example.com/*"], "workers_dev": True}, "shop"),
        ({"name": "shop", "routes": []}, "shop"),
    ],
)
def test_workers_dev(configuration: dict[str, Any], reached: str) -> None:
    assert route_table([configuration]).explain("https://shop.example.workers.dev/any?x").worker == reached


def test_a_pattern_belongs_to_one_worker() -> None:
    with pytest.raises(RouteError, match="the Worker a has it already"):
        route_table([worker("a", "example.com/*"), worker("b", "Example.com/*")])


@pytest.mark.parametrize(
    "text", ["*.example.com/api/*", "https://example.com/secure/*", "example.com/a*", "*example.com"]
)
def test_valid(text: str) -> None:
    assert parse_pattern(text, "example.com").text == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("example.com/*.jpg", "Such as example.com/*, and look"),
        ("example.com/a/*/b", "* may only be the last character"),
        ("example.com/**", "* may only be the last character"),
        ("example.com/?x=1", "it has a query"),
        ("example.com/?a=*", "it has a query"),
        ("example.com/#top", "it has a fragment"),
        ("example.*/a", "* may only be the first character"),
        ("example.com*", "Such as example.com/*."),
        ("www.*.example.com/*", "* may only be the first character"),
        ("ftp://example.com/*", "is no scheme of a route"),
        ("example.com:8080/*", "no port"),
        ("/images/*", "is no host name"),
        ("", "is no host name"),
        ("*/*", "is no host name"),
        ("exa mple.com/*", "is no host name"),
        ("myexample.com/*", "not in the zone example.com"),
    ],
)
def test_refusals(text: str, words: str) -> None:
    with pytest.raises(RouteError) as caught:
        parse_pattern(text, "example.com")
    assert words in str(caught.value)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("*.example.com", "Wildcard operators (*) are not allowed in Custom Domains"),
        ("example.com/a", "Paths are not allowed in Custom Domains"),
    ],
)
def test_custom_domains_are_hosts(host: str, words: str) -> None:
    with pytest.raises(RouteError) as caught:
        route_table([worker("a", {"pattern": host, "custom_domain": True})])
    assert words in str(caught.value)


@pytest.mark.parametrize("url", ["example.com/", "ftp://example.com/", "https://", "https://[", ""])
def test_what_is_no_url(url: str) -> None:
    with pytest.raises(RouteError, match="that is no URL"):
        LESSON.explain(url)


PATTERNS = st.lists(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "https://"]),
        st.sampled_from(["a.dev", "*a.dev", "*.a.dev", "b.a.dev", "*.b.a.dev"]),
        st.sampled_from(["", "/", "/*", "/x", "/x*", "/x/*", "/x/y"]),
    ),
    unique=True,
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(PATTERNS, st.sampled_from(["a.dev", "b.a.dev", "c.b.a.dev", "za.dev"]), st.sampled_from(["/", "/x", "/x/y?z"]))
def test_one_wins_if_any_matches_whatever_the_order(patterns: list[str], host: str, path: str) -> None:
    for scheme in ("http", "https"):
        url = f"{scheme}://{host}{path}"
        found = route_table([worker("a", *patterns)]).explain(url)
        again = route_table([worker("a", *patterns[::-1])]).explain(url)
        matching = [verdict for verdict in found.verdicts if verdict.matches]
        assert sum(verdict.wins for verdict in found.verdicts) == bool(matching)
        assert found.worker == again.worker == ("a" if matching else "")
        if matching:
            assert max(verdict.score or 0 for verdict in matching) == next(v.score for v in matching if v.wins)
