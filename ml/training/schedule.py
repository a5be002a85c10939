"""The learning rate over a training."""


def poly_lr(first: float, step: int, steps: int, power: float) -> float:
    """first * (1 - step / steps) ** power: `first` at step 0, 0 at `steps` (paper section 4.2)."""
    return first * (1 - step / steps) ** power
