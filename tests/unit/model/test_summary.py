"""The summary of a network as text."""

from __future__ import annotations

from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.presets import preset
from deepdesk.model.shapes import infer
from deepdesk.model.summary import summary_text


def summary(model: ModelDescription) -> list[str]:
    return summary_text(infer(model), model).splitlines()


def test_a_chain_has_a_line_for_each_layer_and_its_totals() -> None:
    lines = summary(preset("article-cnn-4-3"))
    assert lines[0] == "article-cnn-4-3: 28 × 28 × 1 → 10"
    assert lines[2].split() == ["Layer", "(kind)", "Output", "shape", "Parameters", "Multiply-adds"]
    assert lines[5].startswith("conv1 (Conv2D)")
    assert lines[5].split()[-2:] == ["320", "194,688"]
    assert lines[-2].startswith("Parameters: 60,")
    assert lines[-1].startswith("Multiply-adds a sample: ")
    assert len({len(line) for line in lines[1:2]} | {len(lines[3])}) == 1


def test_numbers_stand_below_each_other() -> None:
    lines = summary(preset("article-cnn-repaired"))
    rule = lines[1]
    rows = lines[4 : lines.index(rule, 4)]
    assert {len(row) for row in rows} == {len(rule)}


def test_skips_are_told() -> None:
    lines = summary(preset("resnet-20"))
    assert lines[2].endswith("Connected to")
    assert any(line.rstrip().endswith(", stem_relu") or ", " in line.split("  ")[-1] for line in lines)
    assert any(line.startswith("Not trained: ") for line in lines)


def test_a_network_that_does_not_build_is_shown_as_far_as_it_is_known() -> None:
    lines = summary(preset("article-cnn"))
    assert any("not known" in line for line in lines)
    assert lines[-1] == "The network does not build yet: sizes behind the fault are not known."


def test_wide_letters_count_twice() -> None:
    layers = (LayerDescription(id="out", kind="Dense", params={"units": 2}),)
    lines = summary(ModelDescription(name="图", input=InputDescription(shape=(None, 3)), layers=layers))
    assert lines[0] == "图: ? × 3 → ? × 2"


def test_nothing_at_all_has_a_summary() -> None:
    assert summary(ModelDescription(name="empty", input=InputDescription(shape=(3,))))[0] == "empty: 3 → –"
