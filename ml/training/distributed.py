"""Training by several processes, as `torchrun` starts them: who this one is and what they do together.

Each process ("rank") sees its share of every batch; rank 0 alone speaks and writes. Without torchrun there is one rank
and nothing here does anything. All ranks must see the same files.
"""

import atexit
import os
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from timm.layers.norm_act import convert_sync_batchnorm
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from ml.networks.network import Network
from ml.progress import Reporter

PATIENCE = timedelta(days=2)
"""How long ranks wait for one that makes proposals or measures alone."""


@dataclass(frozen=True)
class Ranks:
    """This process among all: `number` of `count`."""

    number: int = 0
    count: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the one that speaks and writes."""
        return self.number == 0

    def sum(self, values: Tensor) -> Tensor:
        """The values summed over all ranks, in place; every rank gets the same."""
        if self.count > 1:
            dist.all_reduce(values)
        return values

    def average(self, tensors: Iterable[Tensor]) -> None:
        """Replace each floating-point tensor by its mean over the ranks."""
        if self.count > 1:
            for tensor in tensors:
                if tensor.is_floating_point():
                    dist.all_reduce(tensor)
                    tensor /= self.count

    def wait(self) -> None:
        """Until every rank is here."""
        if self.count > 1:
            dist.barrier()

    def reporter(self, reporter: Reporter) -> Reporter:
        """The reporter of rank 0; the others keep silent."""
        return reporter if self.leads else _Silent()


class _Silent:
    def emit(self, event: str, **fields: Any) -> None:
        """Say nothing."""


def join_ranks() -> Ranks:
    """This process's place among those torchrun started (NCCL on GPUs, gloo on CPUs); alone without torchrun."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return Ranks()
    if not dist.is_initialized():
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo", timeout=PATIENCE)
        # Left to the end of the interpreter, the group's own threads can abort a process whose work is done.
        atexit.register(dist.destroy_process_group)
    return Ranks(dist.get_rank(), dist.get_world_size())


def rank_device() -> torch.device:
    """This rank's GPU, or the CPU."""
    return torch.device("cuda", torch.cuda.current_device()) if torch.cuda.is_available() else torch.device("cpu")


class TrainForward(nn.Module):
    """`Network.train_forward` as a module's forward, the one door DDP and torch.compile know."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor, strong: slice, weak: slice) -> tuple[Tensor, Tensor | None]:
        """(B, channels, H, W) -> logits of the strong rows and of the weak rows."""
        return self.network.train_forward(pictures, strong, weak)


def distribute(network: Network, ranks: Ranks, device: torch.device, weak_rows: bool, compiled: bool) -> nn.Module:
    """What a training step calls: forward(pictures, strong, weak), with gradients averaged over the ranks.

    Batch statistics are those of the whole batch on GPUs (SyncBN). torch has no SyncBN for CPUs: there each rank
    normalises by its own share, and running statistics are averaged over the ranks after each epoch.
    """
    if ranks.count > 1 and device.type == "cuda":
        convert_sync_batchnorm(network)  # timm's: it keeps the activations inside timm's normalisation layers
    forward: nn.Module = TrainForward(network)
    if compiled:
        forward.compile()
    if ranks.count == 1:
        return forward
    unused = network.heads.weak is not None and not weak_rows
    devices = [device] if device.type == "cuda" else None
    return DistributedDataParallel(
        forward, device_ids=devices, forward_sync_buffers=False, find_unused_parameters=unused
    )


def without_exchange(forward: nn.Module, last: bool) -> AbstractContextManager[None]:
    """For all but the last part of an accumulated batch: gradients stay here and travel with the last part's."""
    return forward.no_sync() if isinstance(forward, DistributedDataParallel) and not last else nullcontext()
