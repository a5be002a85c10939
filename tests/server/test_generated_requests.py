"""Requests generated from the API's own schema, valid and broken, against the real app: never an answer of 5xx."""

import contextlib
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode

from server.api.app import app as real_app
from tests.conftest import ORIGIN, Workplace, checked

EXAMPLES = 4  # of each mode and operation; more find nothing new and take long
ENDLESS = "/api/projects/{project_id}/live"


def operations() -> list[Any]:
    """All operations but the endless stream; what destroys comes last, the project at the very end."""
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", real_app)
    found: list[Any] = [result.ok() for result in schema.get_all_operations()]  # pyright: ignore[reportAttributeAccessIssue]
    kept = [one for one in found if one.path != ENDLESS]
    return sorted(kept, key=lambda one: (one.method == "delete", one.path == "/api/projects/{project_id}"))


@pytest.fixture(scope="module")
def cases() -> list[tuple[int, Case]]:
    """Numbered requests of every operation, the same for each database: making them takes longer than answering."""
    made: list[tuple[int, Case]] = []
    for operation in operations():
        for mode in GenerationMode:
            made.extend(enumerate(generate(operation.as_strategy(generation_mode=mode)), start=1))
    return made


def test_no_request_breaks_the_server(cases: list[tuple[int, Case]], workplace: Workplace, people: Any) -> None:
    secret = checked(people.owner.post("/tokens", {"name": "fuzz", "scope": "write"}), 201)["secret"]
    drawn = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    real = {"project_id": workplace.project_id, "image_id": workplace.image["id"], "object_id": drawn["id"]}
    headers = {"Authorization": f"Bearer {secret}", "Origin": ORIGIN}
    broken: list[str] = []
    for number, case in cases:
        if number % 4:  # mostly at what exists
            case.path_parameters.update({name: real[name] for name in case.path_parameters.keys() & real.keys()})
        response = case.call(headers=headers)
        if response.status_code >= 500:
            broken.append(f"{response.status_code} {case.as_curl_command()}")
    assert broken == []


def generate(strategy: Any) -> list[Case]:
    """A few requests of one operation, always the same ones."""
    made: list[Case] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=strategy)
    def run(case: Case) -> None:
        made.append(case)

    with contextlib.suppress(Unsatisfiable):  # an operation that takes nothing cannot be asked wrongly
        run()
    return made
