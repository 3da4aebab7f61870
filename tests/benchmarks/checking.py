"""How long the doctor takes: shapes and findings of networks of 10, 100 and 1,000 layers, healthy and broken."""

from __future__ import annotations

import time

from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.model.shapes import infer
from tests.benchmarks.table import Figure, Section

GOAL_MILLISECONDS = 10
LAYERS = (10, 100, 1_000)
TURNS = 9
CONTEXT = CheckContext(input_shape=(28, 28, 1), classes=10, optimizer="adam", learning_rate=1e-3, batch_size=64)


def network(layers: int, *, broken: bool) -> ModelDescription:
    """Convolutions with normalization in turn; broken, the window of the fourth layer does not fit."""
    body = []
    for number in range(layers - 2):
        kind = "BatchNormalization" if number % 2 else "Conv2D"
        params = {} if number % 2 else {"filters": 64, "padding": "same", "activation": "relu"}
        if broken and number == 4:
            params = {"filters": 64, "kernel_size": [99, 99], "activation": "relu"}
        body.append(LayerDescription(id=f"layer{number}", kind=kind, params=params))
    head = (
        LayerDescription(id="gap", kind="GlobalAveragePooling2D"),
        LayerDescription(id="out", kind="Dense", params={"units": 10}),
    )
    return ModelDescription(name="n", input=InputDescription(shape=(28, 28, 1)), layers=(*body, *head))


def milliseconds(model: ModelDescription) -> float:
    """The median of some turns of shapes and findings."""
    times = []
    for _ in range(TURNS):
        start = time.process_time()
        examine(model, CONTEXT, infer(model))
        times.append(1_000 * (time.process_time() - start))
    return sorted(times)[TURNS // 2]


def measure() -> Section:
    """A row for each size, healthy and broken."""
    figures = []
    for layers in LAYERS:
        for broken in (False, True):
            found = milliseconds(network(layers, broken=broken))
            name = f"{layers:,} layers, {'a window that does not fit at the fifth' if broken else 'healthy'}"
            bounded = layers <= 100
            goal = f"< {GOAL_MILLISECONDS} ms" if bounded else ""
            reached = found < GOAL_MILLISECONDS if bounded else None
            figures.append(Figure(name, f"{found:.1f} ms", goal, reached))
    what = "Shapes, sizes, findings and tried repairs of a whole network, as after every edit"
    method = f"{what}; processor time, median of {TURNS}."
    return Section("Checking a network", method, tuple(figures))
