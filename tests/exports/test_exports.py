"""What holds for every format: it reads back as the tables, is written whole or not at all."""

import builtins
import csv
import re
import sys
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, strategies as st

from ecstats import __version__, cli
from ecstats.errors import InputError
from ecstats.exports import FORMATS, contents, export, table_files
from ecstats.tables import data_folder

FORMULAS = ["=1+1", "+cmd", "-2+3", "@SUM(1)", "\t=1", "＝1+1", "'=1", '=HYPERLINK("http://x")']


def each_table(package):
    return [
        (name, {field["name"]: field for field in resource["schema"]["fields"]})
        for name, resource in package.items()
    ]


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_reads_back_as_the_tables(exported, labelled, package, language):
    folder = exported("csv", language)
    # With one byte-order mark Excel shows Chinese.
    for path in folder.iterdir():
        assert path.read_bytes().rpartition(b"\xef\xbb\xbf")[0] == b""
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    for name, fields in each_table(package):
        rows = read_csv(folder / f"{name}.csv")
        expected = labelled(name, language)
        assert len(rows) == len(expected) > 0
        for row, source in zip(rows, expected, strict=True):
            assert {column: row[column] for column in source} == source
        assert list(rows[0])[: len(fields)] == list(fields)


def test_derived_columns_hold_plain_numbers_and_days(exported):
    rows = {row["figure_id"]: row for row in read_csv(exported("csv", "en") / "quoted_figures.csv")}
    sales = rows["hebei-ecommerce-fyp14-001"]
    assert (sales["obs_text"], sales["base_value"], sales["year"]) == (
        "2735.8", "273580000000", "2020",
    )  # fmt: skip
    half_year = rows["hebei-miit-article-001"]
    assert (half_year["period_start"], half_year["period_end"]) == ("2020-01-01", "2020-06-30")
    undated = rows["hebei-miit-article-009"]
    assert (undated["year"], undated["period_start"], undated["period_end"]) == ("", "", "")


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-S2", "2020-07-01", "2020-12-31"),
        ("2020-Q1", "2020-01-01", "2020-03-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018-08-17", "2018-08-17", "2018-08-17"),
        ("2016/2020", "2016-01-01", "2020-12-31"),
        ("2019-11/2020-S1", "2019-11-01", "2020-06-30"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period, first, last):
    assert contents.days(period) == (date.fromisoformat(first), date.fromisoformat(last))


def test_the_workbook_reads_back_as_the_tables(exported, typed, package, language):
    book = openpyxl.load_workbook(exported("xlsx", language) / "ecstats.xlsx")
    suffix = "" if language == "en" else "_zh"
    named = {table.name: table for table in contents.load(language, data_folder())}
    assert book.sheetnames == ["README", *(r[f"title{suffix}"] for r in package.values())]
    for name, fields in each_table(package):
        sheet = book[package[name][f"title{suffix}"]]
        head, *rows = sheet.iter_rows()
        titles = [cell.value for cell in head]
        assert len(set(titles)) == len(titles)
        assert titles[: len(fields)] == [field[f"title{suffix}"] for field in fields.values()]
        found = dict(zip(named[name].frame, zip(*rows, strict=True), strict=True))
        for column, (kind, cells) in typed(name, language).items():
            assert [cell.value for cell in found[column]] == cells
            formats = {
                (one.data_type, one.number_format) for one in found[column] if one.value is not None
            }
            assert formats <= {("s", "@") if kind is str else ("n", "General")}


def test_the_workbook_has_frozen_heads_filters_and_dates(exported):
    book = openpyxl.load_workbook(exported("xlsx", "en") / "ecstats.xlsx")
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
    figures = book["Quoted figures"]
    titles = [cell.value for cell in figures[1]]
    start = figures.cell(2, titles.index("First day of the period") + 1)
    assert (start.is_date, start.value) == (True, datetime(2020, 1, 1))  # noqa: DTZ001
    area = figures.cell(2, titles.index("Area") + 1)
    assert (area.value, area.data_type) == ("130000", "s")


