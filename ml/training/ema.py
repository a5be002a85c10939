"""The exponential moving average (EMA) of a network's weights over a training."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn


class MovingAverage:
    """a <- d a + (1 - d) w after every step, over parameters and batch statistics alike; counters are copied.

    d = min(decay, (1 + n) / (10 + n)) at step n = 1, 2, ...: so the random start is forgotten in short trainings too.
    """

    def __init__(self, network: nn.Module, decay: float, steps: int = 0) -> None:
        self._decay, self._steps = decay, steps
        self._live = network.state_dict()  # shares memory with the network, which SGD changes in place
        self.tensors = {key: value.clone() for key, value in self._live.items()}

    def update(self) -> None:
        """Count the network's weights after a step."""
        self._steps += 1
        decay = min(self._decay, (1 + self._steps) / (10 + self._steps))
        for key, value in self._live.items():
            if value.is_floating_point():
                self.tensors[key].lerp_(value, 1 - decay)
            else:
                self.tensors[key].copy_(value)

    def load(self, tensors: Mapping[str, Tensor], steps: int) -> None:
        """Go on from an average that `steps` steps have made."""
        self._steps = steps
        for key, value in self.tensors.items():
            value.copy_(tensors[key])

    def write_to(self, network: nn.Module) -> None:
        """Let the network have the averaged weights."""
        with torch.no_grad():
            network.load_state_dict(self.tensors)
