"""Foreign images are decoded within bounds, upright and in 8 bits, or refused with the reason."""

from __future__ import annotations

import csv
import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.catalogue import describe
from deepdesk.core.errors import DataError
from deepdesk.data.images.decoding import decode_image, image_size


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG of this size without its pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def code_of(content: bytes | Path) -> str:
    with pytest.raises(DataError) as caught:
        decode_image(content)
    return caught.value.code


def ramp(mode: str = "L") -> Image.Image:
    values = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    return Image.fromarray(values).convert(mode)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "I;16", "I", "F", "LAB", "HSV"])
def test_every_mode_becomes_grey_or_colour(mode: str) -> None:
    kind = "PNG" if mode in {"1", "L", "P", "RGB", "RGBA", "LA", "I;16"} else "TIFF"
    if mode == "HSV":
        mode, kind = "RGB", "BMP"
    image = ramp("L").convert("I").convert("I;16") if mode == "I;16" else ramp("RGB" if mode == "LAB" else "L")
    if mode == "LAB":
        image = Image.new("LAB", (4, 3), (128, 128, 128))
    elif mode != "I;16":
        image = image.convert(mode)
    found = decode_image(encoded(image, kind))
    assert found.mode in {"L", "RGB"}
    assert found.size == (4, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP", "TIFF", "GIF"])
def test_every_promised_format_opens(kind: str) -> None:
    assert decode_image(encoded(ramp("RGB"), kind)).size == (4, 3)


def test_sixteen_bits_keep_their_scale() -> None:
    values = np.array([[0, 257, 65535]], dtype=np.uint16)
    assert np.asarray(decode_image(encoded(Image.fromarray(values)))).tolist() == [[0, 1, 255]]


def test_floats_from_0_to_1_become_bytes() -> None:
    values = np.array([[0.0, 0.5, 1.0, np.nan]], dtype=np.float32)
    assert np.asarray(decode_image(encoded(Image.fromarray(values), "TIFF"))).tolist() == [[0, 128, 255, 0]]


def test_transparency_is_laid_on_white() -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((0, 0), (255, 0, 0, 255))
    assert np.asarray(decode_image(encoded(image))).tolist() == [[[255, 0, 0], [255, 255, 255]]]


def test_white_ink_on_nothing_is_laid_on_black() -> None:
    image = Image.new("LA", (2, 1), (255, 0))
    image.putpixel((0, 0), (255, 255))
    assert np.asarray(decode_image(encoded(image))).tolist() == [[255, 0]]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_images_are_turned_upright(orientation: int, tmp_path: Path) -> None:
    upright = np.array([[0, 60, 120], [180, 240, 250]], dtype=np.uint8)
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: upright.T[::-1],
        7: upright.T[::-1, ::-1],
        8: upright.T[:, ::-1],
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.png"
    Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=exif)
    assert np.array_equal(np.asarray(decode_image(path)), upright)
    assert image_size(path) == (2, 3, False)


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("L", (2, 2), value) for value in (10, 200)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert np.asarray(decode_image(content).convert("L")).max() == 10


def test_one_pixel_is_an_image() -> None:
    assert decode_image(encoded(Image.new("RGB", (1, 1), "red"))).size == (1, 1)


def test_a_huge_image_is_refused_before_it_is_decoded() -> None:
    assert code_of(png_header(20_000, 20_000)) in {"data.image.too_large", "data.image.too_many_pixels"}
    assert code_of(png_header(12_000, 10_000)) == "data.image.too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "data.image.empty"),
        (b"<!DOCTYPE html><p>no", "data.image.web_page"),
        (b"some text", "data.image.unknown"),
        (b"\0\0\0\x18ftypheic" + bytes(32), "data.image.heic"),
    ],
)
def test_what_is_no_image_says_why(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert code_of(tmp_path / "gone.png") == "data.image.missing"


def test_a_cut_off_file_says_how_far_it_was_read(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(1, 255, (64, 64, 3), dtype=np.uint8)
    content = encoded(Image.fromarray(noise), "BMP")
    with pytest.raises(DataError) as caught:
        decode_image(content[: len(content) // 2])
    assert caught.value.code == "data.image.truncated"
    assert 20 <= caught.value.params["rows"] <= 34


def test_odd_files_decode_and_broken_ones_have_a_reason(shared_data: Path) -> None:
    folder = shared_data / "odd-and-broken-images"
    if not folder.is_dir():
        pytest.skip("no odd images here")
    refused = {}
    for row in csv.DictReader((folder / "INDEX.csv").open()):
        try:
            image = decode_image(folder / row["file"])
            assert image.mode in {"L", "RGB"}
        except DataError as error:
            assert error.code.startswith("data.image."), row["file"]
            assert "{" not in describe(error)
            refused[row["file"]] = error.code
    assert not [name for name in refused if name.startswith("odd/")]
    assert refused["broken/truncated_image.png"] == "data.image.truncated"
    assert refused["broken/decompression_bomb.gif"] == "data.image.too_many_pixels"
