"""HTMLRewriter: what is left alone, selectors, every change a handler can make, and pages that come in pieces."""

from __future__ import annotations

import json

import pytest

from tests.engine.worlds import bodies, run


def rewrite(page: str, rewriter: str, *, pieces: int = 0) -> str:
    """The page after `new HTMLRewriter()<rewriter>`. pieces: how long the pieces are in which it comes (0: whole)."""
    body = json.dumps(page)
    if pieces:
        body = f"""new ReadableStream({{ start(c) {{
          const encoder = new TextEncoder();
          for (let i = 0; i < page.length; i += {pieces}) c.enqueue(encoder.encode(page.slice(i, i + {pieces})));
          c.close(); }} }})"""
    source = f"""
      const page = {json.dumps(page)};
      export default {{ async fetch() {{ try {{
        return new Response(await new HTMLRewriter(){rewriter}.transform(new Response({body})).text());
      }} catch (e) {{ return new Response(`${{e.name}}: ${{e.message}}`); }} }} }};"""
    return bodies(run(source, "http://x.org/"))[0] or ""


ODD = (
    "<!DOCTYPE html PUBLIC \"a\" 'b'><HTML  Lang = en><!-- c --><!doc><? php ?></><br/><a href=x/y b='>' c=\"<p>\" c>1"
    " < 2 &amp; 3</A ><script>if (a </b) '</scripty>' <!-- </script><title><b></title>"
    "<svg><title><b/></title><![CDATA[<p>]]></svg>"
    "<p>open<textarea></p></textarea></nothing>é<div"
)


@pytest.mark.parametrize("pieces", [0, 1, 3])
def test_a_page_that_nobody_changes_goes_out_to_the_byte(pieces: int) -> None:
    handlers = ".on('*', { element() {}, text() {}, comments() {} }).onDocument({ doctype() {}, text() {}, end() {} })"
    assert rewrite(ODD, handlers, pieces=pieces) == ODD


PAGE = (
    '<ul id=u class="x y"><li>1</li><li lang=en-GB>2</li><li data-k="V">3</li></ul>'
    "<p><b>4</b><i><b>5</b></i></p><div><p>6</p></div><h1 class>7</h1>"
)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("li", "123"),
        ("LI:nth-child(2)", "2"),
        ("li:nth-child(odd)", "13"),
        ("li:nth-child(-n+2)", "12"),
        ("li:first-child", "1"),
        ("div p:first-of-type", "6"),
        ("ul.y > li:nth-of-type(3)", "3"),
        ("ul.z li", ""),
        ("#u li:not(:first-child)", "23"),
        ("p > b", "4"),
        ("p b", "45"),
        ("[data-k]", "3"),
        ("[data-k=v]", ""),
        ('[data-k="v" i]', "3"),
        ("[lang|=en]", "2"),
        ("[lang^=en][lang$=GB][lang*='-']", "2"),
        ("h1[class]", "7"),
        ("h1, b", "457"),
        ("p *  b", "5"),
    ],
)
def test_selectors(selector: str, found: str) -> None:
    mark = f".on({json.dumps(selector)}, {{ text(t) {{ if (t.text) t.replace(`[${{t.text}}]`); }} }})"
    page = rewrite(PAGE, mark)
    assert "".join(character for character in "1234567" if f"[{character}]" in page) == found


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("p +  a", "Unsupported combinator `+` in selector."),
        ("p >", "Dangling combinator in selector."),
        ("p::before", "Unsupported pseudo-class or pseudo-element in selector."),
        ("p[", "Unexpected token in the attribute selector."),
    ],
)
def test_what_is_no_selector_is_refused(selector: str, message: str) -> None:
    assert rewrite("", f".on({json.dumps(selector)}, {{}})") == f"TypeError: Parser error: {message}"


