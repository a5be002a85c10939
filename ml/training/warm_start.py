"""Starting a network from a trained one: AnnNet from the champion or the iteration before (`annnet.warm_start`), SegNet
from that of the round before (`round --after`).
"""

from pathlib import Path

from ml.config import AnnNetSettings, NetworkSettings
from ml.networks.model_file import Card, load_model
from ml.networks.network import Network


class WarmStartError(ValueError):
    """A model that this network cannot start from; the message says what differs."""


def start_from(network: Network, file: Path, classes: tuple[str, ...], settings: NetworkSettings) -> Card:
    """Give the network (already widened) the weights of another one of its kind and return that one's card.

    Files hold no weak head: it starts as a copy of the strong one. WarmStartError when classes or shapes differ,
    ModelFileError when the file is of another kind; the network is unchanged then.
    """
    annnet = isinstance(settings, AnnNetSettings)
    other, card = load_model(file, "annnet" if annnet else "segnet")
    advice = f"{'set annnet.warm_start=false, or ' if annnet else ''}use that model's settings"
    if _by_class(settings) and card.classes != classes:
        raise WarmStartError(f"{file} knows the classes {', '.join(card.classes)}, not {', '.join(classes)}; {advice}")
    if channels(card.network_settings) != channels(settings):
        raise WarmStartError(f"{file} takes other input channels than annnet's settings; {advice}")
    tensors = other.state_dict()
    if network.heads.weak is not None:
        strong = "heads.strong."
        tensors |= {key.replace(strong, "heads.weak."): v.clone() for key, v in tensors.items() if strong in key}
    own = network.state_dict()
    differing = [k for k in own if k not in tensors or tensors[k].shape != own[k].shape] + sorted(tensors.keys() - own)
    if differing:
        raise WarmStartError(f"{file} is another network, {differing[0]} differs; {advice}")
    network.load_state_dict(tensors)
    return card


def _by_class(settings: NetworkSettings) -> bool:
    """Whether what goes in or comes out depends on the classes."""
    if not isinstance(settings, AnnNetSettings):
        return True
    return settings.output == "classes" or settings.class_prior in ("index", "onehot")


def channels(settings: NetworkSettings) -> tuple[object, ...]:
    """What the input channels mean: networks may only be exchanged when it is the same."""
    if not isinstance(settings, AnnNetSettings):
        return ()
    return settings.position_prior, settings.class_prior, settings.planes, settings.view, settings.output
