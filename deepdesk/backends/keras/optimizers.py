"""The optimizers by PyTorch's definitions, with every constant written out."""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf

from deepdesk.training.configuration import TrainingConfiguration

# What 0.9 and 0.999 are in float32: the corrections must undo what the averages really did.
_BETA_1: Final = float(np.float32(0.9))
_BETA_2: Final = float(np.float32(0.999))


class Adam(keras.optimizers.Adam):
    """Adam with PyTorch's epsilon: added after the correction of the second moment, not before it as in Keras."""

    def __init__(self, learning_rate: float) -> None:
        super().__init__(learning_rate=learning_rate, beta_1=_BETA_1, beta_2=_BETA_2, epsilon=1e-8)

    def apply(self, grads: Any, trainable_variables: Any = None) -> None:
        """A step of all weights; what does not depend on the weight is worked out once.

        Powers are taken in float64: ``1 - beta`` loses four of float32's seven digits.
        """
        step = tf.cast(self.iterations, tf.float64) + 1.0
        root = tf.sqrt(1.0 - tf.pow(tf.constant(_BETA_2, tf.float64), step))
        correction = root / (1.0 - tf.pow(tf.constant(_BETA_1, tf.float64), step))
        self._rate = tf.cast(tf.cast(self.learning_rate, tf.float64) * correction, tf.float32)
        self._scaled_epsilon = tf.cast(self.epsilon * root, tf.float32)
        super().apply(grads, trainable_variables)
        # They belong to the graph that was just made.
        self._rate = self._scaled_epsilon = None

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """One weight's step, by TensorFlow's single operation for Adam.

        That operation has Keras' epsilon; scaled by the correction of the second moment it is PyTorch's.
        """
        index = self._get_variable_index(variable)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            # The operation works out sqrt(1 - power_2) / (1 - power_1) in float32: it is given what makes that 1.
            beta1_power=0.0,
            beta2_power=0.0,
            lr=self._rate,
            beta1=_BETA_1,
            beta2=_BETA_2,
            epsilon=self._scaled_epsilon,
            grad=gradient,
        )


class SGD(keras.optimizers.SGD):
    """Plain gradient descent."""

    def __init__(self, learning_rate: float) -> None:
        super().__init__(learning_rate=learning_rate, momentum=0.0)


class RMSprop(keras.optimizers.RMSprop):
    """RMSprop with PyTorch's epsilon: added to the root, not under it as in Keras."""

    def __init__(self, learning_rate: float) -> None:
        super().__init__(learning_rate=learning_rate, rho=0.99, momentum=0.0, epsilon=1e-8)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """One weight's step."""
        velocity = self._velocities[self._get_variable_index(variable)]
        velocity.assign(velocity * self.rho + tf.square(gradient) * (1.0 - self.rho))
        rate = tf.cast(learning_rate, variable.dtype)
        variable.assign_sub(rate * gradient / (tf.sqrt(tf.convert_to_tensor(velocity)) + self.epsilon))


def optimizer(configuration: TrainingConfiguration) -> keras.optimizers.Optimizer:
    """The optimizer of a configuration."""
    kinds = {"adam": Adam, "sgd": SGD, "rmsprop": RMSprop}
    return kinds[configuration.optimizer](configuration.learning_rate)
