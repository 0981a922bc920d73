"""`ecstats add`: reviewed rows in a data folder, all or none."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ecstats import cli, tables

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def example(root: Path) -> Path:
    folder = root / "docs" / "example"
    if not folder.is_dir():
        pytest.skip("the example lies in the repository's docs")
    return folder


@pytest.fixture
def work(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example and the text of its bulletin, in which the commands run."""
    folder = shutil.copytree(example, tmp_path / "work")
    monkeypatch.chdir(folder)
    draft = "draft bulletin.html --source-id liuwan-bulletin-2024 --out draft.csv"
    assert cli.main(draft.split()) == 0
    return folder


@pytest.fixture
def run(work: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    capsys.readouterr()
    assert Path.cwd() == work

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.main(["add", *map(str, words)])
        return (code, *capsys.readouterr())

    return command


ALL = ["areas.csv", "reviewed-sources.csv", "reviewed.csv"]


def change(name: str, edit: Callable[[list[dict[str, str]]], object]) -> None:
    with Path(name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    edit(rows)
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_rows_of_all_tables_go_in_at_once_in_any_order(run: Run, work: Path) -> None:
    code, out, err = run(*reversed(ALL), "--to", "mydata")
    assert (code, err) == (0, "")
    assert [line.rpartition(": ")[2] for line in out.splitlines()] == [
        "1 row added", "20 rows added", "1 row added", "37 rows added"
    ]  # fmt: skip
    figures = tables.load_quoted_figures(folder=work / "mydata")
    own = figures[figures["source_id"] == "liuwan-bulletin-2024"]
    assert len(figures) == len(tables.load_quoted_figures()) + 20
    assert own["base_value"].notna().all()
    mentions = tables.load_mentions(folder=work / "mydata")
    quoted = mentions[mentions["disposition"] == "figure"]
    assert set(own["figure_id"]) <= set(quoted["figure_id"])
    text = (work / "liuwan-bulletin-2024.txt").read_text("utf-8")
    for row in own.itertuples():
        assert text[row.start : row.end] == row.as_written
    assert not [path for path in work.iterdir() if path.name.startswith(".")]


def test_the_packages_own_tables_are_left_alone(run: Run, work: Path, data: Path) -> None:
    before = contents(data)
    run(*ALL, "--to", "mydata")
    assert contents(data) == before
    changed = {name for name, text in contents(work / "mydata").items() if before[name] != text}
    assert changed == {"areas.csv", "sources.csv", "quoted_figures.csv", "mentions.csv"}


def test_a_second_document_leaves_the_first_as_it_is(run: Run, work: Path) -> None:
    run(*ALL, "--to", "mydata")
    before = contents(work / "mydata")
    code, _, err = run(*ALL, "--to", "mydata")
    assert code == 2
    assert "reviewed.csv, line 2, column 'figure_id': 'liuwan-bulletin-2024-001' stands" in err
    assert contents(work / "mydata") == before


def test_rows_added_later_to_the_same_document_replace_its_mentions(run: Run, work: Path) -> None:
    held: list[dict[str, str]] = []
    change("reviewed.csv", lambda rows: held.append(rows.pop()))
    run(*ALL, "--to", "mydata")
    change("reviewed.csv", lambda rows: rows.__setitem__(slice(None), held))
    code, out, _ = run("reviewed.csv", "--to", "mydata")
    assert (code, out) == (0, "mydata/quoted_figures.csv: 1 row added\n")
    mentions = tables.load_mentions(folder=work / "mydata")
    own = mentions[mentions["source_id"] == "liuwan-bulletin-2024"]
    assert (len(own), own["disposition"].eq("figure").sum()) == (37, 20)


@pytest.mark.parametrize(
    ("name", "column", "value", "message"),
    [
        ("reviewed.csv", "indicator_id", "", "reviewed.csv, line 2, column 'indicator_id': is e"),
        (
            "reviewed.csv",
            "indicator_id",
            "online_retail",
            "nearest valid: 'rural_online_retail', 'online_",
        ),
        ("reviewed.csv", "unit_mult", "4", "001: obs_value: the document gives 86.5 × 10^8, the"),
        ("reviewed.csv", "bound", "over", "001: bound: the document gives exact, the row over"),
        ("reviewed.csv", "quote", "达到86.5亿元了", "001: quote: the document gives "),
        ("reviewed.csv", "start", "71", "reviewed.csv, line 2, column 'end': "),
        ("reviewed-sources.csv", "sha256", "0" * 64, "sha256: the document gives 8a77"),
        ("reviewed-sources.csv", "ref_area", "139902", "reviewed-sources.csv, line 2, column 'ref"),
        ("areas.csv", "label_zh", "河北省", "areas.csv, line 2, column 'label_zh': '河北省' sta"),
    ],
)
def test_a_fault_is_named_by_file_and_line_and_nothing_is_made(
    name: str, column: str, value: str, message: str, run: Run, work: Path
) -> None:
    change(name, lambda rows: rows[0].__setitem__(column, value))
    code, out, err = run(*ALL, "--to", "mydata")
    assert (code, out) == (2, "")
    assert message in err
    assert not (work / "mydata").exists()
    assert not [path for path in work.iterdir() if path.name.startswith(".")]


def test_what_a_spreadsheet_makes_of_numbers_is_undone_from_the_text(run: Run, work: Path) -> None:
    run(*ALL, "--to", "before")

    def saved(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row["obs_value"] += "0" if "." in row["obs_value"] else ""
            if row["as_written"] == "12.3%":
                row.update(as_written="12.30%")

    change("reviewed.csv", saved)
    change("reviewed-sources.csv", lambda rows: rows[0].update(date_published="2025/2/20"))
    assert run(*ALL, "--to", "after")[0] == 0
    assert contents(work / "after") == contents(work / "before")


def test_a_change_is_not_one_against_its_own_period(run: Run) -> None:
    def same(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if row["obs_kind"] == "change" and row["time_period"])
        row.update(reference=row["time_period"])

    change("reviewed.csv", same)
    _, _, err = run(*ALL, "--to", "mydata")
    assert "column 'reference': '2024' is not before time_period '2024'" in err


def test_the_reviewer_has_the_last_word(run: Run) -> None:
    change("reviewed.csv", lambda rows: rows[0].update(bound="over"))
    _, _, err = run(*ALL, "--to", "mydata")
    assert err.endswith("if a row is right, begin its note with 'reviewed: ' and say why\n")
    change("reviewed.csv", lambda rows: rows[0].update(note="reviewed: the head says 超过"))
    code, out, _ = run(*ALL, "--to", "mydata")
    assert (code, "20 rows added" in out) == (0, True)


def test_a_table_that_a_spreadsheet_saved_takes_more_rows(run: Run, work: Path) -> None:
    run("areas.csv", "--to", "mydata")
    path = work / "mydata" / "areas.csv"
    path.write_text("\ufeff" + path.read_text("utf-8"), "utf-8", newline="\r\n")
    assert run(*ALL[1:], "--to", "mydata")[0] == 0
    change("areas.csv", lambda rows: rows[0].update(ref_area="139902", label_zh="甲", label_en="A"))
    assert run("areas.csv", "--to", "mydata")[0] == 0


def test_a_spreadsheets_byte_order_mark_and_blank_rows_are_accepted(run: Run) -> None:
    text = Path("reviewed.csv").read_text("utf-8")
    blank = "," * text.partition("\n")[0].count(",")
    Path("reviewed.csv").write_text(f"\ufeff{text}{blank}\n", "utf-8", newline="\r\n")
    assert run(*ALL, "--to", "mydata")[0] == 0


def test_a_file_of_no_table_is_refused_with_the_nearest(run: Run) -> None:
    Path("other.csv").write_text("ref_area,label_zh,label_en,parent,note\n1,2,3,4,5\n", "utf-8")
    _, _, err = run("other.csv", "--to", "mydata")
    assert "other.csv: has the columns of no table; nearest: areas, but without code_system" in err


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty; a header row is needed"),
        (b"ref_area,label_zh,label_en,parent,code_system,note\n", "has no rows below its header"),
        (b"ref_area,label_zh,label_en,parent,code_system,note\n1,2\n", "line 2: has 2 cells, the"),
        (
            "ref_area,甲\n".encode("gbk"),
            "line 1: is not UTF-8 but GB 18030",
        ),
    ],
)
def test_a_file_that_is_no_table_is_one_line(data: bytes, message: str, run: Run) -> None:
    Path("own.csv").write_bytes(data)
    code, out, err = run("own.csv", "--to", "mydata")
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_the_texts_must_be_there(run: Run, work: Path) -> None:
    (work / "liuwan-bulletin-2024.txt").rename(work.parent / "liuwan-bulletin-2024.txt")
    code, _, err = run(*ALL, "--to", "mydata")
    assert code == 2
    assert "liuwan-bulletin-2024: no text liuwan-bulletin-2024.txt in .; give its folder" in err
    assert run(*ALL, "--to", "mydata", "--sources", work.parent)[0] == 0


def test_a_folder_that_holds_no_tables_is_not_touched(run: Run, work: Path) -> None:
    (work / "mine").mkdir()
    (work / "mine" / "letter.txt").write_text("words", "utf-8")
    code, _, err = run(*ALL, "--to", "mine")
    assert code == 2
    assert "mine: holds no datapackage.json; give a data folder or a new one" in err
    assert contents(work / "mine") == {"letter.txt": b"words"}


def test_a_folder_that_cannot_be_written_is_as_it_was(
    run: Run, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("areas.csv", "--to", "mydata")
    before = contents(work / "mydata")
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.parent.name == "mydata":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = run(*ALL[1:], "--to", "mydata")
    assert code == 2
    assert "cannot be written (No space left on device)" in err
    assert contents(work / "mydata") == before


def test_a_reviewed_draft_passes_check_table_with_its_review_columns(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*ALL, "--to", "mydata")
    check = ["check-table", "quoted_figures", "reviewed.csv", "--data", "mydata"]
    assert cli.main(check) == 0
    assert capsys.readouterr().out == "reviewed.csv: 20 rows, no faults\n"
