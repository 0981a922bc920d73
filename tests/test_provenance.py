import nbformat
import pytest

from ecstats import provenance
from ecstats.errors import InputError

new_code, new_output = nbformat.v4.new_code_cell, nbformat.v4.new_output


def notebook(*outputs, source="x = 1", **metadata):
    cells = [
        nbformat.v4.new_markdown_cell("# What?", id="text"),
        new_code(source, id="code", outputs=[*outputs], execution_count=1, metadata=metadata),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def stream(name, text):
    return new_output("stream", name=name, text=text)


def picture(**data):
    return new_output(
        "display_data", data={key.replace("_", "/"): one for key, one in data.items()}
    )


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one notebook, two charts and one table, all up to date."""
    for folder in ("notebooks", "figures", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "areas.csv").write_text("ref_area\n130000\n")
    charts = {"a.svg": b"<svg/>", "a.csv": b"1\n"}
    for name, content in charts.items():
        (tmp_path / "figures" / name).write_bytes(content)
    executed = provenance.normalised(notebook(stream("stdout", "1\n")))
    save(tmp_path, provenance.stamped(executed, charts, provenance.inputs(tmp_path)))
    return tmp_path


def save(root, one, name="00_ledger"):
    nbformat.write(one, root / "notebooks" / f"{name}.ipynb")


def load(root):
    return provenance.read(root / "notebooks" / "00_ledger.ipynb")


def test_what_differs_between_runs_goes_and_what_an_author_wrote_stays():
    one = notebook(tags=[], papermill={"duration": 1}, execution={"iopub.status.busy": "now"})
    one.metadata.update(
        papermill={"start_time": "now"}, widgets={}, language_info={"version": "3.11.7"}
    )
    one.metadata["authors"] = [{"name": "A"}]
    one.cells[0].metadata.update(papermill={"status": "completed"}, tags=["of the author"])
    result = provenance.normalised(one)
    assert result.metadata == {
        "authors": [{"name": "A"}],
        "kernelspec": provenance.KERNELSPEC,
        "language_info": provenance.LANGUAGE_INFO,
    }
    assert provenance.KERNELSPEC["display_name"] == "Python 3 (ipykernel)"
    assert [cell.metadata for cell in result.cells] == [{"tags": ["of the author"]}, {}]
    assert [cell.id for cell in result.cells] == ["text", "code"]
    assert one.metadata.papermill, "the notebook that was given is left alone"
    nbformat.validate(result)


def test_injected_parameters_stay_where_they_are_wanted():
    one = notebook(tags=["injected-parameters"])
    one.cells[1].id = "random"
    (head, cell) = provenance.normalised(one, parameters=True).cells
    assert cell.source == "x = 1"
    assert cell.id == provenance.normalised(one, parameters=True).cells[1].id != "random"
    assert [head.id] == [left.id for left in provenance.normalised(one).cells]


def test_injected_parameters_and_error_marks_go():
    one = notebook()
    for tag in ("injected-parameters", "papermill-error-cell-tag"):
        one.cells.insert(1, new_code("x = 2", metadata={"tags": [tag]}))
    assert [cell.id for cell in provenance.normalised(one).cells] == ["text", "code"]


def test_missing_ids_are_the_same_every_time():
    ids = []
    for _ in range(2):
        one = notebook()
        for cell in one.cells:
            del cell["id"]
        ids.append([cell.id for cell in provenance.normalised(one).cells])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_streams_between_displays_are_joined():
    chart = picture(**{"image_svg+xml": "<svg/>"})
    one = notebook(
        stream("stderr", "w"),
        stream("stdout", "a"),
        stream("stderr", "x"),
        stream("stdout", "b\n"),
        chart,
        stream("stdout", "c"),
        stream("stdout", "d"),
    )
    assert provenance.normalised(one).cells[1].outputs == [
        stream("stdout", "ab\n"),
        stream("stderr", "wx"),
        chart,
        stream("stdout", "cd"),
    ]


def test_vectors_and_errors_stay_and_pixels_go():
    both = picture(**{"image_svg+xml": "<svg/>", "image_png": "iVBO", "text_plain": "chart"})
    both.metadata = {"image/png": {"width": 1}}
    error = new_output("error", ename="E", evalue="", traceback=[])
    result = provenance.normalised(notebook(both, picture(image_png="iVBO"), error))
    kept = picture(**{"image_svg+xml": "<svg/>", "text_plain": "chart"})
    assert result.cells[1].outputs == [kept, error]


def test_what_needs_no_execution_is_no_fault(checkout):
    assert provenance.check(checkout) == []
    one = load(checkout)
    one.cells[0].source = "# What else?"
    save(checkout, one)
    assert provenance.check(checkout) == []
    for path in (checkout / "figures" / "a.csv", checkout / "notebooks" / "00_ledger.ipynb"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert provenance.check(checkout) == []
    # A rerun beside the notebooks, a script that is paired with one.
    for name in ("runs/1a2b3c4d/a.csv", "00_ledger.py"):
        (checkout / "notebooks" / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / "notebooks" / name).write_text("1\n")
        assert provenance.check(checkout) == []


@pytest.mark.parametrize(
    "name",
    [
        "data/areas.csv",
        "data/units.csv",
        "data/datapackage.json",
        "notebooks/profile.yaml",
        "notebooks/helper.py",
    ],
)
def test_changed_data_are_found(name, checkout):
    (checkout / name).write_text("{}\n")
    assert provenance.check(checkout) == ["00_ledger: the data changed since it was executed"]


def test_an_edited_notebook_and_removed_outputs_are_named(checkout):
    one = load(checkout)
    one.cells[1].source = "x = 2"
    one.cells[1].outputs[0].text = "2\n"
    save(checkout, one)
    edited = "00_ledger: its code cells changed since it was executed"
    outputs = "00_ledger: its outputs are not those that were executed"
    assert provenance.check(checkout) == [edited, outputs]
    one.cells[1].source = "x = 1"
    one.cells[1].outputs, one.cells[1].execution_count = [], None
    save(checkout, one)
    assert provenance.check(checkout) == ["00_ledger: its outputs were removed"]


@pytest.fixture
def package(monkeypatch, tmp_path_factory):
    """A package in place of ours."""
    folder = tmp_path_factory.mktemp("package")
    for name in ("cli.py", "charts/dots.py", "charts/words.toml", "fonts/font.ttf"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x = 1\ny = 2\n")
    monkeypatch.setattr(provenance, "PACKAGE", folder)
    return folder


def test_all_code_is_counted(checkout, package):
    assert provenance.check(checkout) == [f"00_ledger: {provenance.CHANGED['code']}"]
    before = provenance.inputs(checkout)
    for name in ("notes.txt", ".growth.py.swp"):
        (package / name).touch()
    assert provenance.inputs(checkout) == before
    for path in [path for path in package.rglob("*.*") if path.suffix in provenance.CODE]:
        path.write_text("x = 2\n")
        now = provenance.inputs(checkout)
        assert now["code"] != before["code"]
        assert now["data"] == before["data"]
        before = now


def test_lines_may_end_as_on_windows(checkout, package):
    """As after a clone with `core.autocrlf`; a font is no text."""
    (checkout / "data" / "areas.csv").write_bytes(b"ref_area\n")
    before = provenance.inputs(checkout)
    for path in (package / "cli.py", package / "charts/words.toml", checkout / "data/areas.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert provenance.inputs(checkout) == before
    font = package / "fonts" / "font.ttf"
    font.write_bytes(font.read_bytes().replace(b"\n", b"\r\n"))
    assert provenance.inputs(checkout)["code"] != before["code"]


def test_a_notebook_that_was_never_executed_is_found(checkout):
    save(checkout, notebook(), "01_new")
    assert provenance.check(checkout) == ["01_new: never executed by ecstats run"]
    assert provenance.check(checkout, only=["00_ledger"]) == []


def test_charts_that_are_not_the_notebooks_are_found(checkout):
    figures = checkout / "figures"
    (figures / "a.svg").write_bytes(b"<svg>edited</svg>")
    (figures / "a.csv").unlink()
    (figures / "b.svg").touch()
    (figures / ".hidden").touch()
    assert provenance.check(checkout) == [
        "00_ledger: its chart figures/a.csv is missing",
        "00_ledger: its chart figures/a.svg is not the one it wrote",
        "figures/b.svg: no notebook writes it",
    ]


def test_notebooks_are_found_by_name(checkout):
    save(checkout, notebook(), "01_growth")
    (checkout / "notebooks" / "draft.ipynb").touch()
    folder = checkout / "notebooks"
    first, second = folder / "00_ledger.ipynb", folder / "01_growth.ipynb"
    assert provenance.select(checkout) == [first, second]
    assert provenance.select(checkout, ["01_growth"]) == [second]
    assert provenance.select(checkout, [str(second), "00_ledger.ipynb"]) == [first, second]
    assert provenance.select(checkout, ["01"]) == [second]
    with pytest.raises(InputError, match="unknown notebook '01_grwth'; nearest valid: '01_growth'"):
        provenance.select(checkout, ["01_grwth"])
    with pytest.raises(InputError, match="'0' may be any of 00_ledger, 01_growth; write more"):
        provenance.select(checkout, ["0"])


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no notebooks \(NN_\*\.ipynb\) in '.*notebooks'"):
        provenance.select(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"nbformat": 4}', b'{"cells": [1]}', b"\xff\xfe"]
)
def test_a_file_that_is_no_notebook_concerns_only_itself(content, checkout):
    save(checkout, notebook(), "01_growth")
    (checkout / "notebooks" / "00_ledger.ipynb").write_bytes(content)
    first, second = provenance.check(checkout)
    assert first.startswith("00_ledger: '00_ledger.ipynb' is not a notebook: ")
    assert second == "01_growth: never executed by ecstats run"


def test_marks_of_a_merge_are_named(checkout):
    path = checkout / "notebooks" / "00_ledger.ipynb"
    path.write_text(path.read_text().replace('"x = 1"', '<<<<<<< ours\n"x = 1"\n>>>>>>> theirs'))
    path.write_text(path.read_text().replace("  <<<", "<<<"))
    (fault,) = provenance.check(checkout)
    assert "is not a notebook: it holds the marks of a merge conflict" in fault


def test_a_lost_tag_is_named_and_put_back(checkout):
    one = notebook(source="language = 'en'", tags=["parameters"])
    charts = dict.fromkeys(("a.svg", "a.csv"), b"1\n")
    (checkout / "figures" / "a.svg").write_bytes(b"1\n")
    one = provenance.stamped(provenance.normalised(one), charts, provenance.inputs(checkout))
    save(checkout, one)
    path = checkout / "notebooks" / "00_ledger.ipynb"
    whole = path.read_bytes()
    del one.cells[1].metadata["tags"]
    save(checkout, one)
    assert whole != path.read_bytes()
    message = "its parameters have lost their tag 'parameters'"
    assert f"00_ledger: {message}" in provenance.check(checkout)
    assert provenance.unexecuted(path).cells[1].metadata.tags == ["parameters"]


def test_an_unexecuted_notebook_has_its_cells_alone_and_is_as_new_as_the_file(checkout):
    path = checkout / "notebooks" / "00_ledger.ipynb"
    first = provenance.unexecuted(path)
    executed = provenance.read(path)
    assert [cell.source for cell in first.cells] == [cell.source for cell in executed.cells]
    assert first.cells[1].outputs == []
    assert executed.cells[1].outputs
    first.cells[1].source = "changed"
    assert provenance.unexecuted(path).cells[1].source == "x = 1"
    save(checkout, notebook(source="y = 22"))
    assert provenance.unexecuted(path).cells[1].source == "y = 22"
