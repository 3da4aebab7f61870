"""What the values of masks mean: indices, colours, black and white, smooth edges, noise, ignored ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.segmentation.class_files import read_class_file
from deepdesk.data.segmentation.class_table import IGNORED, ClassTable, find_classes
from deepdesk.data.segmentation.colours import SHOWN, hex_of, shown_colour
from deepdesk.data.segmentation.masks import Mask, decode_mask, value_counts
from deepdesk.data.segmentation.one_pair import values_of
from deepdesk.data.settings import MaskClass, SegmentationSettings

RED, GREEN, BLUE = (128, 0, 0), (0, 128, 0), (0, 0, 128)


def saved(folder: Path, pixels: np.ndarray | Image.Image, name: str = "mask.png", **options: object) -> Mask:
    """The mask written to a file and read again."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    path = folder / name
    image.save(path, **options)  # type: ignore[arg-type]
    return decode_mask(path)


def stripes(*values: int, side: int = 24, dtype: type = np.uint8) -> np.ndarray:
    """Equal upright stripes of these values."""
    return np.repeat(np.array(values, dtype=dtype), side)[None].repeat(side, axis=0)


def table_of(*masks: Mask, listed: tuple[MaskClass, ...] = (), **settings: object) -> ClassTable:
    return find_classes(masks, SegmentationSettings(**settings), listed)  # type: ignore[arg-type]


def names(table: ClassTable) -> list[str]:
    return [one.name for one in table.classes]


def numbered(table: ClassTable, mask: Mask) -> dict[int, int]:
    """Pixels by class number."""
    counts = value_counts(values_of(mask, table))
    known, _, _ = table.numbers(counts)
    found: dict[int, int] = {}
    for value, pixels in counts.items():
        found[known[value]] = found.get(known[value], 0) + pixels
    return found


def test_indices_are_classes_named_by_themselves(tmp_path: Path) -> None:
    table = table_of(saved(tmp_path, stripes(0, 1, 3)))
    assert (names(table), table.values, table.form, table.snaps) == (["0", "1", "3"], (0, 1, 3), "indices", False)
    assert table.colours == SHOWN[:3]


def test_black_and_white_are_two_classes(tmp_path: Path) -> None:
    assert names(table_of(saved(tmp_path, stripes(0, 255)))) == ["0", "255"]
    one_bit = Image.fromarray(stripes(0, 255)).convert("1")
    assert names(table_of(saved(tmp_path, one_bit))) == ["0", "1"]


def test_255_beside_small_numbers_is_ignored_and_told(tmp_path: Path) -> None:
    mask = saved(tmp_path, stripes(0, 1, 2, 255))
    table = table_of(mask)
    assert (names(table), table.ignored, table.ignored_found) == (["0", "1", "2"], (255,), True)
    assert names(table_of(mask, ignored=())) == ["0", "1", "2", "255"]


def test_palette_files_are_read_by_index_and_shown_in_their_colours(tmp_path: Path) -> None:
    image = Image.fromarray(stripes(0, 1, 2)).convert("P")
    image.putpalette([*RED, *GREEN, *BLUE])
    table = table_of(saved(tmp_path, image))
    assert (names(table), table.colours) == (["0", "1", "2"], (RED, GREEN, BLUE))


def colour_mask(*colours: tuple[int, int, int], side: int = 24) -> np.ndarray:
    return np.repeat(np.array(colours, np.uint8), side, axis=0)[None].repeat(side, axis=0)


def test_colours_are_classes(tmp_path: Path) -> None:
    mask = saved(tmp_path, colour_mask(RED, GREEN, (0, 0, 0)))
    table = table_of(mask)
    assert names(table) == ["#000000", "#008000", "#800000"]
    assert table.colours == ((0, 0, 0), GREEN, RED)
    assert numbered(table, mask) == {0: 576, 1: 576, 2: 576}


def test_grey_written_as_three_channels_is_an_index(tmp_path: Path) -> None:
    grey = np.stack([stripes(0, 1, 2)] * 3, axis=-1)
    assert names(table_of(saved(tmp_path, grey))) == ["0", "1", "2"]


def test_a_grey_mask_among_coloured_ones_is_a_colour(tmp_path: Path) -> None:
    black = saved(tmp_path, np.zeros((24, 24, 3), np.uint8), "black.png")
    assert names(table_of(black, saved(tmp_path, colour_mask(RED, (0, 0, 0))))) == ["#000000", "#800000"]


