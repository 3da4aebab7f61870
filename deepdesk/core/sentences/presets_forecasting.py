"""Sentences about the networks that forecast."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "preset.name.forecast_lstm": "LSTM forecast",
        "preset.about.forecast_lstm": "An LSTM reads the window and gives all steps of the horizon at once; a straight line from window to horizon stands beside it, so the LSTM only learns what the line misses.",
        "preset.source.forecast_lstm": "Hochreiter and Schmidhuber: Long short-term memory, 1997; the line beside it after Lai and others: Modeling long- and short-term temporal patterns, 2018",
        "preset.name.forecast_gru": "GRU forecast",
        "preset.about.forecast_gru": "One GRU reads the window and gives all steps of the horizon at once. Small and quick.",
        "preset.source.forecast_gru": "Cho and others: Learning phrase representations using RNN encoder–decoder, 2014",
        "preset.name.forecast_cnn": "Causal CNN forecast",
        "preset.about.forecast_cnn": "Causal convolutions that reach ever farther back, with a straight line from window to horizon beside them. Trains faster than an LSTM on long windows.",
        "preset.source.forecast_cnn": "Bai, Kolter and Koltun: An empirical evaluation of generic convolutional and recurrent networks for sequence modeling, 2018",
        "preset.name.forecast_linear": "Linear forecast",
        "preset.about.forecast_linear": "One layer from window to horizon. Often hard to beat; with the target against its last value it is the NLinear model.",
        "preset.source.forecast_linear": "Zeng and others: Are transformers effective for time series forecasting?, 2023",
    }
)
