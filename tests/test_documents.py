"""Anchoring, on a document made for the tests and on the real ones where they are."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import documents, tables
from ecstats.errors import InputError

# (quote, as_written within it, value, upper, unit, power of ten, bound, kind)
QUOTED = [
    ("某省网店销售额达到3.80亿元", "3.80亿元", "3.80", None, "CNY", 8, "exact", "observed"),
    ("拨款超过3600万元", "超过3600万元", "3600", None, "CNY", 4, "over", "observed"),
    ("服务商铺3.8万多家", "3.8万多家", "3.8", None, "FIRM", 4, "some_over", "observed"),
    ("建立货仓10-15个", "10-15个", "10", "15", "WAREHOUSE", 0, "range", "target"),
    ("覆盖率达到70%以上", "70%以上", "70", None, "PERCENT", 0, "at_least", "threshold"),
    ("每县至少打造、推广两种产品", "两种", "2", None, "PRODUCT", 0, "at_least", "target"),
    ("发货周期缩短20%", "20%", "-20", None, "PERCENT", 0, "exact", "change"),
    ("采购成本降低2/3", "2/3", "-0.6667", None, "FRACTION", 0, "exact", "change"),
    ("低于全国3.1个百分点", "3.1个百分点", "-3.1", None, "PERCENTAGE_POINT", 0, "exact", "change"),
    ("高于全国2.4个百分点", "2.4个百分点", "2.4", None, "PERCENTAGE_POINT", 0, "exact", "change"),
    ("订单减少9%而利润提高8%", "8%", "8", None, "PERCENT", 0, "exact", "change"),
]  # fmt: skip
CELLS = [("1234.50", "CNY", 8), ("2000", "CNY", 8)]
TEXT = (
    "序号 |\n甲 |\n销售额(亿元) |\n1234.50 |\n2000 |\n备注 |\n𠮷"
    + "，".join(quote for quote, *_ in QUOTED)
    + "。\n"
)
UNITS = pd.DataFrame(
    {
        "unit_measure": ["CNY", "FIRM", "PERCENT", "FRACTION"],
        "printed_forms": ["元", "家;个", "%", None],
    }
)


def source(text=TEXT, **changes):
    row = {
        "source_id": "made-up",
        "file_name": "made-up.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "characters": len(text),
    }
    return pd.DataFrame([row | changes])


def ledger():
    rows = [
        (value, value, None, unit, power, "exact", "observed", value)
        for value, unit, power in CELLS
    ]
    rows += [
        (written, value, upper, unit, power, bound, kind, quote)
        for quote, written, value, upper, unit, power, bound, kind in QUOTED
    ]
    names = "as_written obs_text obs_text_upper unit_measure unit_mult bound obs_kind quote".split()
    frame = pd.DataFrame(rows, columns=names)
    frame["source_id"] = "made-up"
    frame["figure_id"] = [f"made-up-{number:03}" for number in range(1, len(rows) + 1)]
    frame["start"] = [
        TEXT.index(row.quote) + row.quote.rindex(row.as_written) for row in frame.itertuples()
    ]
    frame["end"] = frame["start"] + frame["as_written"].str.len()
    return frame


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("documents")
    (path / "made-up.txt").write_bytes(TEXT.encode())
    return path


def faults(folder, figures, **changes):
    found = documents.verify(figures, source(**changes), folder, UNITS)
    assert list(found) == ["file", "row", "check", "expected", "found"]
    return [(row.row, row.check, row.expected, row.found) for row in found.itertuples()]


def test_a_sound_ledger_has_no_faults(folder):
    assert faults(folder, ledger()) == []


def tampered(row, **changes):
    figures = ledger().astype(object)
    for column, value in changes.items():
        figures.loc[row, column] = value
    return figures


@pytest.mark.parametrize(
    ("row", "changes", "check", "expected", "found"),
    [
        (0, {"unit_mult": 4}, "obs_value", "1234.50 × 10^8", "1234.50 × 10^4"),
        (0, {"obs_text": "1234.5"}, "obs_value", "1234.50 × 10^8", "1234.5 × 10^8"),
        (0, {"unit_measure": "FIRM"}, "unit_measure", "'元'", "FIRM (家;个)"),
        (2, {"obs_text": "38.0", "unit_mult": 7}, "obs_value", "3.80 × 10^8", "38.0 × 10^7"),
        (2, {"obs_text": "3.81"}, "obs_value", "3.80 × 10^8", "3.81 × 10^8"),
        (3, {"bound": "exact"}, "bound", "over", "exact"),
        (3, {"obs_text": "-3600"}, "sign", "positive", "-3600"),
        (4, {"bound": "over"}, "bound", "some_over", "over"),
        (5, {"obs_text_upper": "16"}, "obs_value_upper", "15 × 10^0", "16 × 10^0"),
        (5, {"obs_text_upper": pd.NA}, "obs_value_upper", "15 × 10^0", "nothing"),
        (6, {"obs_text_upper": "80"}, "obs_value_upper", "nothing", "80 × 10^0"),
        (7, {"bound": "at_most"}, "bound", "exact", "at_most"),
        (8, {"obs_text": "20"}, "sign", "negative, after '缩短'", "20"),
        (9, {"obs_text": "-0.6666"}, "obs_value", "2/3 × 10^0", "-0.6666 × 10^0"),
        (10, {"obs_text": "3.1"}, "sign", "negative, after '低于'", "3.1"),
        (11, {"obs_text": "-2.4"}, "sign", "positive", "-2.4"),
        (12, {"obs_text": "-8"}, "sign", "positive", "-8"),
        (12, {"quote": "订单减少8%"}, "quote", None, "'订单减少8%'"),
        (12, {"as_written": "9%"}, "start, end", None, "'9%'"),
        (12, {"start": 0, "end": 2}, "start, end", None, "'8%'"),
    ],
)
def test_a_changed_row_is_reported_with_what_the_document_gives(
    row, changes, check, expected, found, folder
):
    figures = tampered(row, **changes)
    (fault,) = faults(folder, figures)
    assert fault[:2] == (f"made-up-{row + 1:03}", check)
    assert fault[3] == found
    assert expected is None or fault[2] == expected


def test_a_quote_that_is_too_long_is_reported(folder):
    start = int(ledger().loc[2, "start"])
    (fault,) = faults(folder, tampered(2, quote=TEXT[start - 30 : start + 40]))
    assert fault[1:] == ("quote length", "at most 60", "70")


def test_a_quote_that_stands_elsewhere_does_not_count(folder):
    (fault,) = faults(folder, tampered(2, quote="拨款超过3600万元"))
    assert fault[1] == "quote"
    assert "【3.80亿元】" in fault[2]


def test_the_place_of_the_words_is_suggested_when_offsets_are_wrong(folder):
    figures = ledger()
    place = int(figures.loc[3, "start"])
    (fault,) = faults(folder, tampered(3, start=place + 1, end=place + 9))
    assert fault[2].endswith(f"(as_written stands at {place}-{place + 8})")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_shift_of_any_row_is_reported(folder, data):
    row = data.draw(st.integers(0, len(QUOTED) + 1))
    shift = data.draw(st.integers(-20, 20).filter(bool))
    start, end = ledger().loc[row, ["start", "end"]]
    (fault,) = faults(folder, tampered(row, start=max(0, start + shift), end=end + shift))
    assert fault[:2] == (f"made-up-{row + 1:03}", "start, end")


# Identity of the documents


def test_a_missing_document_is_one_fault_and_its_rows_are_left_out(tmp_path):
    assert faults(tmp_path, ledger()) == [
        ("made-up", "document", "a file made-up.txt", "No such file or directory")
    ]


def test_a_changed_document_is_reported_with_the_rows_that_moved(tmp_path):
    changed = TEXT.replace("备注", "备 注")
    (tmp_path / "made-up.txt").write_bytes(changed.encode())
    found = faults(tmp_path, ledger())
    assert [fault[1] for fault in found[:2]] == ["sha256", "characters"]
    assert found[0][2] == hashlib.sha256(changed.encode()).hexdigest()
    assert {fault[1] for fault in found[2:]} == {"start, end"}
    assert len(found) == 2 + len(QUOTED)


def test_a_document_that_is_not_utf_8_is_reported(tmp_path):
    data = TEXT.replace("𠮷", "").encode("gbk")
    (tmp_path / "made-up.txt").write_bytes(data)
    found = faults(tmp_path, ledger(), sha256=hashlib.sha256(data).hexdigest())
    assert [fault[1:3] for fault in found] == [("encoding", "UTF-8")]


def test_a_missing_folder_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="nowhere: no such folder of documents"):
        documents.verify(ledger(), source(), tmp_path / "nowhere")


def test_reading_checks_the_identity(folder, tmp_path):
    row = source().iloc[0]
    assert documents.read(row, folder) == TEXT
    # Line ends are kept, so that offsets hold.
    (tmp_path / "made-up.txt").write_bytes("甲\r\n乙\n".encode())
    assert documents.read(source("甲\r\n乙\n").iloc[0], tmp_path) == "甲\r\n乙\n"
    (tmp_path / "made-up.txt").unlink()
    with pytest.raises(InputError, match=r"made-up\.txt: document of source 'made-up': expected"):
        documents.read(row, tmp_path)
    with pytest.raises(InputError, match=r"sha256 of source 'made-up': expected [0-9a-f]{64}"):
        documents.read(source("else").iloc[0], folder)


# Finding words


@pytest.mark.parametrize(
    ("text", "quote", "written", "places"),
    [
        ("淘宝达20个或20个", "达20个", "20个", [(3, 6)]),
        ("淘宝达20个或20个", "20个", None, [(3, 6), (7, 10)]),
        ("淘宝达20个或20个", "0", None, [(4, 5), (8, 9)]),
        ("淘宝达20个或20个", "30个", None, []),
        ("aaaa", "aa", None, [(0, 2), (1, 3), (2, 4)]),
        ("x5家与5家y", "5家与5家", "5家", [(1, 3), (4, 6)]),
    ],
)
def test_words_are_located_also_where_they_overlap(text, quote, written, places):
    assert documents.locate(text, quote, written) == places


@pytest.mark.parametrize(("quote", "written"), [("", None), ("20个", ""), ("20个", "30")])
def test_words_that_cannot_be_looked_for_are_an_input_error(quote, written):
    with pytest.raises(InputError, match="does not stand in the quote"):
        documents.locate("淘宝达20个", quote, written)


@given(st.text(min_size=1), st.data())
def test_what_stands_in_the_text_is_located_there(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    places = documents.locate(text, text[start:end])
    assert (start, end) in places
    assert all(text[a:b] == text[start:end] for a, b in places)


def test_context_is_one_line_with_the_place_marked():
    assert documents.context("序号 |\n甲 |\n26 |\n预期", 9, 11, width=4) == "甲 | 【26】 | 预"


# The real documents


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("obs_text", "9"),
        ("unit_mult", 2),
        ("bound", "nearly"),
        ("start", 1),
        ("as_written", "九"),
        ("quote", "九"),
    ],
)
def test_a_changed_cell_of_any_real_row_is_reported(documents_folder, column, value):
    figures, sources = tables.load_quoted_figures(), tables.load_sources()
    figures[column] = figures[column].astype(object)
    figures[column] = value
    found = documents.verify(figures, sources, documents_folder)
    assert set(found["row"]) == set(figures["figure_id"])
