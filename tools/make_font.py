"""Make the Chinese font of the charts: a renamed subset of Noto Sans SC.

Run with ``make font``. Without an argument the original is fetched with ``npm pack`` (the package
and the checksum are below); with one, it is read from that ``.ttf`` file. The same input and the
same tables give the same bytes.

Characters: Latin, GB 2312 level 1 and its punctuation, symbols that charts use, place-name
characters of Hebei and China beyond level 1, and every character that stands in ``data/*.csv``.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "ecstats" / "fonts" / "ecstats-sans-sc.ttf"
FAMILY = "ecstats Sans SC"

PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
MEMBER = "package/400Regular/NotoSansSC_400Regular.ttf"
SHA256 = "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16"

LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "ǎǐǒǔǚǜ"
GREEK = "".join(map(chr, range(0x391, 0x3CA)))
PUNCTUATION = "–—‘’“”†‡•…‰′″、。〈〉《》「」『』【】〔〕～￥"
ARROWS = "←↑→↓↔↕↖↗↘↙⇐⇒⇔"
MATHEMATICS = "−±×÷·≈≠≡≤≥∞∑∏√∆½⅓¼¾⅔℃№①②③④⑤⑥⑦⑧⑨⑩"
SHAPES = "■□▪▫▲△▶▷▼▽◀◁◆◇○◎●◐◑★☆✓✕✖─│"
FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F)))
PLACE_NAMES = "妃栾涞涿藁蠡陉骅亳儋圳泸漯濮莞衢"


def gb2312_level_1() -> str:
    """Return the 3755 characters of GB 2312 rows 16 to 55."""
    cells = (bytes([row + 0xA0, cell + 0xA0]) for row in range(16, 56) for cell in range(1, 95))
    return b"".join(cells).decode("gb2312", errors="ignore")


def table_characters() -> str:
    """Return the characters of all tables, so that every label and quote can be drawn."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("data/*.csv")))


def fetch_original(folder: Path) -> Path:
    """Fetch the package with npm and return the path of the regular weight."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), PACKAGE]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    archive = next(folder.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        tar.extract(MEMBER, folder, filter="data")
    return folder / MEMBER


def make_subset(font: TTFont, text: str) -> None:
    """Reduce `font` to `text`, keeping glyph numbers: charts stay the same when it grows."""
    options = subset.Options()
    options.retain_gids = True
    options.hinting = False
    options.layout_features = ["kern"]
    options.drop_tables = [*options.drop_tables, "BASE", "STAT", "vhea", "vmtx"]
    options.name_IDs = [0, 5, 8, 9, 10, 11, 13, 14]
    options.name_languages = [0x409]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)


def rename(font: TTFont) -> None:
    """Give the font its own name, so that no installed font can be drawn in its place."""
    version = font["name"].getDebugName(5)
    names = {
        1: FAMILY,
        2: "Regular",
        3: f"{FAMILY} Regular; subset of Noto Sans SC {version}",
        4: FAMILY,
        6: FAMILY.replace(" ", ""),
        10: "Subset of Noto Sans SC Regular, renamed; see OFL.txt.",
    }
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def main() -> None:
    """Write the font and say what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        original = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch_original(Path(folder))
        found = hashlib.sha256(original.read_bytes()).hexdigest()
        if found != SHA256:
            sys.exit(f"{original.name}: SHA-256 is {found}, expected {SHA256} ({PACKAGE})")
        font = TTFont(original, recalcTimestamp=False)
        text = "".join(
            [
                *(LATIN, GREEK, PUNCTUATION, ARROWS, MATHEMATICS, SHAPES, FULL_WIDTH),
                *(gb2312_level_1(), PLACE_NAMES, table_characters()),
            ]
        )
        make_subset(font, text)
        rename(font)
        font.save(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {len(font.getBestCmap())} characters,", end=" ")
    print(f"{TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
