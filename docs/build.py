"""Build the site in English and Chinese: ``python docs/build.py``, or ``make site``.

English pages come from the committed notebooks, Chinese ones from the same notebooks executed
with ``language="zh"``, which are kept in ``build/`` until code or data change. Nothing is fetched.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE / "_ext"))

from data_pages import dictionary_page  # noqa: E402
from library_pages import library_pages  # noqa: E402
from notebook_pages import in_chinese, page, title_and_findings, write  # noqa: E402
from site_words import LABELS, words  # noqa: E402
from smaller_pictures import write_smaller_png, write_smaller_svg  # noqa: E402
from table_files import write_table_files  # noqa: E402
from web_font import write_font  # noqa: E402

from ecstats import provenance, tables  # noqa: E402
from ecstats.errors import InputError  # noqa: E402
from ecstats.labels import LANGUAGES, text  # noqa: E402

# It also lets GitHub Pages serve the folders that begin with an underscore.
MARK = ".nojekyll"
# A column without a title has no heading either.
EMPTY_HEADING = re.compile(r'<th class="head[^"]*">(?:<p></p>)?</th>')
# Charts that the first page shows, by notebook: few, so that it stays light.
FIRST = {
    "01_growth_rates": "growth-intervals",
    "02_target_gaps": "target-bullets",
    "03_cluster_comparison": "reductions-and-gains",
}


def build(out: Path, work: Path, documents: Path | None = None) -> None:
    """Build the whole site.

    Parameters
    ----------
    out : Path
        Folder of the site; a site that it holds is replaced.
    work : Path
        Folder for what is made on the way.
    documents : Path, optional
        Folder of the documents: every evidence page then shows the passage. Such a site is for
        local use and must not be published.

    Raises
    ------
    InputError
        If a notebook was not executed or has a heading without Chinese, or `out` holds other
        things.
    subprocess.CalledProcessError
        If Sphinx failed, or warned.
    """
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise InputError(f"{str(out)!r} holds something else than a site; name another folder")
    work.mkdir(parents=True, exist_ok=True)
    # An interrupted build leaves the site that is there, and two builds do not meet.
    with tempfile.TemporaryDirectory(prefix="making-", dir=work) as folder:
        site, pages = Path(folder) / "site", Path(folder) / "pages"
        with ThreadPoolExecutor(len(LANGUAGES)) as pool:
            made = {"en": lambda: ROOT, "zh": lambda: in_chinese(ROOT, work / "zh")}
            started = [
                pool.submit(build_language, language, made[language], site, pages, documents)
                for language in LANGUAGES
            ]
            for one in started:
                one.result()
        add_shared(site)
        shutil.rmtree(out, ignore_errors=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(site, out)


def add_shared(site: Path) -> None:
    """Add what both languages use: the tables, the start page, the font."""
    shutil.rmtree(site / "jupyter_execute", ignore_errors=True)
    shutil.copytree(tables.data_folder(), site / "data")
    shutil.copy(HERE / "start.html", site / "index.html")
    (site / MARK).touch()
    texts = [path for ending in ("html", "js") for path in sorted(site.rglob(f"*.{ending}"))]
    shown = [path for path in texts if path.name != "searchindex.js"]
    font = ROOT / "src" / "ecstats" / "fonts" / "ecstats-sans-sc.ttf"
    write_font(shown, font, site / "fonts" / "ecstats-sans-sc.woff2")
    shutil.copy(font.with_name("OFL.txt"), site / "fonts" / "OFL.txt")


def build_language(
    language: str,
    executed: Callable[[], Path],
    out: Path,
    pages: Path,
    documents: Path | None,
) -> None:
    """Build the pages of one language from a folder with executed notebooks and charts."""
    made = executed()
    source = pages / language
    prepare(source, made, language)
    run_sphinx(source, out / language, language, documents)
    finish_pages(out / language, language)
    add_figures(made / "figures", out / language / "figures")
    write_table_files(out / language / "files", language)


def prepare(source: Path, made: Path, language: str) -> None:
    """Put all sources of one language into a folder: written pages, notebooks, charts."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(HERE / language, source)
    known = [
        *tables.load_quoted_figures()["figure_id"],
        *tables.load_published_values()["value_id"],
    ]
    found = []
    for path in provenance.select(ROOT):
        executed = made / "notebooks" / path.name
        write(page(executed, language, known), source / "notebooks" / path.name)
        found.append(finding(path.stem, *title_and_findings(executed, language)))
    for name, contents in {
        "generated/findings": "\n\n".join(found),
        "generated/documents": document_list(language),
        "generated/dictionary": dictionary_page(language),
        "generated/contributing": contributing(ROOT / "CONTRIBUTING.md"),
        **library_pages(language),
    }.items():
        target = source / f"{name}.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(contents + "\n", "utf-8")
    pictures = shutil.ignore_patterns("*.png")
    shutil.copytree(made / "figures", source / "figures", ignore=pictures)


