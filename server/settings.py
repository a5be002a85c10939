"""Where things are and how large they may be. Everything is set by environment variables named BOXWRIGHT_*."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from server.domain.errors import BadInput

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """The install's settings; the defaults serve one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="BOXWRIGHT_", frozen=True)

    data: Path = Path("data")
    """Folder for the database, blobs, rounds and the embedded broker."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000

    database_url: str | None = None
    """`postgresql+psycopg://user:password@host/name`; unset: SQLite in the data folder."""

    redis_url: str | None = None
    """`redis://host:6379/0` or `unix:///path`; unset: the broker that `boxwright up` embeds."""

    storage_url: str | None = None
    """`s3://bucket/prefix` (keys, region and endpoint from the AWS_* variables); unset: a folder in the data folder."""

    import_folders: list[Path] = []
    """Folders (JSON list) that people may import from by path; `<data>/import` is always one."""

    trusted_origins: list[str] = []
    """Further origins (JSON list) the page is served from, e.g. behind a proxy: ["https://boxwright.example.org"]."""

    max_upload_mb: int = 4096
    """Largest file accepted at the upload doors, in MiB."""

    max_picture_mb: int = 128
    """Largest encoded picture, in MiB."""

    max_picture_megapixels: int = 100
    """Largest decoded picture, in millions of pixels."""

    session_days: int = 30
    """How long a browser stays signed in without being used."""

    lease_seconds: Seconds = 60
    """A running job whose worker was silent for so long is given to another."""

    heartbeat_seconds: Seconds = 10
    """How often a worker says that it is still at a job."""

    reconcile_seconds: Seconds = 15
    """How often lost leases, missed bells and schedules are looked at."""

    trainer_nice: Annotated[int, Field(ge=0, le=19)] = 19
    """How far a round steps back for all else that wants the cores; 0, where they are its own, not at all."""

    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'boxwright.db'}"

    def broker(self) -> str | None:
        """The Redis URL: the configured one, else the one `boxwright up` wrote, else None (nothing is rung)."""
        if self.redis_url:
            return self.redis_url
        embedded = self.run_folder / "redis-url"
        return embedded.read_text().strip() if embedded.is_file() else None

    @property
    def run_folder(self) -> Path:
        """Sockets, pids and the set-up token of the running product."""
        return self.data / "run"

    @property
    def readable_folders(self) -> list[Path]:
        """Folders that pictures may be imported from by path."""
        return [self.data.resolve() / "import", *(folder.resolve() for folder in self.import_folders)]


@cache
def settings() -> Settings:
    """The settings of this process, read once; raises BadInput naming the variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as problem:
        wrong = problem.errors()[0]
        name = f"BOXWRIGHT_{wrong['loc'][0]}".upper()
        raise BadInput(f"{name} is {wrong['input']!r}: {wrong['msg']}.", f"Correct or unset {name}.") from None
    except SettingsError:
        lists = "BOXWRIGHT_IMPORT_FOLDERS and BOXWRIGHT_TRUSTED_ORIGINS"
        raise BadInput(f"{lists} are JSON lists.", 'Write ["/one", "/two"].') from None
