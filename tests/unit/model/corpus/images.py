"""Broken networks on images: windows, strides, groups, cuts, axes."""

# A network stands on one line here, however long.
# ruff: noqa: E501

from __future__ import annotations

from tests.unit.model.corpus.case import Broken

M = (28, 28, 1)
C = (32, 32, 3)
OUT = "flat Flatten | out Dense units=10"
GAP = "gap GlobalAveragePooling2D | out Dense units=10"
WINDOW = "fault.window_too_large"
IMAGE = "fault.needs_image"
ARTICLE = " | ".join(
    f"conv{n} Conv2D filters={f} activation=relu | pool{n} MaxPooling2D" for n, f in enumerate((32, 64, 64, 64), 1)
)

CASES = (
    Broken(
        "the article's CNN",
        f"{ARTICLE} | flat Flatten | dense1 Dense activation=relu | drop Dropout | out Dense units=10",
        M,
        "conv4",
        WINDOW,
    ),
    Broken(
        "one pool too many",
        f"c Conv2D filters=8 activation=relu | p1 MaxPooling2D | p2 MaxPooling2D | p3 MaxPooling2D | {OUT}",
        (8, 8, 1),
        "p3",
        WINDOW,
    ),
    Broken(
        "kernel larger than the image",
        f"c Conv2D filters=8 kernel_size=[9,9] activation=relu | {OUT}",
        (8, 8, 3),
        "c",
        WINDOW,
    ),
    Broken(
        "kernel of one number larger than the image",
        f"c Conv2D kernel_size=11 activation=relu | {GAP}",
        (8, 8, 3),
        "c",
        WINDOW,
    ),
    Broken(
        "pool larger than its map",
        f"c Conv2D filters=8 activation=relu | p MaxPooling2D pool_size=[7,7] | {OUT}",
        (8, 8, 1),
        "p",
        WINDOW,
    ),
    Broken(
        "average pool larger than its map",
        f"c Conv2D filters=8 strides=4 activation=relu | p AveragePooling2D pool_size=3 | {OUT}",
        (8, 8, 1),
        "p",
        WINDOW,
    ),
    Broken(
        "dilation reaches too far",
        f"c Conv2D filters=8 dilation_rate=8 activation=relu | {OUT}",
        (12, 12, 1),
        "c",
        WINDOW,
    ),
    Broken(
        "separable kernel too large",
        f"c Conv2D filters=8 activation=relu | s SeparableConv2D filters=8 kernel_size=7 activation=relu | {GAP}",
        (8, 8, 1),
        "s",
        WINDOW,
    ),
    Broken(
        "depthwise kernel too large", f"d DepthwiseConv2D kernel_size=9 activation=relu | {GAP}", (8, 8, 3), "d", WINDOW
    ),
    Broken(
        "tall and narrow images",
        f"c Conv2D filters=8 kernel_size=[3,5] activation=relu | {GAP}",
        (40, 4, 1),
        "c",
        WINDOW,
    ),
    Broken(
        "lenet on small images",
        f"c1 Conv2D filters=6 kernel_size=5 activation=tanh | p1 AveragePooling2D | c2 Conv2D filters=16 kernel_size=5 activation=tanh | p2 AveragePooling2D | {OUT}",
        (8, 8, 1),
        "c2",
        WINDOW,
    ),
    Broken(
        "strides and dilation",
        f"c Conv2D strides=2 dilation_rate=2 activation=relu | {OUT}",
        M,
        "c",
        "fault.strides_and_dilation",
    ),
    Broken(
        "strides and dilation, separable",
        f"c SeparableConv2D strides=2 dilation_rate=[2,2] activation=relu | {GAP}",
        C,
        "c",
        "fault.strides_and_dilation",
    ),
    Broken(
        "transposed with both",
        f"c Conv2DTranspose strides=2 dilation_rate=2 activation=relu | {GAP}",
        M,
        "c",
        "fault.strides_and_dilation",
    ),
    Broken(
        "groups do not divide the channels",
        f"c Conv2D filters=12 groups=2 activation=relu | {GAP}",
        C,
        "c",
        "fault.channels_in_groups",
    ),
    Broken(
        "groups do not divide the filters",
        f"a Conv2D filters=16 activation=relu | c Conv2D filters=30 groups=4 activation=relu | {GAP}",
        C,
        "c",
        "fault.filters_in_groups",
    ),
    Broken(
        "group normalization of 48 channels",
        f"c Conv2D filters=48 activation=relu | n GroupNormalization groups=32 | {GAP}",
        C,
        "n",
        "fault.channel_groups",
    ),
    Broken(
        "group normalization of the image",
        f"n GroupNormalization groups=2 | c Conv2D activation=relu | {GAP}",
        C,
        "n",
        "fault.channel_groups",
    ),
    Broken(
        "everything is cut off",
        f"c Cropping2D cropping=[[5,5],[5,5]] | d Conv2D activation=relu padding=same | {GAP}",
        (8, 8, 3),
        "c",
        "fault.crops_all",
    ),
    Broken(
        "cut off after pooling",
        f"c Conv2D padding=same activation=relu | p MaxPooling2D pool_size=4 | k Cropping2D cropping=2 | {GAP}",
        (16, 16, 3),
        "k",
        "fault.crops_all",
    ),
    Broken("image flattened to 784 before a convolution", f"c Conv2D activation=relu | {OUT}", (784,), "c", IMAGE),
    Broken("colour image flattened", f"c Conv2D activation=relu | {GAP}", (3072,), "c", IMAGE),
    Broken("channel axis left out", f"c Conv2D activation=relu | p MaxPooling2D | {OUT}", (28, 28), "c", IMAGE),
    Broken("flatten before a convolution", f"flat Flatten | c Conv2D activation=relu | {GAP}", M, "c", IMAGE),
    Broken(
        "flatten before pooling",
        "c Conv2D activation=relu | flat Flatten | p MaxPooling2D | out Dense units=10",
        M,
        "p",
        IMAGE,
    ),
    Broken(
        "global pooling before a convolution",
        "a Conv2D activation=relu | gap GlobalAveragePooling2D | c Conv2D activation=relu | gap2 GlobalAveragePooling2D | out Dense units=10",
        M,
        "c",
        IMAGE,
    ),
    Broken(
        "global pooling twice",
        "a Conv2D activation=relu | g1 GlobalAveragePooling2D | g2 GlobalMaxPooling2D | out Dense units=10",
        M,
        "g2",
        IMAGE,
    ),
    Broken(
        "flatten before global pooling",
        "a Conv2D activation=relu | flat Flatten | g GlobalAveragePooling2D | out Dense units=10",
        M,
        "g",
        IMAGE,
    ),
    Broken(
        "2D convolutions on a sequence",
        "c1 Conv2D filters=16 activation=relu | p MaxPooling2D | c2 Conv2D filters=16 activation=relu | g GlobalAveragePooling2D | out Dense units=10",
        (100, 6),
        "c1",
        IMAGE,
    ),
    Broken(
        "2D pooling on a sequence",
        "l LSTM units=16 return_sequences=True | p MaxPooling2D | f Flatten | out Dense units=10",
        (20, 6),
        "p",
        IMAGE,
    ),
    Broken("2D padding on rows", f"z ZeroPadding2D | c Conv2D activation=relu | {GAP}", (28, 28), "z", IMAGE),
    Broken(
        "decoder without Reshape",
        f"flat Flatten | d Dense units=392 activation=relu | t Conv2DTranspose filters=8 strides=2 padding=same activation=relu | {GAP}",
        M,
        "t",
        IMAGE,
    ),
    Broken(
        "rows before a convolution", f"r Reshape target_shape=[28,28] | c Conv2D activation=relu | {GAP}", M, "c", IMAGE
    ),
    Broken("channels are not known", f"c Conv2D activation=relu | {GAP}", (28, 28, None), "c", "fault.free_channels"),
    Broken(
        "flatten of any size",
        "c Conv2D activation=relu | flat Flatten | out Dense units=10",
        (None, None, 3),
        "flat",
        "fault.free_length",
    ),
    Broken(
        "target shape with too many numbers",
        f"r Reshape target_shape=[30,30,1] | c Conv2D activation=relu | {GAP}",
        M,
        "r",
        "fault.reshape_total",
    ),
    Broken(
        "target shape does not divide",
        "r Reshape target_shape=[20,-1] | l LSTM units=16 | out Dense units=10",
        M,
        "r",
        "fault.reshape_rest",
    ),
    Broken(
        "two sizes left open",
        "r Reshape target_shape=[-1,-1] | l LSTM units=16 | out Dense units=10",
        M,
        "r",
        "fault.reshape_target",
    ),
    Broken(
        "a size of zero",
        "r Reshape target_shape=[0,28] | l LSTM units=16 | out Dense units=10",
        M,
        "r",
        "fault.reshape_target",
    ),
    Broken(
        "permute of an image with two axes",
        f"p Permute dims=[2,1] | c Conv2D activation=relu | {GAP}",
        (28, 20, 3),
        "p",
        "fault.permute_dims",
    ),
    Broken(
        "permute names an axis twice",
        "p Permute dims=[1,1] | l LSTM units=8 | out Dense units=10",
        (12, 5),
        "p",
        "fault.permute_dims",
    ),
)
