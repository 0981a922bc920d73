"""The page of a notebook shows everything and runs nothing."""

from html.parser import HTMLParser

import nbformat
import pytest

from ecstats.runner.page import page

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"


def shown(*outputs, text="# Title", source="x = '<b>'"):
    cells = [
        nbformat.v4.new_markdown_cell(text),
        nbformat.v4.new_code_cell(source, outputs=[*outputs]),
    ]
    return page(nbformat.v4.new_notebook(cells=cells), "02_<gaps>", "zh").decode()


def display(**data):
    named = {key.replace("_", "/", 1).replace("_", "+"): one for key, one in data.items()}
    return nbformat.v4.new_output("display_data", data=named)


class Elements(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def elements(text):
    parser = Elements()
    parser.feed(text.partition("<body>")[2])
    return parser.found


def test_everything_is_shown():
    text = shown(
        nbformat.v4.new_output("stream", text="printed <i>\x1b[31mred\x1b[0m"),
        display(text_html="<table><tr><td>1 &lt; 2</td></tr></table>", text_plain="table"),
        display(**{"image_svg_xml": "<svg/>", "text_plain": 'a "picture" <of>'}),
        display(text_markdown="*said*"),
        display(text_plain="<Chart>"),
        nbformat.v4.new_output("error", ename="E", evalue="e", traceback=["\x1b[1mE\x1b[0m: <e>"]),
    )
    assert text.startswith("<!doctype html>")
    assert '<html lang="zh">' in text
    assert "<title>02_&lt;gaps&gt;</title>" in text
    assert "<h1>Title</h1>" in text
    assert "<pre>x = &#x27;&lt;b&gt;&#x27;</pre>" in text
    assert "<pre>printed &lt;i&gt;red</pre>" in text
    assert "<td>1 &lt; 2</td>" in text
    assert 'src="data:image/svg+xml;base64,PHN2Zy8+"' in text
    assert 'alt="a &quot;picture&quot; &lt;of&gt;"' in text
    assert "<em>said</em>" in text
    assert "<pre>&lt;Chart&gt;</pre>" in text
    assert "<pre>E: &lt;e&gt;</pre>" in text


def test_the_page_asks_for_nothing():
    text = shown(display(text_html="<img src='https://example.org/x.png'><link href=//x>"))
    assert "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'" in text
    assert "example.org" not in text
    assert "<link" not in text


@pytest.mark.parametrize(
    "text",
    [
        shown(display(text_html=EVIL)),
        shown(display(text_markdown=EVIL)),
        shown(display(text_plain=EVIL)),
        shown(display(image_svg_xml=f"<svg>{EVIL}</svg>", text_plain=f'"{EVIL}')),
        shown(display(image_png=f'"{EVIL}', text_plain="x")),
        shown(nbformat.v4.new_output("stream", text=EVIL)),
        shown(text=EVIL, source=f"</pre>{EVIL}"),
        shown(text="[x](javascript:alert(1)) ![y](javascript:alert(1))"),
        shown(display(text_html="<meta http-equiv=refresh content='0;url=//x'><base href=//x>")),
        shown(display(text_html="<style>@import '//x'</style><form action=//x><input></form>")),
    ],
)
def test_what_others_wrote_cannot_run(text):
    for tag, attributes in elements(text):
        assert tag not in {"script", "meta", "base", "style", "form", "input", "iframe", "object"}
        assert not any(name.startswith("on") for name in attributes)
        for name in ("href", "src"):
            assert (attributes.get(name) or "data:").split(":")[0] in {"data", "https"}
