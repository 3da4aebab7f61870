"""What the window says of images with masks."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "segmentation.ui.opacity": "Mask",
        "segmentation.ui.image": "Image",
        "segmentation.ui.mask": "Mask",
        "segmentation.ui.overlay": "Image and mask",
        "segmentation.ui.pairs": "Images with masks",
        "segmentation.ui.as_found": "As found",
        "segmentation.ui.classes": "Classes in the masks",
        "segmentation.ui.value": "Value",
        "segmentation.ui.name": "Name",
        "segmentation.ui.classes_note": "Double-click a name to change it, a colour to choose another.",
        "segmentation.ui.colour_help": "Double-click to choose the colour in which the class is shown.",
        "segmentation.ui.classes_reset": "Take the classes from the masks",
        "segmentation.ui.ignored": "Ignored",
        "segmentation.ui.ignored_example": "such as 255",
        "segmentation.ui.ignored_help": "Values, or colours as #rrggbb, of pixels that are neither learnt nor judged; several with commas.",
        "segmentation.ui.fit_help": "Stretch ignores the aspect ratio; fit keeps it and ignores what is added around the picture; fill keeps it and crops the middle. Masks are moved exactly as their images.",
        "segmentation.ui.folders": "Folders",
        "segmentation.ui.images_folder": "Images",
        "segmentation.ui.masks_folder": "Masks",
        "segmentation.ui.folder_help": "A folder inside the one that was opened; empty: found by its name.",
        "segmentation.ui.save_mask": "Save mask",
        "segmentation.ui.save_filter": "PNG pictures (*.png)",
        "segmentation.ui.mask_name": "{name}-mask.png",
        "segmentation.ui.saved": "Saved to {path}.",
        "segmentation.ui.not_saved": "The mask could not be saved: {reason}.",
        "segmentation.ui.nothing": "Drop an image above; its mask appears here.",
        "segmentation.ui.mean_iou": "Mean IoU",
        "segmentation.ui.dice": "Dice",
        "segmentation.ui.accuracy": "Accuracy of the pixels",
        "segmentation.ui.loss": "Loss",
        "segmentation.ui.scored_on": "On {samples:,} images ({part}) of {name}; means over the classes that occur.",
        "segmentation.ui.per_class": "Each class",
        "segmentation.ui.confusion": "Taken for, in % of the pixels",
        "segmentation.ui.cell": "{share} of the pixels of {true} were taken for {predicted}",
    }
)
