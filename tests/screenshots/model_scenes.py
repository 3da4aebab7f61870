"""The views of the Model tab beside its list: code, weights, comparison, skips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from safetensors.numpy import save_file

from tests.screenshots.camera import Camera

SMALL, NORMAL = (1280, 720), (1440, 900)
SCRIPT = """import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.datasets import fashion_mnist

(x_train, y_train), (x_test, y_test) = fashion_mnist.load_data()
x_train = x_train.reshape(-1, 784) / 255.0

model = keras.Sequential()
model.add(layers.Conv2D(24, (5, 5), activation="relu", input_shape=(28, 28, 1)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(48, (5, 5), activation="relu"))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(96, (5, 5), activation="relu"))
model.add(layers.Flatten())
model.add(layers.Dense(120, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))

model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(x_train, epochs=8, batch_size=64)
"""


def model_views(camera: Camera, work: Path) -> None:
    """A faulty script beside its cures, a file of weights, two networks side by side, a residual network."""
    camera.go("model")
    work.mkdir(parents=True, exist_ok=True)
    script = work / "fashion.py"
    script.write_text(SCRIPT, encoding="utf-8")
    camera.window.open_dropped(script)
    camera.until(lambda: camera.find(QWidget, "code_use").isEnabled())
    camera.take_both("model-code")
    camera.resize(*SMALL)
    camera.take("model-code-1280")
    camera.resize(*NORMAL)
    camera.click("code_use")
    camera.session.model.use_preset("lenet-5")
    arrays = {"conv1": (6, 1, 5, 5), "conv2": (16, 6, 5, 5), "fc1": (120, 400), "fc2": (84, 120), "fc3": (26, 84)}
    weights = {f"{name}.weight": np.zeros(shape, np.float32) for name, shape in arrays.items()}
    weights |= {f"{name}.bias": np.zeros(shape[0], np.float32) for name, shape in arrays.items()}
    save_file(weights, work / "lenet-letters.safetensors")
    camera.window.do_in_model("open_weights", str(work / "lenet-letters.safetensors"))
    camera.until(lambda: camera.find(QWidget, "weights_use").isEnabled())
    camera.take_both("model-weights")
    camera.click("weights_close")
    camera.session.model.use_preset("small-cnn")
    camera.session.model.set_param("conv2", "filters", 48)
    camera.session.model.add_layer("Dropout", 3, {"rate": 0.25})
    camera.window.do_in_model("compare_preset", "small-cnn")
    camera.take_both("model-compare")
    camera.click("comparison_close")
    camera.session.model.use_preset("resnet-20")
    camera.session.model.set_input_shape((32, 32, 3))
    adds = [layer.id for layer in camera.session.model.state.model.layers if layer.kind == "Add"]
    camera.session.model.select(adds[1])
    QTest.qWait(300)
    camera.take_both("model-skips")
