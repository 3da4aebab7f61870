"""Sentences of the engines and of the training loop."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "backends.install.torch": 'PyTorch is not installed. Install it with: pip install "deepdesk[torch]"',
        "backends.install.tensorflow": 'TensorFlow is not installed. Install it with: pip install "deepdesk[tensorflow]"',
        "backends.does_not_build": "The network cannot be built: layer '{layer}' does not fit. Open the Model tab, which shows the fault and its repair.",
        "backends.missing_weight": "The weights lack '{name}', which the network needs. Choose the weights that belong to this network.",
        "backends.unknown_weight": "The weights hold '{name}', which the network does not have. Choose the weights that belong to this network.",
        "backends.weight_shape": "The weights of '{name}' have the shape {found}, but {expected} was expected. Choose the weights that belong to this network.",
        "backends.no_such_device": "The device '{device}' was not found; there are: {known}. Choose one of these, or 'auto'.",
        "backends.no_scores": "The network gives an output of the shape {shape} for a sample, but a row with one number for each class was expected. End it with Flatten (or a pooling over the whole map) and Dense.",
        "backends.too_few_scores": "The network gives {units} scores, but the data have {classes} classes. Set the units of the last layer to {classes}.",
        "backends.input_shape": "The network takes inputs of {expected}, but the data have {found}. Let the model follow the data, or change the image size in the Data tab.",
        "backends.target_shape": "The network gives an output of the shape {found} for a sample, but the data want {expected}. Change the last layers until both are equal.",
        "backends.needs_labels": "Cross entropy compares scores with classes, but these data have values to predict. Choose the mean squared error as the loss.",
        "backends.needs_values": "The loss '{loss}' compares the output with values, but these data have classes. Choose cross entropy as the loss.",
        "backends.nothing_learns": "No layer of the network has weights that may learn. Add one, or make a layer trainable.",
        "backends.no_samples": "The training part of the data holds no samples. Change the split so that something is left to learn from.",
        "training.finished": "The run is finished.",
        "training.stopped": "The run was stopped and its model is kept.",
        "training.loss_not_finite": "The loss became {value} at step {step} (epoch {epoch}), so the run was ended. The model of the last good epoch is kept.",
        "training.loss_not_finite.advice": "Most often the learning rate is too high: try {suggested:g} instead of {learning_rate:g}. Otherwise look for missing or very large values in the data.",
        "training.loss_not_finite_early": "The loss became {value} at step {step}, before the first epoch had ended, so the run was ended and there is no model.",
        "training.loss_not_finite_early.advice": "Most often the learning rate is too high: try {suggested:g} instead of {learning_rate:g}. Otherwise look for missing or very large values in the data.",
    }
)
