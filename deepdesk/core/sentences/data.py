"""Sentences about data sets: what was found in a source, what is wrong with it, what is being done."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.image.empty": "The file is empty (0 bytes).",
        "data.image.missing": "The file is no longer there.",
        "data.image.no_permission": "The file cannot be opened: permission is denied.",
        "data.image.unknown": "This is not an image that DeepDesk can read. PNG, JPEG, BMP, WebP, TIFF, GIF, AVIF and PPM work.",
        "data.image.heic": "This is a HEIC image, which DeepDesk cannot read. Save it as JPEG or PNG.",
        "data.image.web_page": "This is a web page saved under an image's name, probably a failed download. Fetch the image again.",
        "data.image.too_large": "The image has {width:,} × {height:,} pixels; at most {limit} million are decoded. Make it smaller.",
        "data.image.too_many_pixels": "The image claims {megapixels:,} million pixels; at most {limit} million are decoded. Make it smaller.",
        "data.image.truncated": "The file ends early: about {rows:,} of {height:,} rows could be read. Copy or download it again.",
        "data.image.cut_off": "The file ends early: none of the {height:,} rows could be read. Copy or download it again.",
        "data.image.broken": "The image is damaged ({reason}).",
    }
)
