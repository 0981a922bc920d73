"""`ecstats mentions`: every document once, whatever happens to a run."""

import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecstats import cli
from ecstats.corpus import parts, reading, work
from ecstats.corpus.collection import collect
from ecstats.errors import InputError
from ecstats.mentions import Mention, find

KILLED = """\
import os, signal, sys
from pathlib import Path
from ecstats import cli
from ecstats.corpus import parts

def killed_in(owner, name, before):
    left = int(sys.argv.pop(1))
    whole = getattr(owner, name)
    def step(*given):
        nonlocal left
        left -= 1
        done = None if before and not left else whole(*given)
        return done if left else os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, step)

if __name__ == "__main__":
    where = sys.argv.pop(1)
    if where == "add":
        killed_in(parts.Store, "add", False)
    elif where == "rename":
        killed_in(Path, "replace", True)
    else:
        killed_in(parts.Store, "clear", True)
    cli.main(sys.argv[1:])
"""


def bulletin(number):
    """Return an invented document; some have no numbers."""
    chosen = random.Random(number)
    lines = [
        f"到{chosen.randint(2020, 2035)}年，甲市网络零售额{chosen.randint(1, 9999) / 10}亿元，"
        f"增长{chosen.randint(1, 40)}%以上，培育{chosen.randint(1, 9)}-{chosen.randint(10, 50)}家。"
        for _ in range(chosen.randint(0, 5))
    ]
    return "\n".join(["关于发展的意见😀", *lines])


@pytest.fixture
def folder(tmp_path):
    """A folder of documents below folders."""

    def write(number):
        for one in range(number):
            path = tmp_path / "documents" / f"{one % 7}" / f"文{one:04}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bulletin(one).encode())
        return tmp_path / "documents"

    return write


@pytest.fixture
def command(capsys):
    def run(*words):
        code = cli.main(["mentions", *map(str, words)])
        return (code, *capsys.readouterr())

    return run


def expected(folder):
    """Mentions of each document, found one by one."""
    found = {}
    for path in folder.rglob("*.txt"):
        text = path.read_bytes().decode()
        found[path.relative_to(folder).as_posix()] = find(text)
    return found


def assert_complete(out, folder):
    """Assert that every mention of every document is there once, in order."""
    table = pq.read_table(out)
    assert table.schema.equals(reading.SCHEMA)
    rows = table.to_pylist()
    wanted = expected(folder)
    assert [row["document"] for row in rows] == [
        name for name in sorted(wanted) for _ in wanted[name]
    ]
    assert [Mention(*[row[field] for field in Mention._fields]) for row in rows] == [
        mention for name in sorted(wanted) for mention in wanted[name]
    ]
    shas = {name: reading.digest(folder / name) for name in wanted}
    assert all(row["sha256"] == shas[row["document"]] for row in rows)
    described = pq.read_schema(out).metadata
    assert int(described[b"documents"]) == len(wanted)


def kill(where, after, *words):
    line = [sys.executable, "-c", KILLED, where, str(after), "mentions", *map(str, words)]
    done = subprocess.run(line, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_run_of_a_thousand_documents_goes_on_where_it_was(folder, tmp_path, command):
    documents, out = folder(1000), tmp_path / "killed.parquet"
    kill("add", 15, documents, "--out", out, "--jobs", 2)
    assert not out.exists()
    kept = sorted((tmp_path / "killed.parquet.parts").glob("*.parquet"))
    assert len(kept) == 15
    kept[0].write_bytes(kept[0].read_bytes()[:-9])
    code, text, err = command(documents, "--out", out, "--jobs", 2)
    assert code == 0
    assert f"{14 * 32}/1000 [" in err
    assert "1,000 documents" in text
    assert_complete(out, documents)
    assert not (tmp_path / "killed.parquet.parts").exists()

    whole = tmp_path / "whole.parquet"
    assert command(documents, "--out", whole)[0] == 0
    assert whole.read_bytes() == out.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_that_is_killed_at_its_end_is_finished_by_the_next(folder, tmp_path, command):
    documents, out = folder(40), tmp_path / "out.parquet"
    kill("rename", 3, documents, "--out", out)
    assert not out.exists()
    kill("clear", 1, documents, "--out", out)
    assert_complete(out, documents)
    code, _, err = command(documents, "--out", out)
    assert code == 0
    assert "40/40 [" in err
    assert_complete(out, documents)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "out.parquet"]


