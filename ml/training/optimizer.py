"""SGD as the paper uses it, or AdamW, with a learning rate of its own for the heads."""

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch.nn import Parameter
from torch.optim import Optimizer

from ml.config import NetworkSettings
from ml.networks.network import Network
from ml.training.schedule import poly_lr, warm_up


def build_optimizer(network: Network, settings: NetworkSettings) -> Optimizer:
    """The optimizer over everything else and the heads; `factor` is what a group's rate is multiplied by."""
    heads = list(network.heads.parameters())
    head_ids = {id(parameter) for parameter in heads}
    rest = [parameter for parameter in network.parameters() if id(parameter) not in head_ids]
    parts: list[tuple[Sequence[Parameter], float]] = [(rest, 1.0), (heads, settings.head_lr_factor)]
    if settings.optimizer == "adamw":
        groups = [group for parameters, factor in parts for group in _decayed(parameters, factor, settings)]
        return torch.optim.AdamW(groups, settings.lr)
    groups = [{"params": parameters, "factor": factor} for parameters, factor in parts]
    return torch.optim.SGD(groups, settings.lr, momentum=settings.momentum, weight_decay=settings.weight_decay)


def set_lr(optimizer: Optimizer, settings: NetworkSettings, step: int, steps: int) -> None:
    """The rate of step `step` of `steps`: poly, times warm-up, times the group's factor."""
    lr = poly_lr(settings.lr, step, steps, settings.poly_power) * warm_up(step, settings.warm_up)
    for group in optimizer.param_groups:
        group["lr"] = lr * group["factor"]


def _decayed(parameters: Iterable[Parameter], factor: float, settings: NetworkSettings) -> list[dict[str, Any]]:
    """Filters decay; biases and the scales of normalisation do not."""
    filters, others = [], []
    for parameter in parameters:
        (filters if parameter.ndim > 1 else others).append(parameter)
    return [
        {"params": filters, "factor": factor, "weight_decay": settings.weight_decay},
        {"params": others, "factor": factor, "weight_decay": 0.0},
    ]
