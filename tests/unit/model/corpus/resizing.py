"""Broken networks whose sequences and maps are enlarged, padded or cut, and branches that shrink differently."""

# A network stands on one line here, however long.
# ruff: noqa: E501

from __future__ import annotations

from tests.unit.model.corpus.case import Broken

D = (8, 8, 1)
S = (30, 8)
GAP = "gap GlobalAveragePooling2D | out Dense units=10"
ROWS = "g GlobalAveragePooling1D | out Dense units=10"
SEQUENCE = "fault.needs_sequence"
IMAGE = "fault.needs_image"
CONCAT = "fault.concatenate_shapes"

CASES = (
    Broken(
        "steps repeated on an image",
        f"c Conv2D filters=8 padding=same activation=relu | p MaxPooling2D | u UpSampling1D size=3 | {GAP}",
        D,
        "u",
        SEQUENCE,
    ),
    Broken(
        "margins of steps on an image",
        f"z ZeroPadding1D padding=[0,2] | c Conv2D filters=8 activation=relu | {GAP}",
        D,
        "z",
        SEQUENCE,
    ),
    Broken(
        "margins of maps on a sequence",
        f"z ZeroPadding2D padding=[[1,2],[3,4]] | c Conv1D filters=8 activation=relu | {ROWS}",
        S,
        "z",
        IMAGE,
    ),
    Broken(
        "cuts of maps on a sequence",
        f"k Cropping2D cropping=[[1,2],[3,4]] | c Conv1D filters=8 activation=relu | {ROWS}",
        S,
        "k",
        IMAGE,
    ),
    Broken(
        "all steps are cut off",
        f"c Conv1D filters=8 padding=same activation=relu | p MaxPooling1D pool_size=4 | k Cropping1D cropping=5 | {ROWS}",
        S,
        "k",
        "fault.crops_all",
    ),
    Broken(
        "all steps are cut off, one at the end",
        f"c Conv1D filters=8 padding=same activation=relu | k Cropping1D cropping=[40,1] | {ROWS}",
        S,
        "k",
        "fault.crops_all",
    ),
    Broken(
        "a U of steps with padding valid",
        f"a Conv1D filters=8 padding=same activation=relu | p MaxPooling1D | b Conv1D filters=8 activation=relu | u UpSampling1D | c Concatenate <u,a | {ROWS}",
        S,
        "c",
        CONCAT,
    ),
    Broken(
        "a U of an odd number of steps",
        f"a Conv1D filters=8 padding=same activation=relu | p MaxPooling1D | u UpSampling1D | c Concatenate <u,a | {ROWS}",
        (31, 8),
        "c",
        CONCAT,
    ),
    Broken(
        "a sum with too many steps",
        f"a Conv1D filters=8 padding=same activation=relu | z ZeroPadding1D | add Add <a,z | {ROWS}",
        S,
        "add",
        "fault.merge_shapes",
    ),
    Broken(
        "branches of three windows with padding valid",
        f"a Conv2D filters=4 kernel_size=1 activation=relu | b Conv2D filters=4 kernel_size=3 activation=relu <input | d Conv2D filters=4 kernel_size=5 activation=relu <input | c Concatenate <a,b,d | {GAP}",
        D,
        "c",
        CONCAT,
    ),
    Broken(
        "a U whose deepest convolution shrinks",
        f"a Conv2D filters=8 padding=same activation=relu | p MaxPooling2D | b Conv2D filters=16 kernel_size=2 activation=relu | u UpSampling2D | c Concatenate <u,a | d Conv2D filters=8 padding=same activation=relu | {GAP}",
        D,
        "c",
        CONCAT,
    ),
    Broken(
        "PyTorch's names of sizes",
        "c Conv2D out_channels=8 activation=relu | flat Flatten | out Dense out_features=10",
        D,
        "out",
        "fault.unknown_parameter",
    ),
    Broken(
        "a gate without its axes",
        f"a Conv2D filters=8 padding=same activation=relu | g GlobalAveragePooling2D | d Dense units=4 activation=relu | e Dense units=6 activation=sigmoid | m Multiply <a,e | {GAP}",
        D,
        "m",
        "fault.merge_shapes",
    ),
    Broken(
        "two layers that feed each other",
        f"a Conv2D filters=8 padding=same activation=relu <b | b Conv2D filters=8 padding=same activation=relu <a | {GAP}",
        D,
        "a",
        "fault.later_input",
    ),
)
