"""From a file or text to the network's input, and from scores to an answer."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from deepdesk.core.catalogue import codes
from deepdesk.core.errors import DataError, ModelError
from deepdesk.data.images.decoding import to_input
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference import answering
from deepdesk.inference.answers_csv import AnswerRow, write_csv
from deepdesk.inference.found import not_an_image
from deepdesk.inference.inputs import expanded

DIGITS = ImagePreprocessing(height=8, width=8, channels=1, polarity="light_on_dark")


def digit(number: int = 5) -> Image.Image:
    return Image.fromarray((load_digits().images[number] / 16 * 255).round().astype(np.uint8))


def png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def test_a_file_its_bytes_and_its_address_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "猫 é.png"
    path.write_bytes(png(digit()))
    text = "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
    found = [
        answering.read_picture(path=str(path)),
        answering.read_picture(content=path.read_bytes()),
        answering.read_picture(text=text),
    ]
    assert len({picture.tobytes() for picture in found}) == 1


def test_the_input_is_that_of_training() -> None:
    prepared = answering.prepare(digit(), DIGITS)
    assert np.array_equal(prepared.pixels, to_input(digit(), DIGITS))
    assert prepared.notes == ()
    assert answering.batch([prepared.pixels], DIGITS).max() <= 1


def test_reversed_polarity_is_corrected_and_said() -> None:
    turned = Image.fromarray(255 - np.asarray(digit()))
    prepared = answering.prepare(turned, DIGITS)
    assert np.array_equal(prepared.pixels, answering.prepare(digit(), DIGITS).pixels)
    assert [note.code for note in prepared.notes] == ["inference.note.dark_on_light"]
    # The picture is shown as it came.
    assert prepared.picture is turned


def test_colour_models_are_corrected_in_colour() -> None:
    colour = ImagePreprocessing(height=8, width=8, channels=3, polarity="dark_on_light")
    prepared = answering.prepare(digit().convert("RGB"), colour)
    assert [note.code for note in prepared.notes] == ["inference.note.light_on_dark"]
    assert prepared.pixels.shape == (8, 8, 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.4", "inference.found.pdf"),
        (b"PK\x03\x04abc", "inference.found.zip"),
        (b"RIFF\0\0\0\0WAVEfmt ", "inference.found.audio"),
        (b"just a text", "inference.found.text"),
        ("文字".encode() * 60, "inference.found.text"),
        (b'{"a": 1}', "inference.found.json"),
        (b"\x89PNG\r\n\x1a\n broken", "inference.found.damaged_image"),
        (b"\xff\xd8\xff\xe0 broken", "data.image.broken"),
        (b"\0\1\2\3\4\5\xfe", "inference.found.unknown"),
        (b"", "data.image.empty"),
        (b"<html><body>", "data.image.web_page"),
    ],
)
def test_what_is_no_image_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(content)
    for source in ({"path": str(path)}, {"content": content}):
        with pytest.raises(DataError) as caught:
            answering.read_picture(**source)
        assert caught.value.code == code
        assert code in codes()


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing"):
        answering.read_picture(path=str(tmp_path / "absent.png"))
    with pytest.raises(DataError, match="broken"):
        answering.read_picture(path="a\0b")
    with pytest.raises(DataError, match="folder"):
        answering.read_picture(path=str(tmp_path))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DataError, match="no_plain_file"):
            answering.read_picture(path=str(tmp_path / "pipe"))


def test_every_sign_of_a_format_has_its_sentence() -> None:
    assert not_an_image(b"\x7fELF").code in codes()


def test_the_smallest_and_the_largest_image(tmp_path: Path) -> None:
    dot = tmp_path / "dot.png"
    Image.new("RGBA", (1, 1), "red").save(dot)
    prepared = answering.prepare(answering.read_picture(path=str(dot)), DIGITS)
    assert prepared.pixels.shape == (8, 8, 1)
    large = tmp_path / "large.png"
    Image.new("1", (20_000, 20_000)).save(large)
    with pytest.raises(DataError, match="too_"):
        answering.read_picture(path=str(large))


def test_ranking() -> None:
    scores = np.array([0.0, 2.0, 1.0], np.float32)
    best = answering.ranked(scores, ("a", "b", "c"), 0)
    assert [name for name, _ in best] == ["b", "c", "a"]
    assert sum(share for _, share in best) == pytest.approx(1)
    assert [name for name, _ in answering.ranked(scores, ("a", "b", "c"), 2)] == ["b", "c"]


@pytest.mark.parametrize("score", [np.nan, np.inf])
def test_scores_that_are_no_numbers_are_told(score: float) -> None:
    with pytest.raises(ModelError, match="scores_not_finite"):
        answering.ranked(np.array([score, 1.0]), ("a", "b"), 0)


def test_pictures(tmp_path: Path) -> None:
    seen = Image.open(io.BytesIO(answering.as_png(np.full((8, 6, 1), 7, np.uint8))))
    assert (seen.size, seen.mode) == ((6, 8), "L")
    small = Image.open(io.BytesIO(answering.thumbnail_png(Image.new("RGB", (1000, 500)))))
    assert small.size == (160, 80)


def test_folders_are_expanded_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.png", "a/2.JPG", "a/1.png", "a/notes.txt", ".hidden/x.png", "c/.x.png"):
        path = tmp_path / "f" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    assert list(expanded("./f")) == [f"./f{os.sep}a{os.sep}1.png", f"./f{os.sep}a{os.sep}2.JPG", f"./f{os.sep}b.png"]
    assert list(expanded("absent.png")) == ["absent.png"]
    assert list(expanded("f/a/notes.txt")) == ["f/a/notes.txt"]


def test_the_table(tmp_path: Path) -> None:
    import csv

    path = tmp_path / "answers.csv"
    rows = [
        AnswerRow(input='a,"1".png', label="猫", probabilities=(("猫", 0.75), ("dog", 0.25)), milliseconds=3.14159),
        AnswerRow(input="b.txt", error="no image"),
    ]
    write_csv(path, rows, ("dog", "猫"))
    with path.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert found[0]["input"] == 'a,"1".png'
    assert (found[0]["label"], found[0]["probability"], found[0]["dog"]) == ("猫", "0.750000", "0.250000")
    assert (found[1]["label"], found[1]["error"], found[1]["dog"]) == ("", "no image", "")
