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
    save(tmp_path, provenance.stamped(executed, charts, provenance.inputs(tmp_path, executed)))
    return tmp_path


def save(root, one, name="00_ledger"):
    nbformat.write(one, root / "notebooks" / f"{name}.ipynb")


def load(root):
    return provenance.read(root / "notebooks" / "00_ledger.ipynb")


def test_what_differs_between_runs_goes():
    one = notebook(tags=[], papermill={"duration": 1}, execution={"iopub.status.busy": "now"})
    one.metadata.update(
        papermill={"start_time": "now"}, widgets={}, language_info={"version": "3.11.7"}
    )
    one.cells[0].metadata.papermill = {"status": "completed"}
    result = provenance.normalised(one)
    assert result.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "name": "python",
            "pygments_lexer": "ipython3",
        },
    }
    assert [cell.metadata for cell in result.cells] == [{}, {}]
    assert [cell.id for cell in result.cells] == ["text", "code"]
    assert one.metadata.papermill, "the notebook that was given is left alone"
    nbformat.validate(result)


def test_what_an_author_wrote_stays():
    one = notebook(tags=["parameters"])
    one.metadata["authors"] = [{"name": "A"}]
    result = provenance.normalised(one)
    assert result.cells[1].metadata == {"tags": ["parameters"]}
    assert result.metadata["authors"] == [{"name": "A"}]


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


def test_vectors_stay_and_pixels_go():
    both = picture(**{"image_svg+xml": "<svg/>", "image_png": "iVBO", "text_plain": "chart"})
    both.metadata = {"image/png": {"width": 1}}
    result = provenance.normalised(notebook(both, picture(image_png="iVBO"))).cells[1].outputs
    assert result == [picture(**{"image_svg+xml": "<svg/>", "text_plain": "chart"})]


def test_an_error_stays():
    error = new_output("error", ename="E", evalue="", traceback=[])
    assert provenance.normalised(notebook(error)).cells[1].outputs == [error]


def test_an_up_to_date_checkout_has_no_faults(checkout):
    assert provenance.check(checkout) == []


def test_text_may_change_without_an_execution(checkout):
    one = load(checkout)
    one.cells[0].source = "# What else?"
    save(checkout, one)
    assert provenance.check(checkout) == []


@pytest.fixture
def package(monkeypatch, tmp_path_factory):
    """A package in place of ours, with modules that import each other."""
    folder = tmp_path_factory.mktemp("package")
    for name, source in {
        "__init__": "",
        "cli": "from ecstats import growth, charts",
        "growth": "def f():\n    from ecstats.tables import (\n  schema as s,  # x\n  load,\n)",
        "tables/__init__": "import ecstats.errors",
        "tables/schema": "",
        "tables/rules": "",
        "charts/__init__": "",
        "charts/dots": "from ecstats import errors",
        "errors": "",
    }.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(source)
    monkeypatch.setattr(provenance, "PACKAGE", folder)
    return folder


def test_changed_code_is_found(checkout, package):
    (package / "font.ttf").touch()
    assert provenance.check(checkout) == [
        "00_ledger: the code that it uses changed since it was executed"
    ]


@pytest.mark.parametrize(
    ("source", "reached"),
    [
        ("x = 1", set()),
        ("from ecstats import growth", {"growth", "tables", "tables/schema", "errors"}),
        ("import ecstats.charts.dots", {"charts", "charts/dots", "errors"}),
        ("from ecstats.charts import dots", {"charts", "charts/dots", "errors"}),
        ("from ecstats.tables import load", {"tables", "errors"}),
        ("import ecstats\necstats.load()", None),
        ("from ecstats import load", None),
        ("%run mine.py", None),
        ("x = __import__('ecstats.growth')", None),
    ],
)
def test_only_code_that_a_notebook_uses_is_counted(source, reached, checkout, package):
    every = {path.relative_to(package).with_suffix("").as_posix() for path in package.rglob("*.py")}
    one = notebook(source=source)
    counted = set()
    for name in every:
        before = provenance.inputs(checkout, one)
        path = package / f"{name}.py"
        path.write_text(f"{path.read_text()}\n# changed")
        now = provenance.inputs(checkout, one)
        assert now["data"] == before["data"]
        if now["code"] != before["code"]:
            counted.add(name.removesuffix("/__init__"))
    names = {name.removesuffix("/__init__") for name in every}
    assert counted - {"__init__"} == (names if reached is None else reached) - {"__init__"}


def test_all_code_is_counted_without_a_notebook(checkout, package):
    before = provenance.inputs(checkout)
    for name in ("notes.txt", ".growth.py.swp"):
        (package / name).touch()
    assert provenance.inputs(checkout) == before
    for name in ("cli.py", "font.ttf", "charts/dots.py"):
        (package / name).write_text("x = 2\n")
        now = provenance.inputs(checkout)
        assert now["code"] != before["code"]
        before = now


@pytest.mark.parametrize(
    "name", ["data/areas.csv", "data/units.csv", "data/datapackage.json", "notebooks/profile.yaml"]
)
def test_changed_data_are_found(name, checkout):
    (checkout / name).write_text("{}\n")
    assert provenance.check(checkout) == ["00_ledger: the data changed since it was executed"]


def test_a_rerun_beside_the_notebooks_is_no_data(checkout):
    (checkout / "notebooks" / "runs" / "1a2b3c4d").mkdir(parents=True)
    (checkout / "notebooks" / "runs" / "1a2b3c4d" / "a.csv").write_text("1")
    assert provenance.check(checkout) == []


def test_an_edited_notebook_is_found(checkout):
    one = load(checkout)
    one.cells[1].source = "x = 2"
    one.cells[1].outputs[0].text = "2\n"
    save(checkout, one)
    assert provenance.check(checkout) == [
        "00_ledger: its code cells changed since it was executed",
        "00_ledger: its outputs are not those that were executed",
    ]


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
    with pytest.raises(InputError, match="unknown notebook '01_grow'; nearest valid: '01_growth'"):
        provenance.select(checkout, ["01_grow"])


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no notebooks \(NN_\*\.ipynb\) in '.*notebooks'"):
        provenance.select(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"<<<<<<< ours"])
def test_a_file_that_is_no_notebook_is_refused(content, checkout):
    path = checkout / "notebooks" / "00_ledger.ipynb"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"00_ledger\.ipynb' is not a notebook: "):
        provenance.check(checkout)


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
