"""Two people change the same objects in random orders, with lost answers and repeats: nothing is lost silently.

Each knows what the server last told them, as a page does. What the server says it stored must be what is there in the
end, and stand in the history once; what it did not store must have changed nothing.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from server.store.database import database
from server.store.tables import Event
from tests.conftest import People, Person, Workplace, checked, rle

STEPS = 150
Parts = dict[str, Any]


@dataclass
class Someone:
    """A person with what their page knows of the objects, which may be old."""

    person: Person
    path: str
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def look(self) -> None:
        """Fetch everything."""
        self.known = {one["id"]: one for one in checked(self.person.get(self.path))["objects"]}

    def send(self, change: dict[str, Any]) -> str:
        """Send one change; learn what the object is now; return the result."""
        answer = checked(self.person.post(f"{self.path}/changes", {"changes": [change]}))
        self.known.pop(change["object_id"], None)
        self.known |= {one["id"]: one for one in answer["objects"]}
        return answer["outcomes"][0]["result"]


def random_change(random: Random, who: Someone, class_ids: list[int]) -> tuple[dict[str, Any], Parts | None]:
    """A change as a page would send it, and the parts that it sets (None: it deletes)."""
    if len(who.known) < 2 or random.random() < 0.1:
        parts = {"class_id": random.choice(class_ids), "box": [4, 4, 24, random.randint(15, 29)]}
        fresh = {"truncated": False, "occluded": False, "foreground": None}
        return {"id": str(uuid4()), "object_id": str(uuid4()), "kind": "draw", **parts}, parts | fresh
    thing = random.choice(list(who.known.values()))
    about = {"id": str(uuid4()), "object_id": thing["id"], "version": thing["version"]}
    kind = random.choice(("class", "box", "truncated", "occluded", "mask", "mask", "delete"))
    if kind == "delete":
        return {**about, "kind": "delete"}, None
    if kind == "mask":
        mask = {"rect": [5, 5, 9, 9], "foreground": rle(np.array(random.choices((0, 1), k=16)).reshape(4, 4))}
        return {**about, "kind": "fix", **mask}, {"foreground": mask["foreground"]}
    values = {
        "class": {"class_id": random.choice(class_ids)},
        "box": {"box": [4, 4, 24, random.randint(15, 29)]},
        "truncated": {"truncated": random.random() < 0.5},
        "occluded": {"occluded": random.random() < 0.5},
    }
    return {**about, "kind": "edit", **values[kind]}, values[kind]


def of_objects(objects: list[dict[str, Any]], wanted: dict[str, Parts]) -> dict[str, Parts]:
    """The objects' parts that the model knows of."""
    seen = {one["id"]: {**one, "foreground": one["mask"] and one["mask"]["foreground"]} for one in objects}
    return {key: {part: one[part] for part in wanted.get(key, one)} for key, one in seen.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_stored_is_there_and_nothing_else(workplace: Workplace, people: People, seed: int) -> None:
    random = Random(seed)
    both = [Someone(person, workplace.path) for person in (people.annotator, people.reviewer)]
    model: dict[str, Parts] = {}
    stored: set[str] = set()
    refused: set[str] = set()
    results: list[str] = []

    def tell(who: Someone, change: dict[str, Any], parts: Parts | None) -> None:
        key = change["object_id"]
        same = parts is not None and model.get(key, {}).items() >= parts.items()
        result = who.send(change)
        results.append(result)
        if result != "stored":
            refused.add(change["id"])
        elif not same:  # what changes nothing is no event
            stored.add(change["id"])
        if result == "stored" and parts is None:
            del model[key]
        elif result == "stored":
            model[key] = model.get(key, {}) | (parts or {})

    earlier: list[tuple[Someone, dict[str, Any]]] = []
    for _ in range(STEPS):
        who = random.choice(both)
        if random.random() < 0.15:
            who.look()
        change, parts = random_change(random, who, workplace.class_ids)
        tell(who, change, parts)
        if change["id"] in stored:
            earlier.append((who, change))
        if change["object_id"] in who.known and change["id"] in refused and random.random() < 0.5:
            again = {**change, "version": who.known[change["object_id"]]["version"]}  # put on top of what is there
            refused.discard(change["id"])
            tell(who, again, parts)
        if earlier and random.random() < 0.2:  # an answer was lost: the page sends the same again
            repeating, known = random.choice(earlier)
            assert repeating.send(known) == "stored"
    assert {"stored", "stale", "missing"} <= set(results)

    objects = checked(workplace.person.get(workplace.path))["objects"]
    assert of_objects(objects, model) == model
    with database().read() as session:
        kept = [str(one) for (one,) in session.query(Event.change_id).filter(Event.change_id.is_not(None))]
    assert sorted(kept) == sorted(stored)  # each once
    assert not refused & set(kept)