def test_the_readme_says_source_version_licence_and_every_column(exported, package, language):
    book = openpyxl.load_workbook(exported("xlsx", language) / "ecstats.xlsx")
    in_book = "\n".join(
        " ".join(str(cell) for cell in row if cell is not None)
        for row in book["README"].iter_rows(values_only=True)
    )
    texts = [in_book] + [
        (exported(format, language) / "README.txt").read_text("utf-8-sig")
        for format in FORMATS
        if format != "xlsx"
    ]
    for text in texts:
        assert f"ecstats {__version__}" in text
        assert "https://creativecommons.org/licenses/by/4.0/" in text
        assert ("五份政策文件" if language == "zh" else "Five policy documents") in text
        for name, fields in each_table(package):
            assert package[name]["title" if language == "en" else "title_zh"] in text
            assert all(column in text for column in fields)


def test_parquet_reads_back_as_the_tables(exported, typed, package, language):
    arrow = {float: pa.float64(), int: pa.int64(), str: pa.string()}
    for name in package:
        table = pq.read_table(exported("parquet", language) / f"{name}.parquet")
        for column, (kind, cells) in typed(name, language).items():
            held = table.schema.field(column).type
            assert (held.value_type if pa.types.is_dictionary(held) else held) == arrow[kind]
            assert table[column].to_pylist() == cells


def test_parquet_fields_carry_titles_meanings_and_units(exported, package, language):
    suffix = "" if language == "en" else "_zh"
    for name, fields in each_table(package):
        schema = pq.read_schema(exported("parquet", language) / f"{name}.parquet")
        assert schema.metadata[b"title"].decode() == package[name][f"title{suffix}"]
        assert b"CC-BY-4.0" in schema.metadata[b"licence"]
        for column, field in fields.items():
            metadata = schema.field(column).metadata
            assert metadata[b"title"].decode() == field[f"title{suffix}"]
            assert metadata[b"description"].decode() == field[f"description{suffix}"]
    figures = pq.read_schema(exported("parquet", language) / "quoted_figures.parquet")
    assert figures.field("obs_value").metadata[b"unit"].decode() == "unit_measure × 10^unit_mult"
    assert figures.field("period_start").type == pa.date32()


def test_parquet_holds_days_and_missing_values(exported):
    table = pq.read_table(exported("parquet", "en") / "quoted_figures.parquet").to_pylist()
    rows = {row["figure_id"]: row for row in table}
    assert rows["hebei-miit-article-001"]["period_end"] == date(2020, 6, 30)
    assert rows["hebei-miit-article-009"]["period_end"] is None
    assert rows["hebei-miit-article-009"]["obs_value_upper"] is None


def test_enumerations_have_labels_in_the_language(exported):
    (row, *_) = read_csv(exported("csv", "zh") / "quoted_figures.csv")
    assert (row["obs_kind"], row["obs_kind_label"]) == ("observed", "实际值")
    assert (row["bound"], row["bound_label"]) == ("exact", "确数")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_tables_give_the_same_bytes(exported, tmp_path, format):
    export(format, tmp_path, "zh")
    before = {path.name: path.read_bytes() for path in exported(format, "zh").iterdir()}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.fixture
def hostile(data_copy, rewrite):
    """Tables whose notes a spreadsheet would run as formulas."""

    def spoil(rows):
        note = rows[0].index("note")
        for row, formula in zip(rows[1:], FORMULAS, strict=False):
            row[note] = formula.strip()

    rewrite(data_copy / "quoted_figures.csv", spoil)
    return data_copy


