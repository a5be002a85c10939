"""Starting an AnnNet from another one: the champion's, or the iteration's before (`annnet.warm_start`)."""

from pathlib import Path

from ml.config import AnnNetSettings
from ml.networks.model_file import Card, load_model
from ml.networks.network import Network


class WarmStartError(ValueError):
    """A model that this AnnNet cannot start from; the message says what differs."""


def start_from(network: Network, file: Path, classes: tuple[str, ...], settings: AnnNetSettings) -> Card:
    """Give the network (already widened) another AnnNet's weights and return that one's card.

    Files hold no weak head: it starts as a copy of the strong one. WarmStartError when classes or shapes differ,
    ModelFileError when the file is no AnnNet; the network is unchanged then.
    """
    other, card = load_model(file, "annnet")
    advice = "set annnet.warm_start=false, or use that model's settings"
    by_class = settings.output == "classes" or settings.class_prior in ("index", "onehot")
    if by_class and card.classes != classes:
        raise WarmStartError(f"{file} knows the classes {', '.join(card.classes)}, not {', '.join(classes)}; {advice}")
    if channels(card.settings.annnet) != channels(settings):
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


def channels(settings: AnnNetSettings) -> tuple[object, ...]:
    """What the input channels mean: networks may only be exchanged when it is the same."""
    return settings.position_prior, settings.class_prior, settings.planes, settings.view, settings.output
