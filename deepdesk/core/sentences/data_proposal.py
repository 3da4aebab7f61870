"""Sentences about what is proposed for data, and about data that are no longer what they were."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data_proposal.pretrained": "A class has only {photos:,} photos.",
        "data_proposal.pretrained.text": "Below 1,000, a network that knows photos already learns more. Get its weights {torch_file} (torchvision) and load them in the Model tab.",
        "data_proposal.pretrained.weights": "Its weights come in {keras_file} (Keras Applications) or {torch_file} (torchvision): get one of them, then load the file in the Model tab, or with --weights FILE.",
        "data_proposal.use": "Start from MobileNetV2",
        "data_proposal.later": "Not now",
        "data_proposal.cli": "Proposed: --model {preset}. Below 1,000 photos a class (here {photos:,}), a network that knows photos already learns more than one from nothing. Its weights come in {keras_file} (Keras Applications) or {torch_file} (torchvision): get one of them and give it with --weights FILE.",
        "data_pin.changed": "The data have changed since they were last opened.",
        "data_pin.changed.why": "{changes}. Runs of before were trained on the data as they were; their scores do not speak of these.",
        "data_pin.samples": "{before:,} samples became {after:,}",
        "data_pin.class": "'{name}' has {after:,} samples instead of {before:,}",
        "data_pin.new_class": "'{name}' is new ({after:,} samples)",
        "data_pin.lost_class": "'{name}' is gone ({before:,} samples)",
        "data_pin.split": "the parts have {after} samples instead of {before}",
        "data_pin.content": "as many samples as before, but other content or labels",
    }
)
