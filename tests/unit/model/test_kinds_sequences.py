"""Recurrent layers, embeddings, attention and masks: shapes and counts worked out by hand or published by Keras."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.core.catalogue import say
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.initial import initial_weights
from deepdesk.model.kinds import KINDS, attention, embedding, recurrent, reshaping
from deepdesk.model.shapes import LayerReport, infer

FAMILIES = (recurrent, embedding, attention, reshaping)


def layer(name: str, kind: str, inputs: tuple[str, ...] | None = None, **params: Any) -> LayerDescription:
    return LayerDescription(id=name, kind=kind, params=params, inputs=inputs)


def network(shape: Shape, *layers: LayerDescription) -> ModelDescription:
    return ModelDescription(name="n", input=InputDescription(shape=shape), layers=layers)


def reports(shape: Shape, *layers: LayerDescription) -> dict[str, LayerReport]:
    report = infer(network(shape, *layers))
    assert report.builds, [item.fault for item in report.layers if item.fault]
    return {item.id: item for item in report.layers}


CASES: list[tuple[str, dict[str, Any], Shape, Shape, int, int]] = [
    # kind, parameters, input, output, parameters, multiply-adds
    ("SimpleRNN", {"units": 32}, (10, 8), (32,), 32 * (8 + 32 + 1), 10 * 32 * (8 + 32)),
    ("SimpleRNN", {"units": 4, "use_bias": False, "return_sequences": True}, (5, 3), (5, 4), 28, 5 * 28),
    ("LSTM", {"units": 64, "bidirectional": True, "return_sequences": True}, (None, 128), (None, 128), 98_816, 98_304),
    ("LSTM", {"units": 64, "bidirectional": True}, (None, 128), (128,), 98_816, 98_304),
    ("GRU", {"units": 8, "bidirectional": True, "merge_mode": "sum"}, (5, 3), (8,), 2 * 3 * 8 * 12, 5 * 2 * 3 * 8 * 11),
    ("GRU", {"units": 8, "merge_mode": "sum", "return_sequences": True}, (5, 3), (5, 8), 3 * 8 * 12, 5 * 3 * 8 * 11),
    ("Embedding", {"input_dim": 20_000, "output_dim": 128}, (None,), (None, 128), 2_560_000, 0),
    ("Embedding", {"input_dim": 5, "output_dim": 2, "mask_zero": True}, (7,), (7, 2), 10, 0),
    ("Masking", {"mask_value": -1.0}, (7, 2), (7, 2), 0, 0),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 32}, (200, 32), (200, 32), 8_416, 0),
    ("MultiHeadAttention", {"num_heads": 3, "key_dim": 2, "use_bias": False}, (4, 5), (4, 5), 4 * 5 * 6, 672),
    ("RepeatVector", {"n": 6}, (9,), (6, 9), 0, 0),
    ("Permute", {}, (4, 3), (3, 4), 0, 0),
    ("Permute", {"dims": [3, 1, 2]}, (None, 5, 2), (2, None, 5), 0, 0),
]


@pytest.mark.parametrize(("kind", "params", "received", "output", "parameters", "multiply_adds"), CASES)
def test_shapes_and_counts(
    kind: str, params: dict[str, Any], received: Shape, output: Shape, parameters: int, multiply_adds: int
) -> None:
    found = infer(network(received, layer("a", kind, **params))).layers[0]
    assert found.fault is None
    assert (found.output_shape, found.parameters) == (output, parameters)
    assert not multiply_adds or found.multiply_adds == multiply_adds


def test_the_bidirectional_example_of_keras_has_the_published_count() -> None:
    both = {"units": 64, "bidirectional": True}
    report = infer(
        network(
            (None,),
            layer("embed", "Embedding", input_dim=20_000, output_dim=128),
            layer("one", "LSTM", return_sequences=True, **both),
            layer("two", "LSTM", **both),
            layer("out", "Dense", units=1),
        )
    )
    assert report.parameters == 2_757_761


def test_attention_with_two_inputs_takes_the_length_of_the_first() -> None:
    found = reports(
        (6, 4),
        layer("turned", "Permute"),
        layer("look", "MultiHeadAttention", inputs=("input", "turned"), num_heads=2, key_dim=3),
    )["look"]
    assert found.output_shape == (6, 4)
    # query 4·6+6, key and value 6·6+6 each, output 6·4+4
    assert found.parameters == 30 + 2 * 42 + 28
    assert found.multiply_adds == 2 * 6 * 4 * 6 + 2 * 4 * 6 * 6 + 2 * 6 * 4 * 6


def test_frozen_weights_are_not_counted_as_trained() -> None:
    found = reports((5, 3), layer("a", "GRU", units=4, trainable=False))["a"]
    assert (found.parameters, found.trained_parameters) == (96, 0)


@pytest.mark.parametrize(
    ("kind", "params", "received", "code"),
    [
        ("SimpleRNN", {}, (8,), "needs_sequence"),
        ("Masking", {}, (8,), "needs_sequence"),
        ("Masking", {}, (8, None), "free_channels"),
        ("MultiHeadAttention", {}, (8, 8, 3), "needs_sequence"),
        ("Embedding", {}, (8, 3), "needs_tokens"),
        ("RepeatVector", {}, (8, 3), "needs_row"),
        ("RepeatVector", {}, (None,), "free_channels"),
        ("Permute", {}, (4, 3, 2), "permute_dims"),
        ("Permute", {"dims": [1, 1]}, (4, 3), "permute_dims"),
        ("Reshape", {"target_shape": [2, -1]}, (None, 4), "free_length"),
        ("LSTM", {"merge_mode": "max"}, (4, 3), "choice"),
        ("LSTM", {"dropout": 1.0}, (4, 3), "range"),
        ("SimpleRNN", {"activation": "sigmoid"}, (4, 3), "choice"),
    ],
)
def test_faults(kind: str, params: dict[str, Any], received: Shape, code: str) -> None:
    fault = infer(network(received, layer("a", kind, **params))).layers[0].fault
    assert fault is not None and fault.code == f"model.fault.{code}"
    assert say(fault.code, **fault.params)
    assert say(f"{fault.code}.why", **fault.params)


def masks(shape: Shape, *layers: LayerDescription) -> dict[str, str | None]:
    return {name: report.mask for name, report in reports(shape, *layers).items()}


def test_a_mask_goes_as_far_as_there_are_steps() -> None:
    found = masks(
        (9,),
        layer("embed", "Embedding", mask_zero=True),
        layer("drop", "Dropout"),
        layer("one", "LSTM", return_sequences=True, bidirectional=True),
        layer("dense", "Dense"),
        layer("two", "GRU"),
        layer("out", "Dense"),
    )
    assert found == {"embed": "embed", "drop": "embed", "one": "embed", "dense": "embed", "two": None, "out": None}


def test_an_embedding_makes_a_mask_only_when_asked() -> None:
    assert masks((9,), layer("embed", "Embedding"), layer("one", "LSTM", return_sequences=True)) == {
        "embed": None,
        "one": None,
    }


@pytest.mark.parametrize("kind", ["Flatten", "Permute", "Reshape"])
def test_what_moves_steps_drops_the_mask(kind: str) -> None:
    found = reports((4, 3), layer("mask", "Masking"), layer("a", kind))["a"]
    assert (found.input_masks, found.mask) == (("mask",), None)


def test_joined_layers_keep_a_mask_that_all_carry() -> None:
    start = (
        layer("mask", "Masking"),
        layer("look", "MultiHeadAttention"),
        layer("other", "Masking", inputs=("input",), mask_value=1.0),
    )
    assert masks((4, 3), *start, layer("sum", "Add", inputs=("mask", "look")))["sum"] == "mask"
    assert masks((4, 3), *start, layer("sum", "Add", inputs=("mask", "other")))["sum"] is None
    assert masks((4, 3), *start, layer("sum", "Add", inputs=("mask", "input")))["sum"] is None


def test_attention_hands_on_the_mask_of_what_asks() -> None:
    start = (layer("mask", "Masking"), layer("query", "Dense", inputs=("input",), units=3))
    found = reports((4, 3), *start, layer("look", "MultiHeadAttention", inputs=("query", "mask")))["look"]
    assert (found.input_masks, found.mask) == ((None, "mask"), None)


def test_the_backward_direction_starts_from_weights_of_its_own() -> None:
    drawn = initial_weights(network((5, 3), layer("a", "LSTM", units=2, bidirectional=True)), 0)
    assert list(drawn) == [
        "a/kernel",
        "a/recurrent_kernel",
        "a/bias",
        "a/backward_kernel",
        "a/backward_recurrent_kernel",
        "a/backward_bias",
    ]
    assert drawn["a/backward_bias"].tolist() == drawn["a/bias"].tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
    assert (drawn["a/kernel"] != drawn["a/backward_kernel"]).all()


def test_embeddings_start_within_keras_bounds() -> None:
    drawn = initial_weights(network((5,), layer("a", "Embedding", input_dim=100, output_dim=50)), 0)["a/embeddings"]
    assert drawn.shape == (100, 50)
    assert 0.049 < abs(drawn).max() <= 0.05


@pytest.mark.parametrize("kind", [kind.name for family in FAMILIES for kind in family.KINDS])
def test_every_kind_is_explained(kind: str) -> None:
    for code in ("about", "use", "formula"):
        assert say(f"kind.{code}.{kind}")
    assert KINDS[kind].torch_name
    for parameter in KINDS[kind].parameters:
        assert say(f"kind.parameter.{parameter.name}")
        assert say(f"kind.help.{parameter.name}")


def test_kernels_alone_are_penalized() -> None:
    for family in FAMILIES:
        for kind in family.KINDS:
            shape: Shape = (6,) if kind.name in ("Embedding", "RepeatVector") else (6, 2)
            for spec in kind.weights(kind.filled({"bidirectional": True}), (shape,)):
                assert spec.penalized == ("bias" not in spec.name)