def test_transparent_pixels_are_black(tmp_path: Path) -> None:
    pixels = np.concatenate([colour_mask(RED, GREEN), np.full((24, 48, 1), 255, np.uint8)], axis=2)
    pixels[:6, :, 3] = 0
    table = table_of(saved(tmp_path, pixels))
    assert names(table) == ["#000000", "#008000", "#800000"]


@pytest.mark.parametrize(("values", "expected"), [((0, 1, 2), ["0", "1", "2"]), ((0, 65535), ["0", "255"])])
def test_sixteen_bits(tmp_path: Path, values: tuple[int, ...], expected: list[str]) -> None:
    assert names(table_of(saved(tmp_path, stripes(*values, dtype=np.uint16)))) == expected


def test_sixteen_bits_beyond_255(tmp_path: Path) -> None:
    assert names(table_of(saved(tmp_path, stripes(0, 1000, 2000, dtype=np.uint16)))) == ["0", "1000", "2000"]


def smooth_disc(side: int = 64) -> Image.Image:
    """A white disc on black with an antialiased edge."""
    y, x = np.mgrid[:256, :256]
    disc = Image.fromarray(((x - 128) ** 2 + (y - 120) ** 2 < 90**2).astype(np.uint8) * 255)
    return disc.resize((side, side), Image.Resampling.BILINEAR)


def test_smooth_edges_go_to_the_nearest_class(tmp_path: Path) -> None:
    mask = saved(tmp_path, smooth_disc())
    table = table_of(mask)
    assert (names(table), table.snaps) == (["0", "255"], True)
    counts = numbered(table, mask)
    assert set(counts) == {0, 1}
    assert abs(counts[1] - np.pi * 90**2 / 16) < 15
    assert table.numbers(value_counts(values_of(mask, table)))[2] > 20


def test_smooth_coloured_edges(tmp_path: Path) -> None:
    large = Image.fromarray(colour_mask(RED, GREEN, BLUE, side=211))
    turned = large.rotate(13).resize((150, 60), Image.Resampling.BICUBIC)
    table = table_of(saved(tmp_path, turned))
    assert names(table) == ["#000000", "#000080", "#008000", "#800000"]


def test_black_and_white_jpeg_is_read(tmp_path: Path) -> None:
    mask = saved(tmp_path, smooth_disc(), "mask.jpg", quality=60)
    table = table_of(mask)
    assert names(table)[0] in {"0", "1", "2"}
    assert len(table.classes) == 2
    assert set(numbered(table, mask)) == {0, 1}


def test_jpeg_of_many_blurred_values_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64), dtype=np.uint8)
    with pytest.raises(DataError, match=r"data\.segmentation\.lossy"):
        table_of(saved(tmp_path, noise, "mask.jpg"))


def test_jpeg_in_which_a_class_was_lost_is_refused(tmp_path: Path) -> None:
    pixels = np.zeros((64, 80, 3), np.uint8)
    for place in range(5, 60, 15):
        pixels[place : place + 6, place : place + 6] = (255, 0, 0)
        pixels[place : place + 5, place + 8 : place + 13] = (0, 0, 255)
    with pytest.raises(DataError, match=r"data\.segmentation\.lossy"):
        table_of(saved(tmp_path, pixels, "mask.jpg"))


def test_named_classes_make_jpeg_readable(tmp_path: Path) -> None:
    mask = saved(tmp_path, stripes(0, 80, 160, 240, side=33), "mask.jpg", quality=30)
    named = tuple(MaskClass(name=f"c{value}", value=value) for value in (0, 80, 160, 240))
    table = table_of(mask, classes=named)
    counts = numbered(table, mask)
    assert set(counts) == {0, 1, 2, 3}
    assert all(abs(count - 33 * 33) < 60 for count in counts.values())


def test_numbers_of_objects_are_refused(tmp_path: Path) -> None:
    objects = np.arange(300, dtype=np.uint16).repeat(4).reshape(30, 40)
    with pytest.raises(DataError, match=r"data\.segmentation\.instances"):
        table_of(saved(tmp_path, objects))


def test_photos_are_refused(tmp_path: Path) -> None:
    photo = np.random.default_rng(2).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    with pytest.raises(DataError, match=r"data\.segmentation\.pictures"):
        table_of(saved(tmp_path, photo))
    with pytest.raises(DataError, match=r"data\.segmentation\.pictures"):
        table_of(saved(tmp_path, photo[..., 0]))


def test_one_class_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data\.segmentation\.one_class"):
        table_of(saved(tmp_path, np.zeros((8, 8), np.uint8)))


