"""Sentences about images, archives of data, and what is missing for classes."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.image.no_file": "This is a pipe or a device by the name of an image, and no file. It is left out.",
        "data.image.crashed": "Reading this file ended the process that read it. It is left out: save it anew in another program, or delete it.",
        "data.image.took_too_long": "Reading this file took longer than {seconds} s. It is left out: save it anew in another program, or delete it.",
        "data.image.too_much_memory": "Reading this file needs more memory than it may have. Make the image smaller.",
        "data.image.not_finite": "The image holds values that are no numbers (NaN or infinite). Repair it or leave it out.",
        "data.image.row_without_path": "The row names no image file.",
        "data.image.decoders_lost": "The processes that read images cannot be started or keep ending ({reason}). Free some memory and try again.",
        "data.table.no_images": "{path} names no image files: no column was found whose cells are paths of images. Name the column in the settings, or choose another file.",
        "data.table.no_column": "{path} has no column '{name}'. Its columns are: {known}.",
        "data.table.unreadable": "{path} cannot be read as a table ({reason}). Check the file, its encoding and its separator.",
        "data.table.too_long": "{path} has more than {limit:,} rows. Split it into smaller tables.",
        "data.table.files_missing": "{path} names {count:,} images, but none of them was found. The first is {first}: put the images beside the table, or correct the paths.",
        "data.zip.damaged": "{path} is damaged or no zip archive ({reason}). Fetch it or pack it again.",
        "data.zip.password": "{path} is protected by a password. Unpack it and choose the folder.",
        "data.zip.outside": "{path} is refused: it holds '{name}', which would be written outside the folder it is unpacked to.",
        "data.zip.link": "{path} is refused: it holds the link '{name}', which may lead anywhere.",
        "data.zip.too_many": "{path} is refused: it holds {found:,} files; at most {limit:,} are unpacked.",
        "data.zip.bomb": "{path} is refused: it would unpack to {size:,} MB from {packed:,} MB, which looks like a trap. Unpack it yourself if you trust it.",
        "data.zip.method": "{path} is packed by a method that cannot be read here. Pack it again as an ordinary zip.",
        "data.zip.empty": "{path} holds no files. Choose another archive.",
        "data.progress.unpacking": "Unpacking",
        "data.health.too_few_classes": "Training needs at least two classes with samples; found: {classes}.",
        "data.health.too_few_classes.why": "{unlabelled:,} samples have no class yet. Add classes, then drop images onto them or label the samples.",
        "data.health.like_named_classes": "The classes {names} differ only in how their name is written",
        "data.health.like_named_classes.why": "A network would learn to tell them apart although they are probably the same. Merge them if they are.",
        "data.health.merge_like_named": "Merge into '{into}'",
    }
)