def finding(notebook: str, title: str, sentences: Sequence[str]) -> str:
    """What a notebook found, for the first page: its question, sentences and perhaps a chart."""
    parts = [f"% anchor: {notebook[3:].replace('_', '-')}"]
    parts.append(f"### [{title}](notebooks/{notebook}.ipynb)")
    parts.append("\n".join(f"- {one}" for one in sentences))
    if notebook in FIRST:
        parts.append(f"```{{chart-preview}} {FIRST[notebook]} notebooks/{notebook}.html\n```")
    return "\n\n".join(parts)


def document_list(language: str) -> str:
    """Documents with issuer, date and number of figures, each leading to its figures."""
    counts = tables.load_quoted_figures()["source_id"].value_counts()
    w, items = words(language), []
    for row in tables.load_sources().to_dict("records"):
        title, issuer = (escape(str(row[f"{one}_{language}"])) for one in ("title", "issuer"))
        address = f"ledger.html?document={row['source_id']}"
        said = w["document_line"].format(issuer=issuer, date=row["date_published"])
        count = text("site_figures_of", language, n=counts[row["source_id"]])
        items.append(f'- {title}{said} <a href="{address}">{count}</a>')
    return "\n".join(items)


def finish_pages(folder: Path, language: str) -> None:
    """Mend what the theme leaves open: levels of headings, landmarks, words in English only."""
    w = words(language)
    changes = {
        '<summary aria-label="Toggle hidden content">': "<summary>",
        # What can be scrolled can be reached with the keyboard.
        '<div class="highlight"><pre>': '<div class="highlight"><pre tabindex="0">',
        '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
        'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"',
        '<aside class="announcement-content">': '<div class="announcement-content">',
        '<aside class="sidebar-drawer"': (
            f'<aside aria-label="{w["site_pages"]}" class="sidebar-drawer"'
        ),
        '<aside class="toc-drawer': f'<aside aria-label="{w["this_page"]}" class="toc-drawer',
    }
    if language == "zh":
        changes |= {f'"{english}"': f'"{chinese}"' for english, chinese in LABELS.items()}
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text("utf-8")
        for found, wanted in changes.items():
            text = text.replace(found, wanted)
        text = EMPTY_HEADING.sub("<td></td>", text)
        head, bar, rest = text.partition('<div class="announcement-content">')
        path.write_text(head + bar + rest.replace("</aside>", "</div>", bool(bar)), "utf-8")


def add_figures(made: Path, target: Path) -> None:
    """Add the charts and their rows to the site; make those of written pages smaller, too."""
    smaller = {".png": write_smaller_png, ".svg": write_smaller_svg, ".csv": shutil.copyfile}
    target.mkdir()
    for path in sorted(target.parent.glob("_images/*.svg")):
        write_smaller_svg(path, path)
    for path in sorted(made.iterdir()):
        if path.suffix in smaller:
            smaller[path.suffix](path, target / path.name)


def contributing(path: Path) -> str:
    """Sections of the contributors' guide on figures, indicators and documents."""
    sections = [one for one in path.read_text("utf-8").split("\n## ") if one.startswith("Add ")]
    anchors = ["a-figure", "an-indicator", "a-document"]
    return "\n".join(
        f"% anchor: {anchor}\n\n## {one}" for anchor, one in zip(anchors, sections, strict=True)
    )


def run_sphinx(source: Path, out: Path, language: str, documents: Path | None) -> None:
    """Run Sphinx once; a warning is an error."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-E"]
    command += ["-c", str(HERE), "-d", str(source.parent / f"doctrees-{language}"), "-t", language]
    command += ["-D", f"site_documents={documents or ''}"]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0"}
    subprocess.run([*command, str(source), str(out)], check=True, env=environment)
    # What only the builder needs.
    for path in [out / ".buildinfo", out / "objects.inv", *out.glob("_static/**/*.map")]:
        path.unlink(missing_ok=True)


def main() -> int:
    """Run the command line; return 0, or 1 when the site could not be built."""
    parser = argparse.ArgumentParser(description="Build the site in English and Chinese.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", metavar="DIR")
    parser.add_argument(
        "--sources",
        type=Path,
        metavar="DIR",
        help="documents: show the passage around every quote; for local use, not to be published",
    )
    options = parser.parse_args()
    out = options.out.resolve()
    if options.sources and not options.sources.is_dir():
        parser.error(f"{str(options.sources)!r} is not a folder with the documents")
    try:
        build(out, ROOT / "build" / "site-work", options.sources and options.sources.resolve())
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError:
        print("the site has faults, see above", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out / 'index.html'}: {json.dumps(round(size / 1e6, 1))} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
