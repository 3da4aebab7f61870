"""Sentences of the Train tab and of what starts a run."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "train.already_running": "A run is going on. Stop it, or wait until it ends, before the next one is started.",
        "train.no_project": "There is no project to keep the run in. Open data first.",
        "train.no_score": "No score came back. Try again; the log has the details.",
        "train.no_run_on": "No run is going on.",
        "train.no_run_shown": "No run is looked at. Start one, or choose one in Train.",
        "train.score.not_yet": "There is no finished run to score. Train a model first.",
        "train.wait.no_data": "Open data first: there is nothing to train on.",
        "train.wait.no_data.link": "Open data",
        "train.wait.loading": "The data are still being opened.",
        "train.wait.loading.link": "Show Data",
        "train.wait.no_model": "The model has no layers yet. Take a preset or add layers.",
        "train.wait.no_model.link": "Show Model",
        "train.wait.model": "The model has an error at {layer}, so it cannot be built.",
        "train.wait.model.link": "Show the error",
        "train.wait.framework": "{framework} is not installed. Install it, or choose the other framework.",
        "train.wait.framework.link": "Show how",
        "train.wait.running": "A run is going on.",
        "train.wait.running.link": "Show Train",
    }
)
