"""The learning rate over a training."""


def poly_lr(first: float, step: int, steps: int, power: float) -> float:
    """first * (1 - step / steps) ** power: `first` at step 0, 0 at `steps` (paper section 4.2); the last step taken is
    steps - 1.
    """
    return first * (1 - step / steps) ** power


def warm_up(step: int, steps: int) -> float:
    """Factor (step + 1) / steps during the first `steps` steps, 1 after; `steps` 0 = none (METHOD.md decision 19)."""
    return min(1.0, (step + 1) / steps) if steps else 1.0
