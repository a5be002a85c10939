"""docker-compose.yml and the Dockerfile: valid by the Compose Specification, and everything they name exists."""

import importlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.domain.job_state import Queue
from worker.supervisor import worker_command

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
STAGES = re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.MULTILINE)
OURS = [name for name, service in SERVICES.items() if "build" in service]


def test_it_is_valid_by_the_compose_specification() -> None:
    """The schema comes with the package check-jsonschema (Compose Specification, Apache-2.0)."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run([*command, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_what_exists(name: str) -> None:
    service = SERVICES[name]
    assert service["build"]["target"] in STAGES
    python, option, module, *arguments = service["command"]
    assert (python, option) == ("python", "-m")
    assert importlib.util.find_spec(module) is not None
    if module == "uvicorn":
        path, _, attribute = arguments[0].partition(":")
        assert hasattr(importlib.import_module(path), attribute)
    if module == "celery":
        assert hasattr(importlib.import_module(arguments[arguments.index("--app") + 1]), "app")


@pytest.mark.parametrize("profile", ["cpu", "gpu"])
def test_each_queue_has_one_worker_service_that_runs_as_under_the_supervisor(profile: str) -> None:
    queues: list[str] = []
    for service in (SERVICES[name] for name in OURS):
        if "celery" in service["command"] and profile in service.get("profiles", [profile]):
            queue = Queue(service["command"][service["command"].index("--queues") + 1])
            queues.append(queue)
            supervised = worker_command(queue)
            assert supervised[1 : len(service["command"])] == service["command"][1:]
    assert sorted(queues) == sorted(Queue)


def test_the_gpu_profile_reserves_one_for_training_and_one_for_clicks() -> None:
    reserving = {name for name, service in SERVICES.items() if "deploy" in service}
    assert reserving == {"worker-interactive-gpu", "worker-training-gpu"}
    for name in reserving:
        (device,) = SERVICES[name]["deploy"]["resources"]["reservations"]["devices"]
        assert "gpu" in device["capabilities"]
        assert SERVICES[name]["profiles"] == ["gpu"]


def test_what_services_depend_on_and_mount_exists() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        assert {volume.split(":")[0] for volume in service.get("volumes", ())} <= set(COMPOSE["volumes"])


def test_images_are_plain_names() -> None:
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)?(:[a-z0-9.-]+)?", image) for image in images), images


def test_the_dockerfile_copies_what_exists() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        assert all((ROOT / source).exists() for source in sources), line


def test_the_server_image_holds_no_torch() -> None:
    server = DOCKERFILE.split("AS server")[1].split("FROM")[0]
    assert "requirements-server.lock" in server
    assert not re.search(
        r"^(torch|torchvision|timm|opencv|higra)", (ROOT / "requirements-server.lock").read_text(), re.M
    )
    assert re.findall(r"^COPY (?!--from)(\S+)", server, re.MULTILINE) == [
        "requirements-server.lock",
        "server",
        "migrations",
    ]
