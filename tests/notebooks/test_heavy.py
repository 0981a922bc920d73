import nbformat
import pytest

from ecstats.notebooks.heavy import LARGE, lightened, restore, writes

LARGE_ONES = ["<svg>" + "x" * LARGE, "é漢\ud800" * LARGE]


def output(**data):
    return nbformat.v4.new_output("display_data", data={"text/plain": "alt", **data})


def notebook(*outputs):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[*outputs])])


@pytest.mark.parametrize("large", LARGE_ONES)
def test_a_large_text_comes_back_as_it_was(large, tmp_path):
    content = {"data": {"text/plain": "alt", "image/svg+xml": large}, "metadata": {"a": 1}}
    before = {**content, "data": dict(content["data"])}
    light = lightened(content, tmp_path)
    assert content == before
    assert light["data"]["text/plain"] == "alt"
    assert light["metadata"] == {"a": 1}
    assert len(light["data"]["image/svg+xml"]) < 100
    one = notebook(output(**{"image/svg+xml": light["data"]["image/svg+xml"]}))
    restore(one, tmp_path)
    assert one.cells[0].outputs[0].data == content["data"]


@pytest.mark.parametrize(
    "content",
    [{}, {"execution_state": "idle"}, {"data": {"a/json": {"b": [1]}, "text/plain": "1"}}],
)
def test_small_messages_are_left_alone(content, tmp_path):
    assert lightened(content, tmp_path) == content
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["ecstats-heavy:../secret", "ecstats-heavy:" + "0" * 32])
def test_a_notebook_cannot_name_a_file_of_its_own(text, tmp_path):
    folder = tmp_path / "heavy"
    folder.mkdir()
    (tmp_path / "secret").write_text("no")
    one = notebook(output(**{"text/html": text}))
    restore(one, folder)
    assert one.cells[0].outputs[0].data["text/html"] == text


@pytest.mark.parametrize(
    "large",
    [
        "<svg>\n<g/>\n\n</svg>" * LARGE,
        '\u2028a\x85b\x0cc\r\nd\\n"' * LARGE,
        "0" * 32 + "\n" + "x" * LARGE,
        "\n" * LARGE,
    ],
)
def test_a_notebook_is_written_as_by_nbformat(large):
    stream = nbformat.v4.new_output("stream", text=large)
    data = {"image/svg+xml": large, "application/x+json": {"a": large}, "text/html": large + "b"}
    one = notebook(output(**data), stream, output(**{"image/png": large, "text/plain": "0" * 32}))
    before = nbformat.writes(one)
    assert writes(one) == before == nbformat.writes(one)