def test_a_document_that_cannot_be_read_is_named_and_the_rest_goes_on(folder, tmp_path, command):
    documents, out = folder(40), tmp_path / "out.parquet"
    (documents / "bad.txt").write_bytes("达到60%".encode("gb18030") + b"\xff")
    (documents / "0" / "lost.txt").symlink_to("nowhere")
    (documents / "figures.xlsx").write_bytes(b"1")
    (documents / ".hidden.txt").write_bytes(b"1")
    code, text, err = command(documents, "--out", out, "--jobs", 1)
    assert code == 1
    assert err.splitlines()[-3:] == [
        "1 files skipped: .xlsx (read are .txt, .html, .htm, .docx, .pdf)",
        "0/lost.txt: is no file but a broken link or a device",
        "bad.txt: is not text in utf-8 or gb18030; save it as UTF-8",
    ]
    assert text.endswith("mentions in 40 documents\n")
    (documents / "bad.txt").write_bytes("达到60%".encode())
    (documents / "0" / "lost.txt").unlink()
    code, _, err = command(documents, "--out", out, "--jobs", 1)
    assert code == 0
    assert "40/41 [" in err
    (documents / ".hidden.txt").unlink()
    assert_complete(out, documents)


def test_what_changed_since_is_read_again(folder, tmp_path, monkeypatch):
    documents, out = folder(40), tmp_path / "out.parquet"
    (documents / "lost.txt").symlink_to("nowhere")
    collect(documents, out, 1)
    (documents / "lost.txt").unlink()
    (documents / "1" / "文0001.txt").write_text("达到61%", encoding="utf-8")
    (documents / "2" / "文0002.txt").unlink()
    (documents / "2" / "new.txt").write_text("达到62%", encoding="utf-8")
    with parts.Store(out) as store:
        names = {path.relative_to(documents).as_posix(): path for path in documents.rglob("*.txt")}
        assert names.keys() - store.finished(names).keys() == {"1/文0001.txt", "2/new.txt"}
        monkeypatch.setattr(parts, "code", lambda: "0" * 64)
        assert store.finished(names) == {}
        monkeypatch.undo()
    collect(documents, out, 1)
    assert_complete(out, documents)


def test_two_runs_do_not_write_one_output(folder, tmp_path, command):
    documents, out = folder(3), tmp_path / "out.parquet"
    with parts.Store(out):
        code, _, err = command(documents, "--out", out)
    assert code == 2
    assert err == (
        f"ecstats: {out}: another run is writing it; wait for its end or give another --out\n"
    )
    assert command(documents, "--out", out)[0] == 0
    assert_complete(out, documents)


def test_a_document_that_kills_its_process_is_named(folder):
    documents = folder(70)
    paths = {path.name: path for path in sorted(documents.rglob("*.txt"))}

    def submit(executor, batch):
        if "文0033.txt" in batch:
            return executor.submit(os._exit, 1)
        return executor.submit(reading.read, batch)

    done = list(work._all(work._batches(paths), 2, ProcessPoolExecutor, submit))
    faults = {name: why for outcome in done for name, why in outcome.faults.items()}
    assert faults == {
        "文0033.txt": "the process that read it died (killed, or out of memory)",
    }
    assert sorted(name for outcome in done for name, _, _ in outcome.documents) == sorted(
        paths.keys() - faults.keys()
    )


def test_a_document_that_is_written_to_is_refused(folder, monkeypatch):
    path = next(folder(1).rglob("*.txt"))
    read = reading.text_of

    def changed(one):
        text = read(one)
        path.write_text("5个", encoding="utf-8")
        return text

    monkeypatch.setattr(reading, "text_of", changed)
    outcome = reading.read({"a": path})
    assert outcome.faults == {"a": "was written to while it was read"}
    assert not outcome.documents
    assert len(pq.read_table(pa.BufferReader(outcome.content))) == 0


def test_an_error_of_a_library_is_one_line(folder, monkeypatch):
    def fails(_):
        raise RecursionError("too\ndeep")

    monkeypatch.setattr(reading, "text_of", fails)
    outcome = reading.read({"a": next(folder(1).rglob("*.txt"))})
    assert outcome.faults == {"a": "cannot be read (RecursionError: too deep)"}


