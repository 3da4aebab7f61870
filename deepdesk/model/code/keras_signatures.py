"""The signatures of Keras 3.15's layers: what a positional argument means, and what stands where none is given."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

_SIGNATURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Dense": (
            "units, activation=None, use_bias=True, kernel_initializer='glorot_uniform', "
            "bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, "
            "activity_regularizer=None, kernel_constraint=None, bias_constraint=None"
        ),
        "Conv1D": (
            "filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, groups=1, "
            "activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
            "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
            "kernel_constraint=None, bias_constraint=None"
        ),
        "Conv2D": (
            "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), "
            "groups=1, activation=None, use_bias=True, kernel_initializer='glorot_uniform', "
            "bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, "
            "activity_regularizer=None, kernel_constraint=None, bias_constraint=None"
        ),
        "SeparableConv1D": (
            "filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, "
            "depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer='glorot_uniform', "
            "pointwise_initializer='glorot_uniform', bias_initializer='zeros', depthwise_regularizer=None, "
            "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
            "depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None"
        ),
        "SeparableConv2D": (
            "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), "
            "depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer='glorot_uniform', "
            "pointwise_initializer='glorot_uniform', bias_initializer='zeros', depthwise_regularizer=None, "
            "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
            "depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None"
        ),
        "DepthwiseConv1D": (
            "kernel_size, strides=1, padding='valid', depth_multiplier=1, data_format=None, "
            "dilation_rate=1, activation=None, use_bias=True, depthwise_initializer='glorot_uniform', "
            "bias_initializer='zeros', depthwise_regularizer=None, bias_regularizer=None, "
            "activity_regularizer=None, depthwise_constraint=None, bias_constraint=None"
        ),
        "DepthwiseConv2D": (
            "kernel_size, strides=(1, 1), padding='valid', depth_multiplier=1, data_format=None, "
            "dilation_rate=(1, 1), activation=None, use_bias=True, depthwise_initializer='glorot_uniform', "
            "bias_initializer='zeros', depthwise_regularizer=None, bias_regularizer=None, "
            "activity_regularizer=None, depthwise_constraint=None, bias_constraint=None"
        ),
        "Conv1DTranspose": (
            "filters, kernel_size, strides=1, padding='valid', output_padding=None, data_format=None, "
            "dilation_rate=1, activation=None, use_bias=True, kernel_initializer='glorot_uniform', "
            "bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, "
            "activity_regularizer=None, kernel_constraint=None, bias_constraint=None"
        ),
        "Conv2DTranspose": (
            "filters, kernel_size, strides=(1, 1), padding='valid', output_padding=None, data_format=None, "
            "dilation_rate=(1, 1), activation=None, use_bias=True, kernel_initializer='glorot_uniform', "
            "bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, "
            "activity_regularizer=None, kernel_constraint=None, bias_constraint=None"
        ),
        "MaxPooling1D": "pool_size=2, strides=None, padding='valid', data_format=None",
        "MaxPooling2D": "pool_size=(2, 2), strides=None, padding='valid', data_format=None",
        "AveragePooling1D": "pool_size, strides=None, padding='valid', data_format=None",
        "AveragePooling2D": "pool_size, strides=None, padding='valid', data_format=None",
        "GlobalMaxPooling1D": "data_format=None, keepdims=False",
        "GlobalMaxPooling2D": "data_format=None, keepdims=False",
        "GlobalAveragePooling1D": "data_format=None, keepdims=False",
        "GlobalAveragePooling2D": "data_format=None, keepdims=False",
        "UpSampling1D": "size=2",
        "UpSampling2D": "size=(2, 2), data_format=None, interpolation='nearest'",
        "ZeroPadding1D": "padding=1, data_format=None",
        "ZeroPadding2D": "padding=(1, 1), data_format=None",
        "Cropping1D": "cropping=(1, 1)",
        "Cropping2D": "cropping=((0, 0), (0, 0)), data_format=None",
        "Flatten": "data_format=None",
        "Reshape": "target_shape",
        "Permute": "dims",
        "RepeatVector": "n",
        "Activation": "activation",
        "ReLU": "max_value=None, negative_slope=0.0, threshold=0.0",
        "LeakyReLU": "negative_slope=0.3",
        "ELU": "alpha=1.0",
        "PReLU": "alpha_initializer='Zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None",
        "Softmax": "axis=-1",
        "Dropout": "rate, noise_shape=None, seed=None",
        "SpatialDropout1D": "rate, seed=None",
        "SpatialDropout2D": "rate, data_format=None, seed=None",
        "GaussianNoise": "stddev, seed=None",
        "GaussianDropout": "rate, seed=None",
        "AlphaDropout": "rate, noise_shape=None, seed=None",
        "ActivityRegularization": "l1=0.0, l2=0.0",
        "BatchNormalization": (
            "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', "
            "gamma_initializer='ones', moving_mean_initializer='zeros', moving_variance_initializer='ones', "
            "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, "
            "renorm=False, renorm_clipping=None, renorm_momentum=0.99, synchronized=False"
        ),
        "LayerNormalization": (
            "axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', "
            "gamma_initializer='ones', beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, "
            "gamma_constraint=None"
        ),
        "GroupNormalization": (
            "groups=32, axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', "
            "gamma_initializer='ones', beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, "
            "gamma_constraint=None"
        ),
        "UnitNormalization": "axis=-1",
        "Embedding": (
            "input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, "
            "embeddings_constraint=None, mask_zero=False, weights=None"
        ),
        "SimpleRNN": (
            "units, activation='tanh', use_bias=True, kernel_initializer='glorot_uniform', "
            "recurrent_initializer='orthogonal', bias_initializer='zeros', kernel_regularizer=None, "
            "recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
            "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, "
            "recurrent_dropout=0.0, return_sequences=False, return_state=False, go_backwards=False, "
            "stateful=False, unroll=False, seed=None"
        ),
        "LSTM": (
            "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, "
            "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', "
            "bias_initializer='zeros', unit_forget_bias=True, kernel_regularizer=None, "
            "recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
            "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, "
            "recurrent_dropout=0.0, seed=None, return_sequences=False, return_state=False, "
            "go_backwards=False, stateful=False, unroll=False, use_cudnn='auto'"
        ),
        "GRU": (
            "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, "
            "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', "
            "bias_initializer='zeros', kernel_regularizer=None, recurrent_regularizer=None, "
            "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
            "recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, "
            "seed=None, return_sequences=False, return_state=False, go_backwards=False, stateful=False, "
            "unroll=False, reset_after=True, use_cudnn='auto'"
        ),
        "Bidirectional": "layer, merge_mode='concat', weights=None, backward_layer=None",
        "TimeDistributed": "layer",
        "Masking": "mask_value=0.0",
        "MultiHeadAttention": (
            "num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, "
            "attention_axes=None, sliding_window=None, flash_attention=None, "
            "kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, "
            "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
            "bias_constraint=None, use_gate=False, seed=None"
        ),
        "Attention": "use_scale=False, score_mode='dot', dropout=0.0, seed=None",
        "Add": "",
        "Subtract": "",
        "Multiply": "",
        "Average": "",
        "Maximum": "",
        "Minimum": "",
        "Concatenate": "axis=-1",
        "Dot": "axes, normalize=False",
        "Rescaling": "scale, offset=0.0",
        "Identity": "",
    }
)


@cache
def signature(name: str) -> Mapping[str, Any] | None:
    """Argument names of a layer class in their order, each with its default (``...`` for a required one); ``None`` for
    a class that is not known."""
    text = _SIGNATURES.get(name)
    if text is None:
        return None
    function = ast.parse(f"def f({text}): pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    names = [argument.arg for argument in function.args.args]
    defaults = [ast.literal_eval(node) for node in function.args.defaults]
    values = [..., *[...] * (len(names) - len(defaults) - 1)] if len(names) > len(defaults) else []
    return MappingProxyType(dict(zip(names, [*values, *defaults], strict=True)))
