"""`ecstats draft`: what it writes, what it refuses."""

import csv
import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ecstats import cli, tables
from ecstats.draft import rows
from ecstats.tables import csv_files

TEXT = "沧州市电商公报\n2020年，全市网店达到3.8万多家。\n2021年3月5日印发\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: object) -> tuple[int, str, str]:
        code = cli.main(["draft", *map(str, words)])
        return (code, *capsys.readouterr())

    return command


@pytest.fixture
def bulletin(tmp_path: Path) -> Path:
    path = tmp_path / "bulletin.txt"
    path.write_bytes(TEXT.encode())
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_writes_the_draft_and_the_row_of_the_document(
    run: Run, bulletin: Path, tmp_path: Path
) -> None:
    out = tmp_path / "draft.csv"
    code, printed, err = run(bulletin, "--out", out)
    assert (code, err) == (0, "")
    about = tmp_path / "draft-sources.csv"
    assert printed == f"1 row to review; confidence: 1 high, 0 middle, 0 low\n{out}\n{about}\n"
    (row,) = read(out)
    assert list(row) == [*tables.dictionary("quoted_figures")["column"], *rows.REVIEW]
    assert row["figure_id"] == "bulletin-001"
    assert (row["ref_area"], row["time_period"]) == ("130900", "2020")
    (source,) = read(about)
    assert list(source) == list(tables.dictionary("sources")["column"])
    assert source["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert source["characters"] == str(len(TEXT))
    assert (source["file_name"], source["title_zh"]) == ("bulletin.txt", "沧州市电商公报")
    assert (source["date_published"], source["date_basis"]) == ("2021-03-05", "stated")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "bulletin.txt", "draft-sources.csv", "draft.csv"
    ]  # fmt: skip


def test_what_is_not_utf_8_text_gets_its_text_beside_the_draft(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "公报.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    out = tmp_path / "out"
    out.mkdir()
    assert run(path, "--source-id", "own", "--out", out / "d.csv")[0] == 0
    assert (out / "own.txt").read_bytes() == TEXT.encode()
    (row,) = read(out / "d.csv")
    assert TEXT[int(row["start"]) : int(row["end"])] == row["as_written"] == "3.8万多家"


def test_a_word_file_is_drafted_with_the_years_of_its_table(run: Run, tmp_path: Path) -> None:
    docx = importlib.import_module("docx")
    document = docx.Document()
    document.add_paragraph("沧州市电商公报")
    table = document.add_table(rows=2, cols=3)
    cells = ["指标", "2020年", "同比增长（%）", "网上零售额（亿元）", "41.8", "12.3"]
    for cell, words in zip((c for row in table.rows for c in row.cells), cells, strict=True):
        cell.text = words
    document.save(str(tmp_path / "bulletin.docx"))
    assert run(tmp_path / "bulletin.docx", "--out", tmp_path / "d.csv")[0] == 0
    text = (tmp_path / "bulletin.txt").read_text("utf-8")
    level, growth = read(tmp_path / "d.csv")
    assert text[int(level["start"]) : int(level["end"])] == level["as_written"] == "41.8"
    assert (level["time_period"], level["unit_mult"], level["obs_kind"]) == (
        "2020",
        "8",
        "observed",
    )
    assert (growth["obs_kind"], growth["unit_measure"]) == ("change", "PERCENT")


def test_without_out_the_draft_is_printed(run: Run, bulletin: Path, tmp_path: Path) -> None:
    code, printed, _ = run(bulletin)
    assert code == 0
    assert printed.splitlines()[0].startswith("figure_id,source_id,start,end,")
    assert list(tmp_path.iterdir()) == [bulletin]


def test_a_spreadsheet_runs_nothing_that_a_document_says(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("=1+1，2020年网店5万家。\n-2.1%", encoding="utf-8")
    run(tmp_path / "a.txt", "--out", tmp_path / "d.csv")
    assert all(
        cell[:1] not in "=@" for row in read(tmp_path / "d.csv") for cell in row.values() if cell
    )
    written = [row["as_written"] for row in read(tmp_path / "d.csv")]
    assert (written[-1], csv_files.unguarded(written[-1])) == ("'-2.1%", "-2.1%")


def test_several_files_make_one_draft(run: Run, bulletin: Path, tmp_path: Path) -> None:
    second = tmp_path / "second_one.txt"
    second.write_text("2020年，网店达到5万家。", encoding="utf-8")
    run(bulletin, second, "--out", tmp_path / "d.csv")
    found = [row["figure_id"] for row in read(tmp_path / "d.csv")]
    assert found == ["bulletin-001", "second-one-001"]
    assert len(read(tmp_path / "d-sources.csv")) == 2


def test_dates_and_areas_can_be_given(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("今年上半年，网店达到5万家。", encoding="utf-8")
    run(path, "--published", "2024-07", "--area", "130100", "--out", tmp_path / "d.csv")
    (row,) = read(tmp_path / "d.csv")
    assert (row["time_period"], row["ref_area"]) == ("2024-S1", "130100")


def test_a_known_document_goes_on_with_its_numbers(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("网店达到5万家。", encoding="utf-8")
    run(path, "--source-id", "smart-cluster-notice", "--out", tmp_path / "d.csv")
    assert read(tmp_path / "d.csv")[0]["figure_id"] == "smart-cluster-notice-018"
    assert read(tmp_path / "d-sources.csv")[0]["issuer_en"]


def test_files_that_are_there_stay_unless_forced(run: Run, bulletin: Path, tmp_path: Path) -> None:
    out = tmp_path / "draft.csv"
    run(bulletin, "--out", out)
    assert run(bulletin, "--out", out)[0] == 0  # the same content is no loss
    out.write_text("reviewed", encoding="utf-8")
    before = (tmp_path / "draft-sources.csv").read_bytes()
    code, printed, err = run(bulletin, "--published", "2022", "--out", out)
    assert (code, printed) == (2, "")
    assert err == f"ecstats: {out}: is there already; give another name, or --force to replace\n"
    assert out.read_text("utf-8") == "reviewed"
    assert (tmp_path / "draft-sources.csv").read_bytes() == before
    assert run(bulletin, "--published", "2022", "--out", out, "--force")[0] == 0
    assert read(out)[0]["figure_id"] == "bulletin-001"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none.txt"], "none.txt: cannot be read (No such file or directory)"),
        (["公报.txt"], "no --source-id follows from this name; give --source-id ID"),
        (["a.txt", "--source-id", "My Id"], "--source-id 'My Id': valid are small letters"),
        (["a.txt", "b.txt", "--source-id", "x"], "--source-id names one document"),
        (["a.txt", "a.txt"], "a.txt: another FILE is 'a' too; draft it alone with a --source-id"),
        (["a.txt", "--published", "May 2024"], "--published 'May 2024' is no date; valid: 2024-"),
        (["a.txt", "--area", "999999"], "unknown area '999999'"),
        (["a.txt", "--out", "no/d.csv"], "no folder no; make it first"),
        (["a.txt", "--data", "no-such"], "no-such/datapackage.json: cannot be read"),
    ],
)
def test_input_that_cannot_be_used_is_one_line(
    words: list[str], message: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt", "公报.txt"):
        Path(name).write_text("网店20家", encoding="utf-8")
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("ecstats: ")
    assert err.count("\n") == 1
    assert len(list(tmp_path.iterdir())) == 3
