"""How large a network is: parameters, and the work of one forward pass."""

from dataclasses import dataclass

import torch

from ml.config import NetworkSettings
from ml.networks.network import Network, build_network, input_channels, widen


@dataclass(frozen=True)
class NetworkSize:
    """What a network costs at one input size."""

    parameters: int
    """Of the inference graph: the weak head is not part of it."""
    flops: int
    """Floating point operations of one picture; a multiplication and its addition are two."""
    height: int
    width: int

    def describe(self) -> str:
        """For a person: 1.52 M parameters, 0.31 GFLOPs at 96x96."""
        return f"{self.parameters / 1e6:.2f} M parameters, {self.flops / 1e9:.3g} GFLOPs at {self.width}x{self.height}"


def network_size(settings: NetworkSettings, class_count: int, height: int = 0, width: int = 0) -> NetworkSize:
    """Size of the network that is deployed; without height and width at the size of the training crop.

    Nothing is computed and no memory is taken: only shapes run through the network.
    """
    from torch.utils.flop_counter import FlopCounterMode  # half a second, for this alone

    height, width = height or settings.crop, width or settings.crop
    with torch.device("meta"):
        network: Network = build_network(settings, class_count, dual=False).eval()
        widen(network, settings, class_count)
        channels = 3 + input_channels(settings, class_count)
        with torch.inference_mode(), FlopCounterMode(display=False) as counter:
            network(torch.zeros(1, channels, height, width))
    return NetworkSize(sum(p.numel() for p in network.parameters()), counter.get_total_flops(), height, width)
