"""What the documentation names exists: files, pictures, commands of make, presets, options of the commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deepdesk.cli import main
from deepdesk.model.presets import PRESETS

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LARGEST_PICTURE = 200_000
COMMANDS = ("data", "check", "train", "evaluate", "predict", "export")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    local = [target.split("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_headings(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s:]*)#([^)\s]+)\)", page.read_text(encoding="utf-8"))
    assert [name for file, name in targets if name not in anchors(page.parent / file if file else page)] == []


def anchors(page: Path) -> set[str]:
    """The names by which the headings of a page can be linked."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_places_exist(page: Path) -> None:
    named = re.findall(r"`((?:deepdesk|tests|packaging|docs|resources)/[\w./-]*)`", page.read_text(encoding="utf-8"))
    assert [place for place in named if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`(?:\w+=\S+ )*make ([a-z-]+)`", text) + re.findall(r"^    make ([a-z-]+)", text, re.MULTILINE)
    assert set(named) <= targets


def test_pictures_are_small_and_used() -> None:
    pictures = list((ROOT / "docs" / "screenshots").iterdir())
    assert {picture.suffix for picture in pictures} == {".png", ".svg"}
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [picture.name for picture in pictures if f"screenshots/{picture.name}" not in text] == []


def test_every_page_of_the_guide_is_in_its_index() -> None:
    guide = ROOT / "docs" / "guide"
    index = (guide / "index.md").read_text(encoding="utf-8")
    assert [page.name for page in guide.glob("*.md") if page.name != "index.md" and f"({page.name})" not in index] == []


def test_decisions_have_numbers_of_their_own_and_are_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    numbers = [int(path.name.split("-")[0]) for path in records]
    assert numbers == list(range(1, len(records) + 1))
    for number, path in zip(numbers, records, strict=True):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. ")
        assert f"({path.name})" in listed


def test_the_guide_names_all_presets() -> None:
    guide = (ROOT / "docs" / "guide" / "model.md").read_text(encoding="utf-8")
    assert [preset for preset in PRESETS if f"`{preset}`" not in guide] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_options_in_the_documentation_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    lines = re.findall(rf"^\s*(?:\S*/)?deepdesk {command} (.*)$", text, re.MULTILINE)
    named = {option for line in lines for option in re.findall(r"--[a-z-]+", line.split("#")[0])}
    assert lines, f"the documentation shows no example of deepdesk {command}"
    assert named <= known
