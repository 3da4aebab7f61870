"""Which array becomes which weight: names, order, shapes, and the layouts of PyTorch and Keras."""

from __future__ import annotations

import numpy as np
import pytest

from deepdesk.core.errors import ModelError
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.weight_mapping import carried_out, map_weights
from deepdesk.model.weight_names import Layout, WeightNames


def network(shape: Shape, *layers: tuple[str, str, dict[str, object]]) -> ModelDescription:
    described = tuple(LayerDescription(id=name, kind=kind, params=params) for name, kind, params in layers)
    return ModelDescription(name="n", input=InputDescription(shape=shape), layers=described)


def conv(name: str, filters: int) -> tuple[str, str, dict[str, object]]:
    return (name, "Conv2D", {"filters": filters, "kernel_size": [3, 3], "padding": "same"})


SMALL = network(
    (4, 4, 3),
    conv("conv1", 8),
    ("norm1", "BatchNormalization", {}),
    conv("conv2", 8),
    conv("conv3", 8),
    ("flat", "Flatten", {}),
    ("drop", "Dropout", {"rate": 0.5}),
    ("out", "Dense", {"units": 10}),
)
TORCH_SMALL = {
    "features.0.weight": (8, 3, 3, 3),
    "features.0.bias": (8,),
    "features.1.weight": (8,),
    "features.1.bias": (8,),
    "features.1.running_mean": (8,),
    "features.1.running_var": (8,),
    "features.2.weight": (8, 8, 3, 3),
    "features.2.bias": (8,),
    "features.3.weight": (8, 8, 3, 3),
    "features.3.bias": (8,),
    "classifier.weight": (10, 128),
    "classifier.bias": (10,),
}


def names(shapes: dict[str, tuple[int, ...]], layout: Layout, **titles: str) -> WeightNames:
    return WeightNames(shapes=shapes, layout=layout, titles=titles)


def sources(model: ModelDescription, found: WeightNames) -> dict[str, tuple[str | None, str]]:
    return {row.target: (row.source, row.how) for row in map_weights(model, found).rows}


def test_pytorch_layers_are_taken_in_order() -> None:
    mapping = map_weights(SMALL, names(TORCH_SMALL, "torch"))
    assert mapping.is_whole
    found = {row.target: row.source for row in mapping.rows}
    assert found["conv1/kernel"] == "features.0.weight"
    assert found["norm1/gamma"] == "features.1.weight"
    assert found["norm1/moving_variance"] == "features.1.running_var"
    assert found["conv3/bias"] == "features.3.bias"
    assert {row.how for row in mapping.rows} == {"order"}


def test_a_dense_layer_behind_a_flattened_map_gets_its_rows_in_our_order() -> None:
    arrays = {name: np.zeros(shape, np.float32) for name, shape in TORCH_SMALL.items()}
    arrays["classifier.weight"] = np.arange(1280, dtype=np.float32).reshape(10, 128)
    mapping = map_weights(SMALL, names(TORCH_SMALL, "torch"))
    weights, inexact = carried_out(SMALL, mapping, arrays, "torch")
    image = np.random.default_rng(0).standard_normal((4, 4, 8)).astype(np.float32)
    channels_first = image.transpose(2, 0, 1).ravel()
    assert weights["out/kernel"].T @ image.ravel() == pytest.approx(
        arrays["classifier.weight"] @ channels_first, rel=1e-4
    )
    assert weights["conv1/kernel"].shape == (3, 3, 3, 8)
    assert inexact == ()


def test_what_does_not_fit_is_drawn_and_what_is_left_is_told() -> None:
    shapes = {**TORCH_SMALL, "classifier.weight": (1000, 128), "classifier.bias": (1000,)}
    mapping = map_weights(SMALL, names(shapes, "torch"))
    drawn = [row for row in mapping.rows if row.how == "drawn"]
    assert [row.target for row in drawn] == ["out/kernel", "out/bias"]
    assert mapping.unused == ("classifier.weight", "classifier.bias")
    assert mapping.used == len(mapping.rows) - 2


def test_names_come_before_order() -> None:
    found = {
        "conv3.weight": (8, 8, 3, 3),
        "conv3.bias": (8,),
        "conv2.weight": (8, 8, 3, 3),
        "conv2.bias": (8,),
    }
    mapped = sources(SMALL, names(found, "torch"))
    assert mapped["conv2/kernel"] == ("conv2.weight", "name")
    assert mapped["conv3/kernel"] == ("conv3.weight", "name")
    assert mapped["conv1/kernel"] == (None, "drawn")


