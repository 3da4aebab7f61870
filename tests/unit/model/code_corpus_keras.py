"""Small Keras scripts as people write them; the networks that they hold stand in ``test_code_corpus.py``."""

from __future__ import annotations

from types import MappingProxyType

SCRIPTS = MappingProxyType(
    {
        "sequential list": """
import tensorflow as tf
model = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10),
])
""",
        "add one by one": """
from keras.models import Sequential
from keras.layers import Conv2D as C, MaxPooling2D, Flatten, Dense, Activation
num_classes = 10
img_rows, img_cols = 28, 28
input_shape = (img_rows, img_cols, 1)
model = Sequential()
model.add(C(32, kernel_size=(3, 3), activation='relu', input_shape=input_shape))
model.add(C(64, (3, 3), strides=(2, 2), padding='SAME'))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(num_classes * 2 - 10, activation='softmax'))
""",
        "functional with a skip": """
from tensorflow import keras
from tensorflow.keras import layers
inputs = keras.Input(shape=(32, 32, 3), name="img")
x = layers.Conv2D(32, 3, activation="relu")(inputs)
block_1_output = layers.MaxPooling2D(3)(x)
x = layers.Conv2D(32, 3, activation="relu", padding="same")(block_1_output)
block_2_output = layers.add([x, block_1_output])
x = layers.GlobalAveragePooling2D()(block_2_output)
outputs = layers.Dense(10)(x)
model = keras.Model(inputs, outputs, name="toy_resnet")
""",
        "a loop of blocks": """
from keras import layers, models
m = models.Sequential()
m.add(layers.InputLayer(shape=(64, 64, 3)))
for i, filters in enumerate([16, 32, 64]):
    m.add(layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv_{i}"))
    m.add(layers.BatchNormalization(momentum=0.9))
    m.add(layers.ReLU())
    if i < 2:
        m.add(layers.MaxPool2D())
m.add(layers.GlobalAvgPool2D())
m.add(layers.Dense(3))
""",
        "functions that build": """
import keras
from keras.layers import *
def conv_block(x, filters, size=3):
    x = Conv2D(filters, size, padding='same')(x)
    return LeakyReLU(alpha=0.1)(x)
def build(shape, classes=5):
    inp = Input(shape)
    x = inp
    for f in range(8, 25, 8):
        x = conv_block(x, f)
    x = Flatten()(x)
    return keras.Model(inputs=inp, outputs=Dense(classes)(x))
net = build((8, 8, 1), classes=4)
""",
        "never called": """
from tensorflow.keras import layers, Sequential
def make_model(n=7):
    return Sequential([layers.Input((20, 4)), layers.LSTM(32), layers.Dense(n)])
""",
        "embedding and lstm": """
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Embedding, LSTM, Dense, Bidirectional, SpatialDropout1D
max_features = 20000
model = Sequential()
model.add(Embedding(max_features, 128, input_length=80))
model.add(Bidirectional(LSTM(64, return_sequences=True, dropout=0.2)))
model.add(Bidirectional(LSTM(32)))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
""",
        "text cnn": """
import keras
from keras import layers
inputs = keras.Input(shape=(None,))
x = layers.Embedding(5000, 64)(inputs)
branches = [layers.GlobalMaxPooling1D()(layers.Conv1D(100, k, activation="relu")(x)) for k in (3, 4, 5)]
x = layers.Concatenate()(branches)
x = layers.Dropout(0.5)(x)
model = keras.Model(inputs, layers.Dense(2)(x))
""",
        "regularized and frozen": """
from tensorflow.keras import layers, regularizers, Sequential, Input
model = Sequential([
    Input(shape=(16,)),
    layers.Dense(64, activation="relu", kernel_regularizer=regularizers.l2(1e-4)),
    layers.Dense(32, "tanh", kernel_regularizer=regularizers.L1L2(l1=1e-5, l2=1e-3), trainable=False),
    layers.Dense(3, kernel_initializer="he_normal"),
])
""",
        "data layers inside": """
import tensorflow as tf
data_augmentation = tf.keras.Sequential([tf.keras.layers.RandomFlip("horizontal"), tf.keras.layers.RandomRotation(0.1)])
model = tf.keras.Sequential([
    tf.keras.Input((96, 96, 3)),
    data_augmentation,
    tf.keras.layers.Rescaling(1./255),
    tf.keras.layers.SeparableConv2D(32, 3, activation="swish"),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(5, activation="softmax"),
])
""",
        "encoder decoder": """
from keras.models import Sequential
from keras.layers import LSTM, RepeatVector, TimeDistributed, Dense
n_in, n_out, features = 10, 5, 3
model = Sequential([
    LSTM(100, input_shape=(n_in, features)),
    RepeatVector(n_out),
    LSTM(100, return_sequences=True),
    TimeDistributed(Dense(features)),
])
model.compile(optimizer='adam', loss='mse')
""",
        "two models in one file": """
from keras import Sequential, layers
small = Sequential([layers.Input((4,)), layers.Dense(2)])
large = Sequential([layers.Input((4,)), layers.Dense(200, activation="relu"), layers.Dense(2)])
""",
        "subclassed": """
import keras
from keras import layers
class Classifier(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.conv = layers.Conv2D(8, 3, activation="relu")
        self.pool = layers.GlobalMaxPooling2D()
        self.drop = layers.Dropout(0.1)
        self.head = layers.Dense(classes)
    def call(self, inputs, training=False):
        x = self.pool(self.conv(inputs))
        if training:
            x = self.drop(x, training=training)
        return self.head(x)
model = Classifier(6)
""",
        "pasted from a console": """
>>> from keras import layers, Sequential
>>> model = Sequential([
...     layers.Input((28, 28, 1)),
...     layers.DepthwiseConv2D(3, depth_multiplier=2),
...     layers.Flatten(),
... ])
>>> model.output_shape
(None, 1352)
>>> model.add(layers.Dense(10))
""",
        "a fragment without imports": """
    model = keras.Sequential([
        layers.Input((12,)),
        Dense(8, activation=tf.nn.relu),
        layers.LayerNormalization(epsilon=1e-6),
        layers.Dense(1),
    ])
""",
        "with a broken line": """
from keras import Sequential, layers
print "Python 2"
model = Sequential([layers.Input((9,)), layers.Dense(3)])
history = model.fit(x=
""",
        "attention": """
import keras
from keras import layers, ops
i = keras.Input((50, 16))
a = layers.MultiHeadAttention(num_heads=4, key_dim=8)(i, i)
x = layers.LayerNormalization()(i + a)
x = layers.Dense(32, activation="gelu")(x)
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(i, layers.Dense(2)(x))
""",
        "u shaped": """
from keras import layers, Model
i = layers.Input((32, 32, 1))
c1 = layers.Conv2D(8, 3, padding="same", activation="relu")(i)
p1 = layers.MaxPooling2D()(c1)
c2 = layers.Conv2D(16, 3, padding="same", activation="relu")(p1)
u1 = layers.Conv2DTranspose(8, 2, strides=2)(c2)
m1 = layers.concatenate([u1, c1])
o = layers.Conv2D(1, 1)(m1)
model = Model(i, o)
""",
    }
)