def test_work_of_other_code_is_refused(folder, tmp_path):
    outcome = reading.read({"a": next(folder(1).rglob("*.txt"))})
    with parts.Store(tmp_path / "out.parquet") as store:
        with pytest.raises(InputError, match="another ecstats than this machine; install the same"):
            store.add(outcome._replace(code="0" * 64))
        assert store.add(outcome).keys() == {"a"}


def test_a_large_document_is_written_in_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_ROWS", 7)
    monkeypatch.setattr(parts, "_GROUP", 10)
    documents = tmp_path / "documents"
    documents.mkdir()
    for name in "ab":
        (documents / f"{name}.txt").write_text(f"达到6{name}0%，第3个。" * 20, encoding="utf-8")
    collect(documents, tmp_path / "out.parquet", 1)
    assert_complete(tmp_path / "out.parquet", documents)


def test_the_table_opens_in_pandas(folder, tmp_path):
    out = tmp_path / "out.parquet"
    report = collect(folder(10), out, 1)
    table = pd.read_parquet(out)
    assert list(table) == list(reading.COLUMNS)
    assert len(table) == report.mentions
    quantities = table[table["kind"] == "quantity"]
    assert quantities["value"].notna().all()
    assert {field.metadata[b"description"] for field in pq.read_schema(out)} == {
        meaning.encode() for _, meaning in reading.COLUMNS.values()
    }


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda place: place / "nowhere", "nowhere: no such folder of documents"),
        (lambda place: place, r"no documents; .txt, .html, .htm, .docx, .pdf are read"),
    ],
)
def test_a_folder_without_documents(make, message, tmp_path):
    with pytest.raises(InputError, match=message):
        collect(make(tmp_path), tmp_path / "out.parquet")
    assert not list(tmp_path.iterdir())


def test_an_output_that_cannot_be_written(folder, tmp_path):
    for out in (tmp_path, tmp_path / "nowhere" / "out.parquet"):
        with pytest.raises(InputError, match="cannot be written; give a file in a folder"):
            collect(folder(1), out)


def test_without_pyarrow_the_message_says_how_to_get_it(folder, tmp_path, command, monkeypatch):
    monkeypatch.setattr("ecstats.corpus.command.find_spec", lambda _: None)
    code, _, err = command(folder(1), "--out", tmp_path / "out.parquet")
    assert code == 2
    assert err.endswith("install it with: pip install 'ecstats[exports]'\n")


def test_a_cluster_gives_what_this_machine_gives(folder, tmp_path, command):
    import distributed

    documents = folder(100)
    (documents / "bad.txt").write_bytes(b"\xff")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        there, here = tmp_path / "there.parquet", tmp_path / "here.parquet"
        code, _, err = command(documents, "--out", there, "--scheduler", cluster.scheduler_address)
    assert code == 1
    assert err.splitlines()[-1] == "bad.txt: is not text in utf-8 or gb18030; save it as UTF-8"
    assert command(documents, "--out", here)[0] == 1
    assert there.read_bytes() == here.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_keeps_what_is_finished(folder, tmp_path, command, monkeypatch):
    documents, out = folder(100), tmp_path / "out.parquet"
    add = parts.Store.add

    def interrupted(self, outcome):
        os.kill(os.getpid(), signal.SIGINT)
        return add(self, outcome)

    monkeypatch.setattr(parts.Store, "add", interrupted)
    code, _, err = command(documents, "--out", out, "--jobs", 1)
    monkeypatch.undo()
    assert code == 130
    assert err.endswith("interrupted; the same command goes on where it was\n")
    assert command(documents, "--out", out, "--jobs", 1)[0] == 0
    assert_complete(out, documents)
    assert Path(f"{out}.parts").exists() is False


def test_web_pages_are_documents(tmp_path):
    place = tmp_path / "documents"
    place.mkdir()
    page = "<html><meta charset='gb2312'><body><p>普及率达到60%。</p></body></html>"
    (place / "page.html").write_bytes(page.encode("gb18030"))
    outcome = reading.read({"page.html": place / "page.html"})
    assert outcome.documents[0][2] == 1
    assert pq.read_table(pa.BufferReader(outcome.content))["text"].to_pylist() == ["60%"]
