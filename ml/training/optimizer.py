"""SGD as the paper uses it, with a learning rate of its own for the heads."""

import torch
from torch.optim import SGD

from ml.config import NetworkSettings
from ml.networks.network import Network
from ml.training.schedule import poly_lr


def build_optimizer(network: Network, settings: NetworkSettings) -> SGD:
    """SGD over two groups, everything else and the heads; `factor` is what the group's rate is multiplied by."""
    heads = list(network.heads.parameters())
    head_ids = {id(parameter) for parameter in heads}
    rest = [parameter for parameter in network.parameters() if id(parameter) not in head_ids]
    groups = [{"params": rest, "factor": 1.0}, {"params": heads, "factor": settings.head_lr_factor}]
    return torch.optim.SGD(groups, settings.lr, momentum=settings.momentum, weight_decay=settings.weight_decay)


def set_lr(optimizer: SGD, settings: NetworkSettings, step: int, steps: int) -> None:
    """The rate of step `step` of `steps`: poly, times the group's factor."""
    lr = poly_lr(settings.lr, step, steps, settings.poly_power)
    for group in optimizer.param_groups:
        group["lr"] = lr * group["factor"]
