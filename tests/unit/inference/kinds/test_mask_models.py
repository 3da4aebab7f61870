"""Models of masks: answers at the picture's own size, judged by name, ignored pixels left out."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.errors import DataError, ModelError
from deepdesk.data.dataset import DataReport, Split
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing, Resize, SegmentationPreprocessing
from deepdesk.data.segmentation.dataset import SegmentationDataset
from deepdesk.inference.evaluation import SegmentationEvaluation
from deepdesk.inference.kinds import Given, segmentation
from deepdesk.inference.model_file import Meta, ModelFile, read_model_file, write_model_file
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset

COLOURS = ((0, 0, 0), (250, 10, 20))
CLASSES = ("dark", "bright")


def model_file(resize: Resize = "stretch", side: int = 16, channels: int = 3) -> ModelFile:
    model = preset("u-net", (side, side, channels), 2)
    image = ImagePreprocessing(height=side, width=side, channels=channels, resize=resize)
    return ModelFile(
        model=model,
        preprocessing=SegmentationPreprocessing(image=image, colours=COLOURS),
        meta=Meta(name="U-Net", classes=CLASSES, task="segmentation", framework="torch"),
        weights=initial_weights(model, 0),
    )


class Threshold:
    """Says 1 for every pixel that is bright."""

    def scores(self, inputs: Any) -> Any:
        bright = inputs.mean(axis=-1) > 0.5
        return np.stack([~bright, bright], axis=-1).astype(np.float32)

    def evaluate(self, inputs: Any, targets: Any) -> tuple[float, int, Any]:
        predicted = self.scores(inputs).argmax(-1)
        return 0.25 * len(inputs), int((predicted == targets).sum()), predicted


def picture(width: int = 40, height: int = 20) -> Image.Image:
    """Dark, with a bright right half."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, width // 2 :] = 255
    return Image.fromarray(pixels)


def answered(file: ModelFile, image: Image.Image) -> tuple[Any, Any]:
    """The answer for a picture, and its mask."""
    stream = io.BytesIO()
    image.save(stream, "PNG")
    (item,) = segmentation.read(Given(content=stream.getvalue()), file, pictures=True)
    outputs = Threshold().scores(segmentation.batch([item], file.preprocessing))
    answer = segmentation.answer(outputs[0], item, file, 0)
    return answer, Image.open(io.BytesIO(answer.mask or b""))