def test_one_that_fits_alone_is_found_out_of_order() -> None:
    model = network((8,), ("a", "Dense", {"units": 5}), ("b", "Dense", {"units": 6}), ("c", "Dense", {"units": 7}))
    found = {"z.weight": (7, 6), "z.bias": (7,), "x.weight": (5, 8), "x.bias": (5,), "y.weight": (6, 5), "y.bias": (6,)}
    mapped = sources(model, names(found, "torch"))
    assert mapped["c/kernel"] == ("z.weight", "shape")
    assert mapped["a/kernel"] == ("x.weight", "order")


def test_keras_2_names_and_the_oldest_ones() -> None:
    found = {
        "conv1/conv1/kernel:0": (3, 3, 3, 8),
        "conv1/conv1/bias:0": (8,),
        "conv2/conv2_W_1:0": (3, 3, 8, 8),
        "conv2/conv2_b_1:0": (8,),
    }
    mapped = sources(SMALL, names(found, "keras"))
    assert mapped["conv1/kernel"] == ("conv1/conv1/kernel:0", "name")
    assert mapped["conv2/bias"] == ("conv2/conv2_b_1:0", "name")


def test_keras_3_counts_the_arrays_of_a_layer() -> None:
    found = {
        "layers/batch_normalization/vars/0": (8,),
        "layers/batch_normalization/vars/1": (8,),
        "layers/batch_normalization/vars/2": (8,),
        "layers/batch_normalization/vars/3": (8,),
        "layers/conv2d/vars/0": (3, 3, 3, 8),
        "layers/conv2d/vars/1": (8,),
        "layers/dense/vars/0": (128, 10),
        "layers/dense/vars/1": (10,),
    }
    titles = {"layers/conv2d": "conv1"}
    mapped = sources(SMALL, WeightNames(shapes=found, layout="keras", titles=titles))
    assert mapped["conv1/kernel"] == ("layers/conv2d/vars/0", "name")
    assert mapped["norm1/beta"] == ("layers/batch_normalization/vars/1", "order")
    assert mapped["norm1/moving_variance"] == ("layers/batch_normalization/vars/3", "order")
    assert mapped["out/kernel"] == ("layers/dense/vars/0", "order")


def recurrent(kind: str, **params: object) -> ModelDescription:
    return network((5, 3), ("rnn", kind, {"units": 4, **params}), ("out", "Dense", {"units": 2}))


def test_the_two_biases_of_an_lstm_are_summed() -> None:
    shapes = {
        "rnn.weight_ih_l0": (16, 3),
        "rnn.weight_hh_l0": (16, 4),
        "rnn.bias_ih_l0": (16,),
        "rnn.bias_hh_l0": (16,),
    }
    mapping = map_weights(recurrent("LSTM"), names(shapes, "torch"))
    rows = {row.target: row.source for row in mapping.rows}
    assert rows["rnn/bias"] == "rnn.bias_ih_l0 + rnn.bias_hh_l0"
    arrays = {name: np.ones(shape, np.float32) for name, shape in shapes.items()}
    weights, inexact = carried_out(recurrent("LSTM"), mapping, arrays, "torch")
    assert np.array_equal(weights["rnn/bias"], np.full(16, 2, np.float32))
    assert weights["rnn/recurrent_kernel"].shape == (4, 16)
    assert inexact == ()


def test_the_gates_of_a_gru_change_places_and_a_bias_behind_the_reset_gate_is_told() -> None:
    shapes = {
        "rnn.weight_ih_l0": (12, 3),
        "rnn.weight_hh_l0": (12, 4),
        "rnn.bias_ih_l0": (12,),
        "rnn.bias_hh_l0": (12,),
    }
    model = recurrent("GRU")
    mapping = map_weights(model, names(shapes, "torch"))
    arrays = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
    arrays["rnn.bias_ih_l0"] = np.repeat([1, 2, 3], 4).astype(np.float32)
    weights, inexact = carried_out(model, mapping, arrays, "torch")
    assert np.array_equal(weights["rnn/bias"], np.repeat([2, 1, 3], 4))
    assert inexact == ()
    arrays["rnn.bias_hh_l0"][-1] = 1
    assert carried_out(model, mapping, arrays, "torch")[1] == ("rnn/bias",)


