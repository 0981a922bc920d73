"""Texts of files in every format, and one clear line for each file that cannot be read."""

import importlib
import io
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ecstats import extraction
from ecstats.errors import InputError
from ecstats.extraction import plain, text_of

# fpdf2 leaves the file of a font open.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore:unclosed file:ResourceWarning"
)
WORDS = "网上零售额达到86.5亿元，同比增长12.3%。"


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# Plain text


def test_a_text_in_utf_8_is_left_as_it_is(tmp_path: Path) -> None:
    words = f"\ufeff{WORDS}\r\n\r\n  甲\t乙  \n"
    assert text_of(written(tmp_path, "a.txt", words)) == (words, True)


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_decoding_undoes_encoding(words: str) -> None:
    assert plain.decoded(words.encode(), "a.txt") == words
    assert plain.decoded(b"\xff\xfe" + words.encode("utf-16-le"), "a.txt") == "\ufeff" + words
    declared = words.encode("gb18030")
    assert plain.decoded(declared, "a.html", "gb2312") == words


def test_a_text_in_gb_18030_is_read_but_is_not_the_text_itself(tmp_path: Path) -> None:
    assert text_of(written(tmp_path, "a.txt", WORDS.encode("gb18030"))) == (WORDS, False)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "a.txt: is empty"),
        ("a.txt", " \n\u3000\t".encode(), "a.txt: holds no text"),
        ("a.txt", b"\xff\x00\x81\x00", "a.txt: is not text in utf-8 or gb18030; save it as UTF-8"),
        ("a.html", b"<html><script>86.5</script></html>", "a.html: holds no text"),
        ("a.docx", b"\xd0\xcf\x11\xe0 and more", "a.docx: is encrypted or in the old format .doc"),
        ("a.docx", b"PK\x03\x04 broken", "a.docx: is no Word file that can be read"),
        ("a.pdf", b"%PDF-1.7 broken", "a.pdf: is no PDF file that can be read"),
        ("a.xlsx", b"any", "unknown format '.xlsx'; "),
        ("a", b"any", "unknown format ''"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(
    name: str, data: bytes, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        text_of(written(tmp_path, name, data))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt: cannot be read \(No such file"):
        text_of(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a.html", "a.docx", "a.pdf"])
def test_a_missing_package_is_named_by_what_installs_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(package: str) -> None:
        raise ImportError(package)

    monkeypatch.setattr(extraction, "import_module", missing)
    with pytest.raises(InputError, match=r"pip install 'ecstats\[draft\]'$"):
        text_of(written(tmp_path, name, WORDS))


@given(st.text())
def test_a_cell_is_one_line_without_spaces_at_its_ends(words: str) -> None:
    cell = plain.cell(words)
    assert cell == plain.cell(cell)
    assert not set(cell) & set("\n\r\t\u00a0")
    assert cell == cell.strip(" \u3000")


# Web pages


def page(body: str, encoding: str = "utf-8") -> bytes:
    return f'<html><head><meta charset="{encoding}"></head><body>{body}</body></html>'.encode(
        "gb18030" if encoding.startswith("gb") else encoding
    )


def html(tmp_path: Path, body: str, encoding: str = "utf-8") -> str:
    return text_of(written(tmp_path, "a.html", page(body, encoding))).text


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb2312", "gb18030"])
def test_a_page_is_read_in_the_encoding_that_it_declares(encoding: str, tmp_path: Path) -> None:
    # 镕 is in GBK but not in GB 2312, 㐀 in neither: pages that declare these use them.
    words = WORDS + ("镕㐀" if encoding != "gbk" else "镕")
    assert html(tmp_path, f"<p>{words}</p>", encoding) == f"{words}\n"


def test_a_page_gives_its_blocks_as_lines_and_leaves_out_what_is_not_read(tmp_path: Path) -> None:
    body = (
        "<script>var a = 1;</script><style>p{}</style><!-- 12家 --><h1>标题</h1>"
        "<div>甲<p>乙 <b>3.8</b>万\n 家</p>丙<br>丁&nbsp;戊</div><ul><li>一</li><li>二</li></ul>"
    )
    assert html(tmp_path, body) == "标题\n甲\n乙 3.8万 家\n丙\n丁 戊\n一\n二\n"


def test_cells_over_several_rows_and_columns_keep_the_columns(tmp_path: Path) -> None:
    table = (
        "<table><tr><th rowspan=2>指标</th><th colspan=2>数值</th></tr>"
        "<tr><th>2020年</th><th>2025年</th></tr>"
        "<tr><td><p>零售额</p><p>（亿元）</p></td><td>41.8</td><td>130</td></tr></table>"
    )
    assert html(tmp_path, table) == ("指标\t数值\t\n\t2020年\t2025年\n零售额 （亿元）\t41.8\t130\n")


def test_a_table_that_only_arranges_the_page_is_no_table(tmp_path: Path) -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr></table>"
    outer = f"<table><tr><td>栏目</td><td><p>正文</p>{inner}</td></tr></table>"
    assert html(tmp_path, outer) == "栏目\n正文\n甲\t1\n"


# Word files


def test_a_word_file_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    docx = importlib.import_module("docx")
    document = docx.Document()
    document.add_paragraph("前言")
    table = document.add_table(rows=3, cols=3)
    for row, cells in enumerate([["指标", "2020年", "2025年"], ["甲", "1", "2"], ["乙", "3", "4"]]):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    paragraph = document.add_paragraph("覆盖率")
    paragraph.add_run("60").bold = True
    paragraph.add_run("%\n第二行")
    buffer = io.BytesIO()
    document.save(buffer)
    text = text_of(written(tmp_path, "a.docx", buffer.getvalue())).text
    assert text == "前言\n指标\t2020年 2025年\t\n甲 乙\t1\t2\n\t3\t4\n覆盖率60%\n第二行\n"


def test_tracked_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    docx = importlib.import_module("docx")
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    paragraph = document.add_paragraph("达到")
    for words, tag in (("<w:delText>50</w:delText>", "del"), ("<w:t>60</w:t>", "ins")):
        xml = f"<w:{tag} {nsdecls('w')} w:id='1' w:author='a'><w:r>{words}</w:r></w:{tag}>"
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run("%")
    buffer = io.BytesIO()
    document.save(buffer)
    assert text_of(written(tmp_path, "a.docx", buffer.getvalue())).text == "达到60%\n"


# PDF files


def pdf_page(root: Path) -> object:
    fpdf = importlib.import_module("fpdf")
    document = fpdf.FPDF(format="A4")
    document.add_page()
    document.add_font("sans", fname=str(root / "src/ecstats/fonts/ecstats-sans-sc.ttf"))
    document.set_font("sans", size=12)
    return document


def saved(document: object, tmp_path: Path) -> Path:
    return written(tmp_path, "a.pdf", bytes(document.output()))  # type: ignore[attr-defined]


def test_lines_of_a_pdf_are_joined_and_its_table_keeps_its_rows(root: Path, tmp_path: Path) -> None:
    document = pdf_page(root)
    long = WORDS.replace("。", "，") * 4 + "完成。"
    document.multi_cell(0, 8, long, new_x="LMARGIN", new_y="NEXT")  # type: ignore[attr-defined]
    with document.table(first_row_as_headings=False) as table:  # type: ignore[attr-defined]
        for cells in (("指标", "2020年", "2025年"), ("零售额（亿元）", "41.8", "130")):
            row = table.row()
            for words in cells:
                row.cell(words)
    document.cell(0, 10, "结尾", new_x="LMARGIN", new_y="NEXT")  # type: ignore[attr-defined]
    document.set_y(-30)  # type: ignore[attr-defined]
    document.cell(0, 10, "— 3 —", align="C")  # type: ignore[attr-defined]
    text = text_of(saved(document, tmp_path)).text
    assert text == f"{long}\n指标\t2020年\t2025年\n零售额（亿元）\t41.8\t130\n结尾\n"


def test_an_encrypted_pdf_says_so(root: Path, tmp_path: Path) -> None:
    document = pdf_page(root)
    document.set_encryption(owner_password="a", user_password="b")  # type: ignore[attr-defined]
    document.cell(0, 10, WORDS)  # type: ignore[attr-defined]
    with pytest.raises(InputError, match=r"a\.pdf: is encrypted; save a copy without a password$"):
        text_of(saved(document, tmp_path))


def test_a_scanned_pdf_says_that_its_pages_are_pictures(root: Path, tmp_path: Path) -> None:
    document = pdf_page(root)
    document.rect(10, 10, 100, 100, style="F")  # type: ignore[attr-defined]
    with pytest.raises(InputError, match=r"holds 0 characters on 1 pages.*OCR"):
        text_of(saved(document, tmp_path))


def bare_pdf(encoding: str, words: bytes) -> bytes:
    """A PDF whose font is neither embedded nor mapped to Unicode, as Chinese offices set them."""
    content = b"BT /F1 12 Tf 72 700 Td <" + words.hex().encode() + b"> Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/FangSong_GB2312/Encoding/%s"
        b"/DescendantFonts[6 0 R]>>" % encoding.encode(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/FangSong_GB2312/DW 1000/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        b"<</Type/FontDescriptor/FontName/FangSong_GB2312/Flags 4/Ascent 880/Descent -120"
        b"/FontBBox[0 -200 1000 900]/ItalicAngle 0/CapHeight 700/StemV 80>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("GBK-EUC-H", "gbk"), ("UniGB-UCS2-H", "utf-16-be"), ("GBK2K-H", "gb18030")],
)
def test_a_pdf_in_a_predefined_character_map_is_read(
    encoding: str, codec: str, tmp_path: Path
) -> None:
    words = "全省网上零售额完成数亿元同比增长"
    path = written(tmp_path, "a.pdf", bare_pdf(encoding, words.encode(codec)))
    assert text_of(path).text == f"{words}\n"


def test_a_pdf_without_any_map_is_refused(tmp_path: Path) -> None:
    data = bare_pdf("Identity-H", bytes(range(60, 100))).replace(b"(GB1)", b"(Own)")
    with pytest.raises(InputError, match="cannot be told from their fonts"):
        text_of(written(tmp_path, "a.pdf", data))
