"""Writes docs/guide/pictures.md, the page that shows every picture."""

from __future__ import annotations

from pathlib import Path

_HEADINGS = {
    "empty": "Before anything is open",
    "data": "Data",
    "model": "Model",
    "train": "Train",
    "predict": "Predict",
}
_KINDS = {"dark": "dark", "1280": "1280 × 720", "200": "200 %"}


def write_listing(folder: Path, page: Path) -> None:
    """Lists the pictures in ``folder`` by place."""
    lines = [
        "# Pictures",
        "",
        "Taken in the real window by `make screenshots`; *exported* are files that the program wrote.",
        "",
    ]
    pictures = sorted(path for path in folder.iterdir() if path.suffix in (".png", ".svg"))
    for start, heading in _HEADINGS.items():
        lines += [f"## {heading}", ""]
        for picture in pictures:
            if picture.stem.split("-")[0] == start:
                lines += [f"![{_words(picture.stem)}](../screenshots/{picture.name})", ""]
    page.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _words(stem: str) -> str:
    return ", ".join(_KINDS.get(part, part) for part in stem.split("-"))
