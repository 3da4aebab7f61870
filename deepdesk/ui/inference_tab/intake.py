"""What is dropped or pasted on Predict, handed to the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage

from deepdesk.inference.data_uri import is_data_uri
from deepdesk.state.prediction_store import PredictionStore

# As a file's bytes they go to the child unopened; best kept first.
FILE_FORMATS: Final = ("image/png", "image/jpeg", "image/webp", "image/tiff", "image/bmp", "image/gif", "image/avif")
MODEL_SUFFIX: Final = ".ddm"
# Above this a PNG takes longer than 50 ms to make; a BMP of 8 million pixels takes 25, but has no transparency.
BMP_FROM: Final = 500_000
BMP_TO: Final = 18_000_000


def file_of(image: QImage) -> bytes:
    """The bytes of an image file, made quickly of an image that Qt holds."""
    pixels = image.width() * image.height()
    name = "BMP" if BMP_FROM < pixels < BMP_TO and not image.hasAlphaChannel() else "PNG"
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, name)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def take_in(mime: QMimeData, store: PredictionStore) -> bool:
    """Adds what ``mime`` holds to the inputs: files, an image, data addresses, or a web address; whether there was any.

    A model file is opened instead.
    """
    urls = mime.urls() if mime.hasUrls() else []
    return _files(urls, store) or _image(mime, store) or _addresses(urls, store) or _text(mime, store)


def _files(urls: Sequence[QUrl], store: PredictionStore) -> bool:
    paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
    if len(paths) == 1 and paths[0].lower().endswith(MODEL_SUFFIX):
        store.use_model(paths[0])
    elif paths:
        store.add_paths(paths)
    return bool(paths)


def _image(mime: QMimeData, store: PredictionStore) -> bool:
    for name in FILE_FORMATS:
        if mime.hasFormat(name) and (content := bytes(mime.data(name).data())):
            store.add_image_bytes(content)
            return True
    if not mime.hasImage():
        return False
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return False
    store.add_image_bytes(file_of(image))
    return True


def _addresses(urls: Sequence[QUrl], store: PredictionStore) -> bool:
    taken = False
    for url in urls:
        text = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if url.scheme().lower() in {"http", "https"} or is_data_uri(text):
            taken = store.add_text(text) or taken
    return taken


def _text(mime: QMimeData, store: PredictionStore) -> bool:
    return mime.hasText() and store.add_text(mime.text())