def test_fractions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data\.segmentation\.mask_float"):
        saved(tmp_path, np.random.default_rng(0).random((8, 8)).astype(np.float32), "mask.tif")


def test_ignored_indices_and_colours(tmp_path: Path) -> None:
    indices = saved(tmp_path, stripes(0, 1, 11))
    table = table_of(indices, ignored=(11,))
    assert names(table) == ["0", "1"]
    assert numbered(table, indices)[IGNORED] == 576
    coloured = saved(tmp_path, colour_mask(RED, GREEN, BLUE))
    assert names(table_of(coloured, ignored=("#000080",))) == ["#008000", "#800000"]
    with pytest.raises(DataError, match=r"data\.segmentation\.bad_ignored"):
        table_of(coloured, ignored=("blue",))


def test_unknown_values_are_counted_and_ignored(tmp_path: Path) -> None:
    table = table_of(saved(tmp_path, stripes(0, 1)))
    known, unexpected, snapped = table.numbers({0: 10, 1: 10, 7: 5})
    assert (known[7], unexpected, snapped) == (IGNORED, {7: 5}, 0)


def test_an_unknown_colour_is_no_smooth_edge(tmp_path: Path) -> None:
    table = table_of(saved(tmp_path, colour_mask(RED, GREEN)), classes=(
        MaskClass(name="red", colour=RED), MaskClass(name="green", colour=GREEN)))  # fmt: skip
    blue = (0 << 16) | 128
    edge = (64 << 16) | (66 << 8)
    known, unexpected, snapped = table.numbers({RED[0] << 16: 1000, blue: 500, edge: 4})
    assert (known[blue], unexpected) == (IGNORED, {blue: 500})
    assert (known[edge], snapped) == (1, 4)


LISTS = {
    "Sky\nBuilding\nPole\n": [("Sky", 0, None), ("Building", 1, None), ("Pole", 2, None)],
    "name,r,g,b\nSky,128,0,0\nVoid,0,0,0\n": [("Sky", None, (128, 0, 0)), ("Void", None, (0, 0, 0))],
    "64 128 64\tAnimal\n192 0 128\t\tArchway\n": [("Animal", None, (64, 128, 64)), ("Archway", None, (192, 0, 128))],
    "0: background\n1: cell wall\n": [("background", 0, None), ("cell wall", 1, None)],
    "id;name\n3;Haus\n4;Baum\n": [("Haus", 3, None), ("Baum", 4, None)],
    "# label:color_rgb:parts:actions\nsky:10,20,30::\nroad:1,2,3::\n": [
        ("sky", None, (10, 20, 30)),
        ("road", None, (1, 2, 3)),
    ],
    "\ufeff背景\n细胞\n": [("背景", 0, None), ("细胞", 1, None)],
}


@pytest.mark.parametrize("text", LISTS)
def test_lists_of_classes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(text, encoding="utf-8")
    assert [(one.name, one.value, one.colour) for one in read_class_file(path)] == LISTS[text]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_lists_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "classes.txt"
    path.write_bytes("背景\n房屋建筑\n道路和桥梁\n".encode(encoding))
    assert [one.name for one in read_class_file(path)] == ["背景", "房屋建筑", "道路和桥梁"]


@pytest.mark.parametrize("text", ["", "a\na\n", "a,1,2\n", "1\n2\n", "\0\0", "a,300,0,0\n", "x\n" * 2000])
def test_other_files_are_no_lists(tmp_path: Path, text: str) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(text, encoding="utf-8")
    assert read_class_file(path) == ()


def test_a_list_names_the_classes_and_what_is_void(tmp_path: Path) -> None:
    listed = tuple(MaskClass(name=name, value=value) for value, name in enumerate(("Sky", "Road", "Unlabelled")))
    table = table_of(saved(tmp_path, stripes(0, 1, 2)), listed=listed)
    assert (names(table), table.ignored) == (["Sky", "Road"], (2,))


def test_what_a_person_names_is_taken_as_it_is(tmp_path: Path) -> None:
    named = (MaskClass(name="cell", value=255), MaskClass(name="membrane", value=0, colour=RED))
    table = table_of(saved(tmp_path, stripes(0, 255)), classes=named)
    assert (names(table), table.values, table.colours) == (["cell", "membrane"], (255, 0), (SHOWN[0], RED))
    with pytest.raises(DataError, match=r"data\.segmentation\.class_twice"):
        table_of(saved(tmp_path, stripes(0, 255)), classes=(named[0], MaskClass(name="other", value=255)))


def test_shown_colours_differ() -> None:
    assert len({hex_of(shown_colour(place)) for place in range(255)}) == 255
