"""Sentences about figures of merit of forecasts and masks, and about what only some tasks can do."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "inference.cli.masks": "writes the mask of each image into this folder (models that give masks)",
        "inference.cli.no_masks": "This model gives no masks: --masks is for models of segmentation.",
        "inference.cli.forecast_scored": "Mean absolute error {mae}, root mean squared error {rmse} on {samples:,} windows ({part}); {skill} against the best simple rule ({best}).",
        "inference.cli.coverage": "The intervals hold {coverage} of the values; {asked} was asked for.",
        "inference.cli.masks_scored": "Mean IoU {iou}, Dice {dice}, accuracy {accuracy} of the pixels, loss {loss} on {samples:,} images ({part}).",
        "inference.baseline.last_value": "last value",
        "inference.baseline.seasonal_naive": "same step one season ({season}) before",
        "inference.baseline.linear_autoregression": "linear autoregression",
        "inference.column.step": "step",
        "inference.column.network": "network",
        "inference.column.begins": "from",
        "inference.column.mae": "MAE",
        "inference.column.rmse": "RMSE",
        "inference.column.naive_mae": "MAE of last value",
        "inference.column.iou": "IoU",
        "inference.column.dice": "Dice",
        "inference.column.pixels": "pixels",
        "inference.horizon": "{path}: the model forecasts {horizon} steps but its last layer gives {units}.",
        "inference.other_kind": "The model takes {expected}, and these data are {found}. Choose data of the kind that it was trained on.",
        "code.export.images_only": "Scripts can be written for models of images so far, and {name} is no such model. Its model file works in every DeepDesk.",
        "data.unknown_grouping": "The data have no field '{field}' to keep samples together by. Known: {known}.",
        "data.part.left_out": "left out",
    }
)
