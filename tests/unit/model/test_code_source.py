"""From what people paste to Python: notebooks, Markdown, damage, and what is refused."""

from __future__ import annotations

import json

import pytest

from deepdesk.core.errors import ModelError
from deepdesk.model.code.reading import read_code
from deepdesk.model.code.source import SIZE_LIMIT, decoded

SCRIPT = """from keras import layers, Sequential
model = Sequential([
    layers.Input((4,)),
    layers.Dense(3),
])
"""


def kinds(text: str) -> list[str]:
    reading = read_code(text, name="pasted")
    return [layer.kind for model in reading.models for layer in model.description.layers]


@pytest.mark.parametrize(
    "text",
    [
        SCRIPT,
        SCRIPT.replace("\n", "\r\n"),
        SCRIPT.replace("\n", "\r"),
        SCRIPT.replace("    ", "\t"),
        "\ufeff" + SCRIPT,
        "".join(f"        {line}\n" for line in SCRIPT.splitlines()),
        "# -*- coding: latin-1 -*-\n" + SCRIPT,
        SCRIPT.replace("[", "［").replace("]", "］").replace("(", "（"),
        SCRIPT.replace("layers.Dense(3)", "layers.Dense(3, name=“last”)"),
        "!pip install keras\n%matplotlib inline\n" + SCRIPT,
        f"Some words.\n\n```bash\npip install keras\n```\n\n```python\n{SCRIPT}```\nMore words.",
        f"```\n{SCRIPT}```\n",
        ">>> " + SCRIPT.strip().replace("\n", "\n... "),
        "print 'two'\n" + SCRIPT,
        SCRIPT + "model.fit(x, y\n",
        "if True:\n" + "".join(f"    {line}\n" for line in SCRIPT.splitlines()) + "    x = = 3\n",
    ],
)
def test_the_network_is_found(text: str) -> None:
    assert kinds(text) == ["Dense"]


def test_a_notebook() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# A network"]},
        {"cell_type": "code", "source": ["%load_ext x\n", "from keras import layers, Sequential"]},
        {"cell_type": "code", "source": "%%bash\nls"},
        {"cell_type": "code", "source": ["model = Sequential([layers.Input((4,)),\n", "  layers.Dense(3)])"]},
    ]
    reading = read_code(json.dumps({"cells": cells, "nbformat": 4}), name="a.ipynb")
    assert [layer.kind for layer in reading.models[0].description.layers] == ["Dense"]
    assert reading.models[0].lines == {"dense1": 4}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\0b", "code.not_text"),
        ("x = 1\n" * SIZE_LIMIT, "code.too_large"),
        ("x = 1\n" * 10_001, "code.too_many_statements"),
        ("x = " + "-" * 100_000 + "1", "code.too_deep"),
        ("\n".join("def f( x" for _ in range(90)), "code.no_python"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_code(text, name="pasted")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "from keras import *\n" + "x = [0] * 10**12\ny = 9**9**9\nz = 'a' * 10**10\n" + SCRIPT,
        "def f():\n    f()\n    f()\nf()\n" + SCRIPT,
        "while True:\n    x = 1\n" + SCRIPT,
        "for a in range(2000):\n  for b in range(2000):\n    for c in range(2000):\n      pass\n" + SCRIPT,
        SCRIPT + "\nmodel.add(layers.Dense(2, activation=open('x').read()))",
        SCRIPT + "\n__import__('os').system('false')",
        "x = '%1000000000d' % 3\nx = f'{3:1000000000}'\n" + SCRIPT,
        "a = []\na.append(a)\nprint(a == a)\n" + SCRIPT,
    ],
)
def test_scripts_that_would_never_end_do(text: str) -> None:
    reading = read_code(text, name="pasted")
    codes = {item.code for item in reading.findings}
    assert reading.models or "code.finding.too_many_steps" in codes


def test_nothing_is_executed(tmp_path: object) -> None:
    text = (
        f"open({str(tmp_path)!r} + '/made', 'w').write('x')\nimport os\nos.mkdir({str(tmp_path)!r} + '/d')\n" + SCRIPT
    )
    assert kinds(text) == ["Dense"]
    import pathlib

    assert list(pathlib.Path(str(tmp_path)).iterdir()) == []


def test_too_many_layers() -> None:
    text = "from keras import Sequential, layers\nm = Sequential([layers.Input((4,))] + [layers.Dense(2)] * 3000)"
    with pytest.raises(ModelError) as caught:
        read_code(text, name="pasted")
    assert caught.value.code == "code.too_many_layers"


@pytest.mark.parametrize(
    "content",
    [
        "# é 测试".encode(),
        "# é 测试".encode("utf-16"),
        "# é 测试".encode("gb18030"),
        b"# -*- coding: latin-1 -*-\n# \xe9",
        "\ufeff# é 测试".encode(),
    ],
)
def test_encodings(content: bytes) -> None:
    assert "é" in decoded(content)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "code.finding.no_framework"),
        ("def f(x):\n    return x", "code.finding.no_framework"),
        ("import torch\nx = torch.zeros(3)", "code.finding.no_model"),
        ("Just some words", "code.finding.no_framework"),
    ],
)
def test_where_there_is_no_network(text: str, code: str) -> None:
    try:
        reading = read_code(text, name="pasted")
    except ModelError as error:
        assert error.code == "code.no_python"
        return
    assert reading.model is None
    assert code in {item.code for item in reading.findings}


def test_what_is_not_understood_is_listed_with_its_line() -> None:
    text = """import keras
from keras import layers
inputs = keras.Input((8, 8, 3))
x = layers.Lambda(lambda t: t * 2)(inputs)
x = my_layers.Fancy(3)(x)
x = layers.Conv2D(len(open("n").read()), 3, dilation_rate=2, bias_regularizer="l2")(x)
x = layers.Conv2D(4, 3, activation="wow")(x)
model = keras.Model(inputs, layers.Flatten()(x))
"""
    reading = read_code(text, name="pasted")
    said = {(item.line, item.code.rpartition(".")[2]) for item in reading.findings}
    wanted = {
        (4, "unknown_layer"),
        (5, "unknown_call"),
        (6, "unknown_value"),
        (6, "ignored_argument"),
        (7, "activation"),
    }
    assert wanted <= said
    assert [layer.kind for layer in reading.models[0].description.layers] == ["Conv2D", "Conv2D", "Flatten"]
    assert all(item.source == text.split("\n")[item.line - 1].strip() for item in reading.findings)


def test_the_shape_of_the_data_is_used() -> None:
    text = "from torch import nn\nmodel = nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())"
    assert not read_code(text, name="pasted").models[0].input_known
    found = read_code(text, name="pasted", input_shape=(17, 9, 1)).models[0]
    assert (found.description.input.shape, found.input_known) == ((17, 9, 1), True)