def test_no_text_becomes_a_formula_in_a_workbook(hostile, tmp_path):
    export("xlsx", tmp_path / "out", folder=hostile)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "ecstats.xlsx")["Quoted figures"]
    note = [cell.value for cell in sheet[1]].index("Note")
    cells = [row[note] for row in sheet.iter_rows(min_row=2)][: len(FORMULAS)]
    assert [cell.value for cell in cells] == [formula.strip() for formula in FORMULAS]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_no_text_becomes_a_formula_in_csv_and_numbers_keep_their_sign(hostile, tmp_path):
    export("csv", tmp_path / "out", folder=hostile)
    rows = read_csv(tmp_path / "out" / "quoted_figures.csv")
    notes = [row["note"] for row in rows][: len(FORMULAS)]
    assert all(note.startswith("'") for note in notes)
    assert [note[1:] for note in notes] == [formula.strip() for formula in FORMULAS]
    assert "-20" in {row["obs_value"] for row in rows}


@given(st.text(alphabet="'=+-@\t\rab＝＠1", max_size=6))
def test_guarding_keeps_the_text_and_leaves_no_formula(text):
    assert table_files.guarded(text) in (text, f"'{text}")
    assert not re.match("[=+\\-@\t\r＝＋－＠]", table_files.guarded(text))


def test_a_text_too_long_for_a_cell_is_an_error_that_names_it(data_copy, rewrite, tmp_path):
    rewrite(data_copy / "areas.csv", lambda rows: rows[1].__setitem__(-1, "长" * 32768))
    with pytest.raises(InputError, match=r"areas, row 1, column 'note': has 32768 .* 32767"):
        export("xlsx", tmp_path / "out", folder=data_copy)
    assert not (tmp_path / "out").exists()


def test_titles_are_names_of_sheets_that_excel_allows(language):
    tables = contents.load(language, data_folder())
    titles = [table.title.casefold() for table in tables]
    assert len({*titles, "readme", "history"}) == len(titles) + 2
    for table in tables:
        assert 0 < len(table.title.strip("'")) == len(table.title) <= 31
        assert not re.search(r"[\[\]:*?/\\]", table.title)
        heads = [column.title for column in table.columns]
        assert len(set(heads)) == len(heads)


def test_a_table_without_a_file_is_left_out(data_copy, tmp_path):
    (data_copy / "mentions.csv").unlink()
    written = {path.name for path in export("csv", tmp_path / "out", folder=data_copy)}
    assert "mentions.csv" not in written
    assert "areas.csv" in written


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "dta"])
def test_a_table_without_rows_can_be_exported(data_copy, rewrite, tmp_path, format):
    rewrite(data_copy / "relations.csv", lambda rows: rows.__delitem__(slice(1, None)))
    assert export(format, tmp_path / "out", folder=data_copy)


def test_an_unknown_format_or_language_names_the_valid_ones(tmp_path):
    with pytest.raises(InputError, match=r"unknown format 'xls'; nearest valid: 'xlsx'"):
        export("xls", tmp_path / "out")
    with pytest.raises(InputError, match=r"unknown language 'de'; nearest valid: 'en'"):
        export("csv", tmp_path / "out", "de")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("format", "library"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow"), ("sdmx-csv", "sdmx")]
)
def test_a_missing_library_names_the_extra_that_brings_it(tmp_path, monkeypatch, format, library):
    real = builtins.__import__

    def without(name, *rest):
        if name.partition(".")[0] == library:
            raise ModuleNotFoundError(f"No module named {library!r}", name=library)
        return real(name, *rest)

    module = f"ecstats.exports.{FORMATS[format]}"
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=rf"needs {library}.*'ecstats\[exports\]'"):
        export(format, tmp_path)


def test_the_command_writes_and_lists_the_files(tmp_path, capsys):
    words = ["export", "--format", "csv", "--out", str(tmp_path), "--language", "zh"]
    assert cli.main(words) == 0
    listed = capsys.readouterr().out.split()
    assert sorted(listed) == sorted(str(path) for path in tmp_path.iterdir())
    assert cli.main(["export", "--format", "cvs", "--out", str(tmp_path)]) == 2
    assert "nearest valid: 'csv'" in capsys.readouterr().err
