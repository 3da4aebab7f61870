"""Sentences about the networks that forecast."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "preset.name.forecast_lstm": "LSTM for forecasts",
        "preset.about.forecast_lstm": "An LSTM of 32 units reads the window and gives all steps of the horizon at once; dropout keeps it from learning a short series by heart.",
        "preset.source.forecast_lstm": "Hochreiter and Schmidhuber: Long short-term memory, 1997",
        "preset.name.forecast_gru": "GRU for forecasts",
        "preset.about.forecast_gru": "One GRU of 32 units reads the window and gives all steps of the horizon at once: like the LSTM with a quarter fewer weights.",
        "preset.source.forecast_gru": "Cho and others: Learning phrase representations using RNN encoder–decoder, 2014",
        "preset.name.forecast_cnn": "1D CNN for forecasts",
        "preset.about.forecast_cnn": "Two 1D convolutions with pooling, dropout and one layer to the horizon. Trains faster than an LSTM on long windows.",
        "preset.source.forecast_cnn": "LeCun and Bengio: Convolutional networks for images, speech, and time series, 1995",
        "preset.name.forecast_linear": "Straight line for forecasts",
        "preset.about.forecast_linear": "One layer from window to horizon. Often hard to beat; with the target against its last value it is the NLinear model.",
        "preset.source.forecast_linear": "Zeng and others: Are transformers effective for time series forecasting?, 2023",
    }
)