@pytest.mark.parametrize(
    ("layout", "forward", "backward"),
    [
        ("torch", "lstm.weight_ih_l0", "lstm.weight_ih_l0_reverse"),
        ("keras", "bi/forward_lstm/lstm_cell/kernel:0", "bi/backward_lstm/lstm_cell/kernel:0"),
        ("keras", "layers/bi/forward_layer/cell/vars/0", "layers/bi/backward_layer/cell/vars/0"),
    ],
)
def test_both_directions(layout: Layout, forward: str, backward: str) -> None:
    model = recurrent("LSTM", bidirectional=True, use_bias=False)
    shape = (16, 3) if layout == "torch" else (3, 16)
    inner = (16, 4) if layout == "torch" else (4, 16)

    def second(name: str) -> str:
        return name.replace("_ih_", "_hh_").replace("/kernel", "/recurrent_kernel").replace("vars/0", "vars/1")

    found = {forward: shape, second(forward): inner, backward: shape, second(backward): inner}
    mapped = sources(model, names(found, layout))
    assert mapped["rnn/kernel"][0] == forward
    assert mapped["rnn/recurrent_kernel"][0] == second(forward)
    assert mapped["rnn/backward_kernel"][0] == backward
    assert mapped["rnn/backward_recurrent_kernel"][0] == second(backward)


def test_stacked_layers_of_one_pytorch_module() -> None:
    model = network(
        (5, 3),
        ("a", "LSTM", {"units": 4, "return_sequences": True, "use_bias": False}),
        ("b", "LSTM", {"units": 4, "use_bias": False}),
    )
    found = {
        "lstm.weight_ih_l0": (16, 3),
        "lstm.weight_hh_l0": (16, 4),
        "lstm.weight_ih_l1": (16, 4),
        "lstm.weight_hh_l1": (16, 4),
    }
    mapped = sources(model, names(found, "torch"))
    assert mapped["a/kernel"][0] == "lstm.weight_ih_l0"
    assert mapped["b/kernel"][0] == "lstm.weight_ih_l1"


def test_our_own_names_and_layouts() -> None:
    shapes = {row.target: row.target_shape for row in map_weights(SMALL, names({}, "neutral")).rows}
    mapping = map_weights(SMALL, names(shapes, "neutral"))
    assert mapping.is_whole
    assert {row.how for row in mapping.rows} == {"name"}


def test_embedding_attention_and_depthwise() -> None:
    text = network((6,), ("e", "Embedding", {"input_dim": 9, "output_dim": 4}), ("gap", "GlobalAveragePooling1D", {}))
    assert sources(text, names({"emb.weight": (9, 4)}, "torch"))["e/embeddings"][0] == "emb.weight"
    maps = network(
        (8, 8, 5), ("d", "DepthwiseConv2D", {"kernel_size": [3, 3], "depth_multiplier": 2, "use_bias": False})
    )
    assert sources(maps, names({"c.weight": (10, 1, 3, 3)}, "torch"))["d/kernel"][0] == "c.weight"
    assert sources(maps, names({"c/c/depthwise_kernel:0": (3, 3, 5, 2)}, "keras"))["d/kernel"][0] is not None
    kernel = np.arange(90, dtype=np.float32).reshape(10, 1, 3, 3)
    found = names({"c.weight": (10, 1, 3, 3)}, "torch")
    weights, _ = carried_out(maps, map_weights(maps, found), {"c.weight": kernel}, "torch")
    assert np.array_equal(weights["d/kernel"][:, :, 3, 1], kernel[7, 0])
    looks = network((5, 4), ("att", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}))
    counted = {}
    for part in ("query", "key", "value"):
        counted[f"layers/m/{part}_dense/vars/0"] = (4, 2, 3)
        counted[f"layers/m/{part}_dense/vars/1"] = (2, 3)
    counted |= {"layers/m/output_dense/vars/0": (2, 3, 4), "layers/m/output_dense/vars/1": (4,)}
    assert map_weights(looks, names(counted, "keras")).is_whole


def test_a_person_may_choose_otherwise() -> None:
    found = names(TORCH_SMALL, "torch")
    chosen = {"conv2/kernel": "features.3.weight", "out/bias": None}
    mapping = map_weights(SMALL, found, chosen)
    rows = {row.target: row for row in mapping.rows}
    assert (rows["conv2/kernel"].source, rows["conv2/kernel"].how) == ("features.3.weight", "chosen")
    assert (rows["out/bias"].source, rows["out/bias"].how) == (None, "drawn")
    assert mapping.unused == ("features.2.weight", "classifier.bias")


@pytest.mark.parametrize(
    ("target", "source", "code"),
    [
        ("conv9/kernel", "features.0.weight", "weights.no_such_target"),
        ("conv1/kernel", "features.77.weight", "weights.no_such_source"),
        ("conv1/kernel", "features.2.weight", "weights.wrong_shape"),
    ],
)
def test_a_choice_that_cannot_be(target: str, source: str, code: str) -> None:
    with pytest.raises(ModelError) as caught:
        map_weights(SMALL, names(TORCH_SMALL, "torch"), {target: source})
    assert caught.value.code == code