@pytest.mark.parametrize("resize", ["stretch", "fit", "fill"])
@pytest.mark.parametrize("size", [(40, 20), (20, 40), (16, 16), (33, 21)])
def test_the_mask_has_the_size_of_the_picture(resize: Resize, size: tuple[int, int]) -> None:
    answer, mask = answered(model_file(resize), picture(*size))
    assert (mask.size, mask.mode) == (size, "P")
    numbers = np.asarray(mask)
    expected = np.zeros(size[::-1], np.uint8)
    expected[:, size[0] // 2 :] = 1
    seen = numbers != segmentation.NOT_SEEN
    assert seen.all() == (resize != "fill" or size == (16, 16))
    columns = (numbers != expected)[seen.any(axis=1)].any(axis=0) & seen.any(axis=0)
    assert columns.sum() <= 2  # at the border, by the resizing
    assert sum(answer.shares.values()) == pytest.approx(1.0)
    assert mask.getpalette()[:6] == [0, 0, 0, 250, 10, 20]  # type: ignore[index]
    assert answer.label is None


def test_shares_are_of_what_was_seen_largest_first() -> None:
    answer, _ = answered(model_file(), Image.new("RGB", (9, 9), "white"))
    assert answer.shares == {"bright": 1.0, "dark": 0.0}


def test_no_numbers_are_said() -> None:
    file = model_file()
    item: Any = SimpleNamespace(about=(4, 4))
    with pytest.raises(ModelError, match="scores_not_finite"):
        segmentation.answer(np.full((16, 16, 2), np.nan, np.float32), item, file, 0)


def test_no_image_is_said() -> None:
    with pytest.raises(DataError, match=r"inference\.found\.text"):
        segmentation.read(Given(content=b"hello " * 10), model_file(), pictures=False)


def test_a_model_of_masks_is_written_and_read(tmp_path: Path) -> None:
    write_model_file(tmp_path / "masks.ddm", model_file())
    again = read_model_file(tmp_path / "masks.ddm")
    assert again.meta.task == "segmentation"
    assert again.preprocessing == model_file().preprocessing


def data(classes: tuple[str, ...] = CLASSES) -> SegmentationDataset:
    """Six images of 16×16 with a bright box, whose mask is exact but for the ignored first row."""
    images = np.zeros((6, 16, 16, 3), np.uint8)
    masks = np.zeros((6, 16, 16), np.uint8)
    for place in range(6):
        images[place, 4:10, place : place + 5] = 255
        masks[place, 4:10, place : place + 5] = 1
    masks[:, 0] = 255
    if classes != CLASSES:
        masks = np.where(masks == 255, 255, 1 - masks.clip(0, 1)).astype(np.uint8)
    counts = np.stack([[(mask == number).sum() for number in (0, 1, 255)] for mask in masks])
    numbers = np.arange(6)
    return SegmentationDataset(
        description=DatasetDescription(source="x", kind="segmentation"),
        report=DataReport(kind="segmentation", task="segmentation", name="x", samples=6, classes={}, shape=(16, 16, 3)),
        preprocessing=SegmentationPreprocessing(
            image=ImagePreprocessing(height=16, width=16, channels=3), colours=COLOURS
        ),
        classes=classes,
        labels=np.full(6, -1),
        split=Split(train=numbers[:2], validation=numbers[2:4], test=numbers[4:]),
        fingerprint="f",
        images=images,
        masks=masks,
        counts=counts,
    )


def judged(dataset: Any, part: Any = "all") -> SegmentationEvaluation:
    judge: Any = Threshold()
    found = segmentation.evaluate(judge, dataset, part, model_file(), lambda *_: None, trained_on=False)
    assert isinstance(found, SegmentationEvaluation)
    return found


def test_ignored_pixels_are_left_out() -> None:
    found = judged(data())
    assert (found.samples, found.accuracy, found.mean_iou, found.dice) == (6, 1.0, 1.0, 1.0)
    assert sum(map(sum, found.confusion)) == 6 * 15 * 16
    assert found.loss == pytest.approx(0.25)


def test_classes_are_matched_by_name() -> None:
    assert judged(data(("bright", "dark"))).mean_iou == 1.0
    with pytest.raises(DataError, match=r"inference\.unknown_classes"):
        judged(data(("bright", "sky")))


def test_the_part_is_named() -> None:
    assert judged(data(), "test").part == "test"
    assert judged(data(), "test").samples == 2


def test_other_data_are_refused() -> None:
    other: Any = SimpleNamespace(report=SimpleNamespace(task="classification", kind="images"))
    with pytest.raises(DataError, match=r"inference\.other_kind"):
        judged(other)


def test_what_a_run_ends_with() -> None:
    judge: Any = Threshold()
    metrics = segmentation.finished(judge, data(), lambda *_: None).metrics
    assert metrics["test"] == {"mean_iou": 1.0, "dice": 1.0, "accuracy": 1.0, "loss": 0.25, "samples": 2}
    assert metrics["validation"] == {"mean_iou": 1.0, "dice": 1.0, "samples": 2}


def test_data_are_opened_as_the_model_was_trained() -> None:
    file = model_file("fit", side=24, channels=1)
    found = segmentation.described(DatasetDescription(source="x"), file.preprocessing)
    assert (found.kind, found.height, found.width, found.channels, found.resize) == ("segmentation", 24, 24, 1, "fit")
