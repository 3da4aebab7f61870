"""What is on screen as a command."""

from __future__ import annotations

import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deepdesk.cli.sources import dataset_of
from deepdesk.core.errors import UsageError
from deepdesk.data.description import DatasetDescription, SplitSettings, load_description
from deepdesk.data.edits import DataEdits
from deepdesk.data.setting_texts import setting_texts, with_settings
from deepdesk.data.settings import ForecastingSettings, ImageAugmentation, InputColumn, TextSettings
from deepdesk.model.presets import preset
from deepdesk.process.requests import PredictInput
from deepdesk.state.command_lines import command_line
from deepdesk.state.evaluation_store import EvaluationState
from deepdesk.training.configuration import TrainingConfiguration, load_configuration

DESCRIPTION = DatasetDescription(
    source="/data/测试 é",
    kind="forecasting",
    split=SplitSettings(seed=7, group_by="device"),
    forecasting=ForecastingSettings(horizon=24, inputs=(InputColumn(name="plan", role="known"),)),
    text=TextSettings(lowercase=False),
    augmentation=ImageAugmentation(flip_horizontal=True, rotate=15.0),
)


def session(folder: Path, description: DatasetDescription | None, **configuration: Any) -> Any:
    opened = None if description is None else SimpleNamespace(description=description)
    model = preset("lstm", (10, 3), 4)
    state = SimpleNamespace(model=model, preset="lstm", path=None, saved=False, name="lstm", start_weights=None)
    return SimpleNamespace(
        dataset=SimpleNamespace(opened=opened),
        model=SimpleNamespace(state=state),
        configuration=TrainingConfiguration(**configuration),
        project=SimpleNamespace(folder=folder),
        predictions=SimpleNamespace(
            model=SimpleNamespace(path=None), answers=(), scores=SimpleNamespace(state=EvaluationState())
        ),
    )


def test_settings_as_texts_say_the_description_again() -> None:
    texts = setting_texts(DESCRIPTION)
    assert with_settings(DatasetDescription(source=DESCRIPTION.source), texts) == DESCRIPTION


def test_the_command_for_data_names_what_was_changed(tmp_path: Path) -> None:
    words = shlex.split(command_line("data", session(tmp_path, DESCRIPTION)))
    assert words[:5] == ["deepdesk", "data", "/data/测试 é", "--kind", "forecasting"]
    assert "forecasting.horizon=24" in words and "group_by=device" in words


def test_edits_go_into_a_file(tmp_path: Path) -> None:
    edited = DatasetDescription(source="/data/x", edits=DataEdits(left_out=("a/1.png",)))
    words = shlex.split(command_line("data", session(tmp_path, edited)))
    assert words[:2] == ["deepdesk", "data"] and len(words) == 3
    assert load_description(Path(words[2])) == edited
    assert dataset_of(words[2]) == edited


def test_a_run_is_said_with_its_preset_and_its_settings(tmp_path: Path) -> None:
    words = shlex.split(command_line("train", session(tmp_path, DatasetDescription(source="sample:digits"), epochs=3)))
    expected = ["deepdesk", "train", "--data", "sample:digits", "--model", "lstm", "--framework", "torch"]
    assert words[:8] == expected
    assert words[8:] == ["--epochs", "3", "--seed", "0"]


def test_a_setting_without_an_option_goes_into_a_file(tmp_path: Path) -> None:
    asked = session(tmp_path, DatasetDescription(source="sample:digits"), loss="mean_absolute_error")
    words = shlex.split(command_line("train", asked))
    assert load_configuration(Path(words[-1])).loss == "mean_absolute_error"


def test_what_was_typed_is_an_input_as_files_are(tmp_path: Path) -> None:
    asked = session(tmp_path, DatasetDescription(source="messages.csv"))
    asked.predictions.model.path = "model.ddm"
    wanted = (PredictInput(name="", text="- not 'good'"), PredictInput(name="a", path="a b.txt"))
    asked.predictions.answers = tuple(SimpleNamespace(wanted=one) for one in (*wanted, wanted[0], None))
    assert shlex.split(command_line("predict", asked))[1:] == [
        "predict",
        "model.ddm",
        "--",
        "- not 'good'",
        "a b.txt",
    ]


def test_a_score_is_said_with_its_part_whatever_was_answered(tmp_path: Path) -> None:
    asked = session(tmp_path, DatasetDescription(source="messages.csv"))
    asked.predictions.model.path = "model.ddm"
    asked.predictions.answers = (SimpleNamespace(wanted=PredictInput(name="a", path="a.txt")),)
    expected = ["deepdesk", "evaluate", "model.ddm", "--data", "messages.csv"]
    assert shlex.split(command_line("evaluate", asked)) == expected
    asked.predictions.scores.state = SimpleNamespace(evaluation=SimpleNamespace(part="validation"))
    assert shlex.split(command_line("evaluate", asked)) == [*expected, "--part", "validation"]


@pytest.mark.parametrize("place", ["data", "train", "predict", "evaluate"])
def test_without_anything_open_the_reason_is_said(place: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        command_line(place, session(tmp_path, None))