CHANGES = [
    ("e.before('<1>'); e.before('2', { html: true }); e.after('3'); e.after('4')", "&lt;1&gt;2<p>x</p>43"),
    ("e.prepend('1'); e.prepend('2'); e.append('3'); e.append('4')", "<p>21x34</p>"),
    ("e.setInnerContent('<b>', { html: true }); e.prepend('0'); e.append('9')", "<p>0<b>9</p>"),
    ("e.replace('new'); e.before('0'); e.after('9')", "0new9"),
    ("e.remove(); e.append('gone'); console.log(e.removed)", ""),
    ("e.removeAndKeepContent(); e.append('!')", "x!"),
    ("e.tagName = 'q'", "<q>x</q>"),
    ("e.setAttribute('A', '\"'); e.setAttribute('b', '1'); e.removeAttribute('B')", '<p a="&quot;">x</p>'),
    ("e.onEndTag((end) => { end.before('1'); end.after('2'); end.name = 'z'; })", "<p>x1</z>2"),
    ("e.onEndTag(async (end) => { await scheduler.wait(5); end.remove(); })", "<p>x"),
    ("e.setInnerContent([e.tagName, e.namespaceURI.slice(-5), e.hasAttribute('k'), e.getAttribute('k')].join())",
     "<p>p,xhtml,false,</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_changes_of_an_element(change: str, expected: str) -> None:
    assert rewrite("-<p>x</p>-", f".on('p', {{ element(e) {{ {change}; }} }})") == f"-{expected}-"


def test_attributes_and_the_source_of_those_that_stay() -> None:
    change = "e.setAttribute('n', [...e.attributes].map((pair) => pair.join('=')).join(' ')); e.removeAttribute('b');"
    page = rewrite("<img A='1' b=2 c />", f".on('img', {{ element(e) {{ {change} }} }})")
    assert page == "<img A='1' c n=\"a=1 b=2 c=\" />"


def test_an_element_without_an_end_tag_has_no_end() -> None:
    handler = ".on('br', { element(e) { e.append('no'); e.after('|'); e.onEndTag(() => {}); } })"
    assert rewrite("<br>", handler) == "TypeError: Parser error: No end tag."
    assert rewrite("<br>x", ".on('br', { element(e) { e.append('no'); e.after('|'); } })") == "<br>|x"


def test_a_removed_element_hides_what_is_in_it_also_across_pieces() -> None:
    handlers = ".on('div', { element(e) { e.remove(); } }).on('b', { element(e) { e.before('!'); } })"
    assert rewrite("a<div>b<div>c</div><b>d</b></div>e<b>f</b>", handlers, pieces=2) == "ae!<b>f</b>"


def test_comments_and_text_can_be_replaced_and_removed() -> None:
    handlers = ".on('p', { comments(c) { c.text === 'a' ? c.remove() : c.replace('<i>', { html: true }); } })"
    assert rewrite("<p><!--a-->x<!--b--></p><!--a-->", handlers) == "<p>x<i></p><!--a-->"
    handlers = ".onDocument({ comments(c) { c.text = '-->'; } })"
    problem = "TypeError: Parser error: Comment text shouldn't contain comment closing sequence (`-->`)."
    assert rewrite("<!--a-->", handlers) == problem


def test_a_multibyte_character_may_be_cut_between_two_pieces() -> None:
    source = """
      const bytes = new TextEncoder().encode('<p>é</p>');
      export default { fetch() {
        const start = (c) => { for (const byte of bytes) c.enqueue(Uint8Array.of(byte)); c.close(); };
        const body = new ReadableStream({ start });
        const headers = { 'Content-Type': 'text/html', 'Content-Length': '9' };
        return new HTMLRewriter().on('p', { element(e) { e.append('!'); } }).transform(new Response(body, { headers }));
      } };"""
    result = run(source, "http://x.org/").result.steps[0]
    assert (result.status, result.body, result.headers) == (200, "<p>é!</p>", [("content-type", "text/html")])
