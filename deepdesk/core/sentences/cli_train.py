"""Sentences of ``deepdesk train``."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "cli.train.about": "Trains a model. Ctrl-C stops it and keeps the model; a second Ctrl-C ends it at once. Exit code: 0 finished, 1 failed, 2 wrong arguments or files, 3 stopped.",
        "cli.train.data": "the data: a path, a *.data.json or sample:NAME",
        "cli.train.model": "the model: the id of a preset or a *.model.json",
        "cli.train.framework": "which engine trains",
        "cli.train.config": "settings to start from; the options below overrule them",
        "cli.train.epochs": "passes over the training part",
        "cli.train.batch_size": "samples per step",
        "cli.train.optimizer": "which optimizer",
        "cli.train.learning_rate": "the learning rate, above 0",
        "cli.train.seed": "seed of the first weights and the order of the samples",
        "cli.train.device": "where to train; auto takes the best that is there",
        "cli.train.threads": "threads of the processor",
        "cli.train.out": "the folder of this run, new or empty",
        "cli.train.too_few_classes": "{name} has samples of {classes} classes, and training needs at least two. Give the samples classes first: a folder for each, or labels in the window.",
        "cli.train.model_does_not_fit": "The model '{model}' cannot be trained on these data: {reason} 'deepdesk check' shows its shapes and offers repairs.",
        "cli.train.started": "{framework} {version} on {device}: {samples} training and {validation} validation samples, {parameters:,} parameters.",
        "cli.train.column.epoch": "epoch",
        "cli.train.column.loss": "train loss",
        "cli.train.column.accuracy": "train acc",
        "cli.train.column.val_loss": "val loss",
        "cli.train.column.val_accuracy": "val acc",
        "cli.train.column.seconds": "time",
        "cli.train.progress": "loss {loss:.4f}, {left} left",
        "cli.train.stopping": "Stopping: finishing the batch and saving the model. Press Ctrl-C again to end at once.",
        "cli.train.model_written": "Model: {path}",
    }
)
