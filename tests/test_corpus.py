"""`ecstats mentions`: every document once, whatever happens to a run."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from ecstats import cli, corpus
from ecstats.corpus import collect
from ecstats.errors import InputError
from ecstats.mentions import Mention, find

Run = Callable[..., tuple[int, str, str]]


def bulletin(number: int) -> str:
    """Return an invented document; some have no numbers."""
    chosen = random.Random(number)
    lines = [
        f"到{chosen.randint(2020, 2035)}年，甲市网络零售额{chosen.randint(1, 9999) / 10}亿元，"
        f"增长{chosen.randint(1, 40)}%以上，培育{chosen.randint(1, 9)}-{chosen.randint(10, 50)}家。"
        for _ in range(chosen.randint(0, 5))
    ]
    return "\n".join(["关于发展的意见😀", *lines])


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder of documents below folders."""
    for number in range(40):
        path = tmp_path / "documents" / f"{number % 7}" / f"文{number:04}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bulletin(number).encode())
    return tmp_path / "documents"


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: object) -> tuple[int, str, str]:
        code = cli.main(["mentions", *map(str, words)])
        return (code, *capsys.readouterr())

    return run


def assert_complete(out: Path, folder: Path) -> None:
    """Assert that every mention of every document is there once, in order."""
    wanted = {
        path.relative_to(folder).as_posix(): find(path.read_bytes().decode())
        for path in folder.rglob("*.txt")
    }
    rows = pq.read_table(out).to_pylist()
    assert [
        (row["document"], Mention(*[row[field] for field in Mention._fields])) for row in rows
    ] == [(name, mention) for name in sorted(wanted) for mention in wanted[name]]
    assert int(pq.read_schema(out).metadata[b"documents"]) == len(wanted)


def test_the_mentions_of_every_document_in_order(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    report = collect(documents, out, 2)
    assert_complete(out, documents)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "out.parquet"]
    table = pd.read_parquet(out)
    assert list(table) == list(corpus.COLUMNS)
    assert len(table) == report.mentions
    assert table.loc[table["kind"] == "quantity", "value"].notna().all()
    assert {field.metadata[b"description"] for field in pq.read_schema(out)} == {
        meaning.encode() for _, meaning in corpus.COLUMNS.values()
    }


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_run_goes_on_where_it_was(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.parquet"
    killed = """\
import os, signal, sys
from ecstats import cli, corpus

whole, left = corpus.write_atomically, 15
def write(files):
    global left
    whole(files)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    corpus.write_atomically = write
    cli.main(sys.argv[1:])
"""
    script = tmp_path / "killed.py"
    script.write_text(killed, encoding="utf-8")
    line = [sys.executable, str(script), "mentions", str(documents), "--out", str(out)]
    done = subprocess.run(line, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert not out.exists()
    kept = set(Path(f"{out}.parts").glob("*.parquet"))
    assert len(kept) == 15
    written: list[Path] = []
    whole = corpus.write_atomically

    def write(files: dict[Path, bytes]) -> None:
        written.extend(files)
        whole(files)

    monkeypatch.setattr(corpus, "write_atomically", write)
    collect(documents, out, 1)
    assert len(written) == 25
    assert not kept & set(written)
    assert_complete(out, documents)


def test_what_changed_since_is_read_again(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    (documents / "bad.txt").write_bytes(b"\xff")
    assert list(collect(documents, out, 1).faults) == ["bad.txt"]
    (documents / "bad.txt").write_text("达到60%", encoding="utf-8")
    (documents / "1" / "文0001.txt").write_text("达到61%", encoding="utf-8")
    (documents / "2" / "文0002.txt").unlink()
    collect(documents, out, 1)
    assert_complete(out, documents)


def test_a_document_that_cannot_be_read_is_named_and_the_rest_goes_on(
    documents: Path, tmp_path: Path, command: Run
) -> None:
    (documents / "bad.txt").write_bytes("达到60%".encode("gb18030") + b"\xff")
    (documents / "0" / "lost.txt").symlink_to("nowhere")
    (documents / "figures.xlsx").write_bytes(b"1")
    (documents / ".hidden.txt").write_bytes(b"1")
    (documents / "page.html").write_bytes(
        "<meta charset='gb2312'><p>普及率达到60%。</p>".encode("gb18030")
    )
    code, text, err = command(documents, "--out", tmp_path / "out.parquet", "--jobs", 1)
    assert code == 1
    assert err.splitlines()[-3:] == [
        "1 files skipped: .xlsx (read are .txt, .html, .htm, .docx, .pdf)",
        "0/lost.txt: is no file but a broken link or a device",
        "bad.txt: is not text in utf-8 or gb18030; save it as UTF-8",
    ]
    assert text.endswith("mentions in 41 documents\n")


def killing(name: str, *given: Any) -> tuple[bytes, str]:
    """Read a document, but die of one."""
    if name.endswith("文0033.txt"):
        os._exit(1)
    return read_part(name, *given)


read_part = corpus._part


def test_a_document_that_kills_its_process_is_named(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "_part", killing)
    monkeypatch.setattr(corpus, "_executor", lambda *_: ProcessPoolExecutor(1))
    report = collect(documents, tmp_path / "out.parquet", 1)
    assert report.faults == {
        "5/文0033.txt": "the process that read it died (killed, or out of memory)"
    }
    assert report.documents == 39


def test_an_error_of_a_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RecursionError("too\ndeep")

    monkeypatch.setattr(corpus, "text_in", fails)
    _, fault = corpus._part("a.txt", b"1", "", corpus._code())
    assert fault == "cannot be read (RecursionError: too deep)"
    _, fault = corpus._part("a.txt", b"1", "", "of another version")
    assert fault == "the workers have another ecstats than this machine; install the same"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda place: place / "nowhere", "nowhere: no such folder of documents"),
        (lambda place: place, r"no documents; .txt, .html, .htm, .docx, .pdf are read"),
    ],
)
def test_a_folder_without_documents(
    make: Callable[[Path], Path], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        collect(make(tmp_path), tmp_path / "out.parquet")
    assert not list(tmp_path.iterdir())


def test_an_output_that_cannot_be_written(documents: Path, tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "nowhere" / "out.parquet", Path(os.devnull)):
        with pytest.raises(InputError, match="cannot be written; give a file in a folder"):
            collect(documents, out)


def test_without_pyarrow_the_message_says_how_to_get_it(
    documents: Path, tmp_path: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "find_spec", lambda _: None)
    code, _, err = command(documents, "--out", tmp_path / "out.parquet")
    assert code == 2
    assert err.endswith("install it with: pip install 'ecstats[exports]'\n")


def test_a_cluster_gives_what_this_machine_gives(
    documents: Path, tmp_path: Path, command: Run
) -> None:
    import distributed

    (documents / "bad.txt").write_bytes(b"\xff")
    there, here = tmp_path / "there.parquet", tmp_path / "here.parquet"
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        code, _, err = command(documents, "--out", there, "--scheduler", cluster.scheduler_address)
    assert code == 1
    assert err.splitlines()[-1] == "bad.txt: is not text in utf-8 or gb18030; save it as UTF-8"
    assert command(documents, "--out", here)[0] == 1
    assert there.read_bytes() == here.read_bytes()
