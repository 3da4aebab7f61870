"""Sentences about the networks to start from."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "preset.family.article": "From the article",
        "preset.family.cnn": "Convolutional",
        "preset.family.recurrent": "Recurrent",
        "preset.name.article_cnn": "Article CNN, section 3.2, as published",
        "preset.about.article_cnn": "Four convolutions without padding. On 28×28 images its fourth convolution does not fit: a good place to see how DeepDesk explains and repairs a network.",
        "preset.source.article_cnn": "The article on CNNs and RNNs in TensorFlow and PyTorch, section 3.2",
        "preset.name.article_cnn_repaired": "Article CNN, repaired",
        "preset.about.article_cnn_repaired": "The CNN of section 3.2 with padding same on its four convolutions. Builds from 16×16 pixels on; about 99 % of MNIST's 10,000 test images after five epochs.",
        "preset.source.article_cnn_repaired": "The article on CNNs and RNNs in TensorFlow and PyTorch, section 3.2, repaired",
        "preset.name.article_cnn_4_3": "Article CNN, section 4.3",
        "preset.about.article_cnn_4_3": "Three convolutions without padding, as printed in the complete listing. Builds on 28×28 images and ends at 1×1×64.",
        "preset.source.article_cnn_4_3": "The article on CNNs and RNNs in TensorFlow and PyTorch, section 4.3",
        "preset.name.lenet_5": "LeNet-5",
        "preset.about.lenet_5": "The classic network for handwritten digits: two 5×5 convolutions with average pooling and three dense layers, with tanh.",
        "preset.source.lenet_5": "LeCun, Bottou, Bengio and Haffner: Gradient-based learning applied to document recognition, 1998",
        "preset.name.small_cnn": "Small CNN with normalization",
        "preset.about.small_cnn": "Three 3×3 convolutions with BatchNormalization and global pooling. Few parameters; fits any image from 8×8 pixels on.",
        "preset.source.small_cnn": "Ioffe and Szegedy: Batch normalization, 2015; Lin, Chen and Yan: Network in network, 2014",
        "preset.name.photo_cnn": "CNN for photos",
        "preset.about.photo_cnn": "Five 3×3 convolutions with BatchNormalization, halved four times, and global pooling. Learns photos of 64 to 160 pixels from a few thousand of them, best with augmentation.",
        "preset.source.photo_cnn": "Ioffe and Szegedy: Batch normalization, 2015; Lin, Chen and Yan: Network in network, 2014",
        "preset.name.lstm": "LSTM over rows",
        "preset.about.lstm": "Reads an image row by row, from top to bottom, with one LSTM of 128 units. Fits any image; takes sequences as they are.",
        "preset.source.lstm": "Hochreiter and Schmidhuber: Long short-term memory, 1997",
        "preset.name.lstm_2": "Two-layer LSTM over rows",
        "preset.about.lstm_2": "Reads an image row by row with two LSTMs of 128 units, one on top of the other. Fits any image; takes sequences as they are.",
        "preset.source.lstm_2": "Graves, Mohamed and Hinton: Speech recognition with deep recurrent neural networks, 2013",
    }
)
