"""Every odd file is read as Pillow's own conversion reads it; every broken one has a reason."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pi_heif
import pytest
from PIL import Image, ImageCms, ImageOps

from deepdesk.core.errors import DataError
from deepdesk.data.images.decoding import FORMATS, decode_image


@pytest.fixture
def odd(shared_data: Path) -> Path:
    folder = shared_data / "odd-and-broken-images"
    if not folder.is_dir():
        pytest.skip("no odd images here")
    return folder


def rows(folder: Path, part: str) -> list[dict[str, str]]:
    with (folder / "INDEX.csv").open() as stream:
        return [row for row in csv.DictReader(stream) if row["file"].startswith(part)]


def by_pillow(path: Path) -> Image.Image:
    """What Pillow's own functions make of a file: upright, in colour or grey, transparency on white."""
    pi_heif.register_heif_opener(thumbnails=False)
    with Image.open(path, formats=(*FORMATS, "HEIF")) as image:
        image.load()
        upright = ImageOps.exif_transpose(image)
    if image.mode == "LAB":
        lab, rgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(upright, lab, rgb, outputMode="RGB")
        assert converted is not None
        return converted
    if upright.has_transparency_data:
        layered = upright.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return upright.convert("L" if image.mode in {"1", "L"} else "RGB")


def test_every_odd_file_has_the_pixels_that_pillow_gives_it(odd: Path) -> None:
    compared = 0
    for row in rows(odd, "odd/"):
        if row["mode"] in {"I", "F", "I;16"}:
            continue
        found = decode_image(odd / row["file"]).convert("RGB")
        expected = by_pillow(odd / row["file"]).convert("RGB")
        assert found.size == expected.size, row["file"]
        difference = np.abs(np.asarray(found).astype(int) - np.asarray(expected)).max()
        assert difference <= 1, (row["file"], difference)
        compared += 1
    assert compared >= 50


def test_deep_images_keep_the_order_and_the_range_of_their_values(odd: Path) -> None:
    compared = 0
    for row in rows(odd, "odd/"):
        if row["mode"] not in {"I", "F", "I;16"}:
            continue
        found = np.asarray(decode_image(odd / row["file"])).ravel().astype(int)
        with Image.open(odd / row["file"]) as image:
            values = np.asarray(image).astype(np.float64).ravel()
        order = np.argsort(values, kind="stable")
        assert (np.diff(found[order]) >= 0).all(), row["file"]
        if row["mode"] in {"I", "I;16"} and "12bit" not in row["file"] and "trns" not in row["file"]:
            assert np.abs(found - values / 257).max() <= 0.51, row["file"]
        compared += 1
    assert compared >= 5


def test_every_broken_file_is_read_or_refused_for_a_reason(odd: Path) -> None:
    for row in rows(odd, "broken/"):
        if row["load"] == "ok":
            try:
                assert decode_image(odd / row["file"]).size[0] > 0
            except DataError as error:
                assert error.code.startswith("data.image.")
        else:
            with pytest.raises(DataError) as caught:
                decode_image(odd / row["file"])
            assert caught.value.code.startswith("data.image.")


def test_a_photo_of_a_phone_is_read(odd: Path) -> None:
    assert decode_image(odd / "odd" / "avif_hopper.heif").size == (128, 128)
    assert decode_image((odd / "odd" / "avif_hopper.heif").read_bytes()).mode == "RGB"
