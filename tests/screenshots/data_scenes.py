"""Data as people have them: begun by hand, not recognised, with findings, varied for training."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from deepdesk.data.settings import ImageAugmentation
from deepdesk.ui.dataset_tab.augmentation_panel import AugmentationPanel
from tests.screenshots.camera import Camera
from tests.screenshots.shapes import write_data

_SETTLE_MS = 1200


def data_views(camera: Camera, work: Path) -> None:
    """From an empty window to a set with findings."""
    pictures = write_data(work / "Pictures")
    by_hand(camera, pictures)
    messy(camera, pictures, work / "Messy")
    varied(camera)
    table = work / "stock.csv"
    table.write_text("colour,size,place\n" + "red,big,A7\nblue,small,B2\n" * 20, encoding="utf-8")
    store = camera.session.dataset
    camera.session.open_data(str(table))
    camera.until(lambda: store.failure is not None)
    QTest.qWait(_SETTLE_MS)
    camera.take("data-unknown")


def by_hand(camera: Camera, pictures: Path) -> None:
    """Classes without folders."""
    store, edits = camera.session.dataset, camera.session.data_edits
    camera.click("drop_by_hand")
    camera.until(lambda: store.opened is not None)
    QTest.qWait(_SETTLE_MS)
    camera.take_both("data-by-hand-empty")
    folders = sorted(path for path in pictures.iterdir() if path.is_dir())[:2]
    for folder in folders:
        edits.add_class(folder.name)
        camera.until(lambda name=folder.name: store.opened is not None and name in store.opened.classes)
        files = sorted(folder.glob(f"{folder.name} *"))[:9]
        edits.add_files(files, folder.name)
        wanted = len(files) * (1 + folders.index(folder))
        camera.until(lambda count=wanted: store.opened is not None and store.opened.samples == count)
    QTest.qWait(_SETTLE_MS)
    camera.take_both("data-by-hand")


def messy(camera: Camera, pictures: Path, folder: Path) -> None:
    """Copies, a contradiction, a broken file, a class of two."""
    first, second, *others = sorted(path for path in pictures.iterdir() if path.is_dir())
    shutil.copytree(pictures, folder)
    images = sorted((folder / first.name).glob(f"{first.name} *"))
    for number, image in enumerate(images[:4]):
        shutil.copyfile(image, folder / first.name / f"copy {number}{image.suffix}")
    shutil.copyfile(images[5], folder / second.name / f"also here{images[5].suffix}")
    (folder / second.name / "cut off.png").write_bytes(images[0].read_bytes()[:90])
    for image in sorted((folder / others[0].name).iterdir())[2:]:
        image.unlink()
    store = camera.session.dataset
    before = store.opened
    camera.session.open_data(str(folder))
    camera.until(lambda: store.opened is not None and store.opened is not before)
    camera.click("data_filter_health")
    QTest.qWait(_SETTLE_MS)
    camera.take_both("data-findings")
    camera.click("data_filter_all")


def varied(camera: Camera) -> None:
    """Augmentation with its previews."""
    store = camera.session.dataset
    before = store.opened
    wanted = ImageAugmentation(flip_horizontal=True, rotate=25, zoom=0.2, brightness=0.25, colour=0.2, cutout=0.25)
    store.change(augmentation=wanted)
    camera.until(lambda: store.opened is not None and store.opened is not before)
    panel = camera.window.findChild(AugmentationPanel)
    assert panel is not None
    area = panel
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    area.verticalScrollBar().setValue(panel.mapTo(area.widget(), QPoint(0, 0)).y() - 60)
    QTest.qWait(2 * _SETTLE_MS)
    camera.take_both("data-augmentation")
