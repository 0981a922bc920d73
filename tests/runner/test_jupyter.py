"""What JupyterLab saves of an unchanged notebook is the committed file."""

import json

import nbformat

from ecstats import provenance
from ecstats.runner.jupyter import as_committed


def saved(notebook):
    """A notebook as JupyterLab hands it to the server."""
    content = json.loads(json.dumps(notebook))
    content["metadata"]["language_info"] = {**provenance.LANGUAGE_INFO, "version": "3.12.1"}
    content["metadata"]["kernelspec"]["display_name"] = "Python 3"
    content["cells"][0]["metadata"]["collapsed"] = True
    return {"type": "notebook", "content": content}


def test_a_committed_notebook_is_saved_as_it_was():
    words = {"text/markdown": "Charts: `figures/`, else `runs/a/`."}
    shown = nbformat.v4.new_output("display_data", words)
    cell = nbformat.v4.new_code_cell("1", id="a", execution_count=1, outputs=[shown])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook = provenance.stamped(provenance.normalised(notebook), {}, {})
    model = saved(notebook)
    as_committed(model=model, path="a.ipynb", contents_manager=None)
    assert model["content"] == notebook


def test_other_files_are_left_alone():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    for model in (saved(provenance.normalised(notebook)), {"type": "file", "content": "text"}):
        before = json.dumps(model)
        as_committed(model=model, path="a", contents_manager=None)
        assert json.dumps(model) == before
