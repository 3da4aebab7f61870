"""Large JPEGs are decoded at a fraction of their size: in training as in prediction, with hardly a difference."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.decoding import decode_image
from deepdesk.data.images.preprocessing import full_size, needed_size, to_input
from deepdesk.data.opening import open_dataset
from deepdesk.data.preprocessing import ImagePreprocessing, Resize
from deepdesk.inference import answering

MEAN_LIMIT = 1.5
"""Levels of 255 that the pixels of one image may differ by on average."""


def photo(size: tuple[int, int], seed: int = 0) -> Image.Image:
    """Smooth in the large and grainy in the small, as photographs are."""
    draws = np.random.default_rng(seed)
    picture = np.zeros((size[1], size[0], 3))
    for cells, strength in (((6, 4), 60.0), ((24, 16), 20.0), ((96, 64), 6.0)):
        noise = Image.fromarray(draws.integers(0, 255, (cells[1], cells[0], 3), dtype=np.uint8))
        picture += (np.asarray(noise.resize(size, Image.Resampling.BICUBIC), dtype=float) - 128) / 64 * strength
    picture += draws.normal(0, 4, (size[1], size[0], 1)) + 128
    return Image.fromarray(picture.clip(0, 255).astype(np.uint8))


def as_jpeg(image: Image.Image, orientation: int = 1) -> bytes:
    """Bytes of a JPEG file that says how it is to be turned."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90, exif=exif)
    return stream.getvalue()


def both_ways(content: bytes, wanted: ImagePreprocessing) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pixels of the quick and of the full decoding."""
    quick = to_input(decode_image(content, needed=needed_size(wanted)), wanted)
    return quick.astype(np.int64), to_input(decode_image(content), wanted).astype(np.int64)


@pytest.mark.parametrize("size", [(500, 375), (1023, 771), (1600, 1200), (257, 601)])
@pytest.mark.parametrize("resize", ["stretch", "fit", "fill"])
@pytest.mark.parametrize("side", [32, 96, 128])
def test_quick_decoding_differs_little(size: tuple[int, int], resize: Resize, side: int) -> None:
    wanted = ImagePreprocessing(height=side, width=side, channels=3, resize=resize)
    quick, full = both_ways(as_jpeg(photo(size)), wanted)
    assert np.abs(quick - full).mean() < MEAN_LIMIT


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_lies_as_the_full_one(orientation: int) -> None:
    # No multiple of the divisor: the last pixels hang over, and lie left or above once it is turned.
    content = as_jpeg(photo((515, 401)), orientation)
    wanted = ImagePreprocessing(height=64, width=96, channels=3)
    quick, full = both_ways(content, wanted)
    assert np.abs(quick - full).mean() < 1.0
    image = decode_image(content, needed=needed_size(wanted))
    assert full_size(image) == decode_image(content).size
    assert image.size != full_size(image)


def test_nothing_is_reduced_below_what_is_needed() -> None:
    content = as_jpeg(photo((700, 300)))
    assert decode_image(content, needed=(128, 128)).size == (350, 150)
    assert decode_image(content, needed=(351, 128)).size == (700, 300)
    assert decode_image(content, needed=(16, 16)).size == (88, 38)
    turned = as_jpeg(photo((700, 300)), 6)
    assert decode_image(turned, needed=(150, 350)).size == (150, 350)
    assert decode_image(turned, needed=(350, 150)).size == (300, 700)


def test_a_file_that_breaks_off_says_how_many_of_its_rows_are_there() -> None:
    content = as_jpeg(photo((640, 480)))
    found = []
    for needed in (None, (128, 128)):
        with pytest.raises(DataError, match="truncated") as caught:
            decode_image(content[: len(content) // 2], needed=needed)
        found.append(caught.value.params)
    assert found[1]["height"] == 480
    assert abs(found[1]["rows"] - found[0]["rows"]) <= 16


def test_training_and_prediction_see_the_same_pixels(tmp_path: Path) -> None:
    sizes = [(1600, 1200), (500, 375), (333, 257), (150, 149)]
    for number, size in enumerate(sizes * 2):
        place = tmp_path / "data" / "ab"[number % 2] / f"{number}.jpg"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(as_jpeg(photo(size, number), 1 + number))
    data = open_dataset(
        DatasetDescription(source=str(tmp_path / "data"), height=96, width=80, channels=3),
        cache=tmp_path / "cache",
        progress=lambda *_: None,
        stop_asked=lambda: False,
    )
    assert isinstance(data.preprocessing, ImagePreprocessing)
    for place, name in enumerate(data.names):
        picture = answering.read_picture(str(tmp_path / "data" / name), needed=needed_size(data.preprocessing))
        prepared = answering.prepare(picture, data.preprocessing)
        assert np.array_equal(prepared.pixels, data.images[place]), name


def test_real_photos_differ_little(shared_data: Path) -> None:
    folder = shared_data / "cats-vs-dogs"
    if not folder.is_dir():
        pytest.skip("no photographs")
    wanted = ImagePreprocessing(height=96, width=96, channels=3)
    means = []
    for path in sorted(folder.rglob("*.jpg"))[::7]:
        quick, full = both_ways(path.read_bytes(), wanted)
        means.append(np.abs(quick - full).mean())
    assert np.mean(means) < MEAN_LIMIT
