"""The strong and the weak prediction head (paper sections 3.3 and 4.2); only the strong one is used for inference."""

from torch import Tensor, nn


def prediction_head(channels: int, outputs: int) -> nn.Sequential:
    """1x1 convolution, batch normalisation, ReLU, 1x1 convolution for prediction (paper section 4.2)."""
    return nn.Sequential(
        nn.Conv2d(channels, channels, 1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(inplace=True),
        nn.Conv2d(channels, outputs, 1),
    )


class DualHeads(nn.Module):
    """Two heads of one shape on the same features; `drop_weak` leaves what is deployed."""

    def __init__(self, channels: int, outputs: int, dual: bool = True) -> None:
        super().__init__()
        self.strong = prediction_head(channels, outputs)
        self.weak: nn.Sequential | None = prediction_head(channels, outputs) if dual else None

    def forward(self, features: Tensor) -> Tensor:
        """Logits of the strong head: (B, C, h, w) -> (B, outputs, h, w)."""
        return self.strong(features)

    def drop_weak(self) -> None:
        """Forget the weak head: the graph is that of a network with a single head."""
        self.weak = None
