"""What an operator may set, each by an environment variable DESCENTLAB_<NAME>."""

import os

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from descentlab.studies.cluster import wrong_with


class ServerConfig(BaseSettings):
    """How the service runs."""

    model_config = SettingsConfigDict(env_prefix="DESCENTLAB_")

    root_path: str = Field(
        default="", pattern=r"^(/[^/?#\s]+)*/?$", description="The prefix under which a proxy serves it, such as /lab."
    )
    workers: int = Field(default=1, ge=1, description="Processes that share the machine.")
    threads: int = Field(
        default_factory=lambda known: max((os.cpu_count() or 1) // known.get("workers", 1), 1),
        ge=1,
        description="Long answers that a process computes at the same time; its share of the processor's cores.",
    )
    max_pending: int = Field(default=512, ge=1, description="New answers under way before further ones get 503.")
    scheduler: str = Field(
        default="",
        description="Of the Dask cluster that computes maps too large for one answer, as tcp://192.0.2.1:8786.",
    )
    maps: int = Field(default=2, ge=1, description="Maps that it computes at once before further ones get 503.")
    cache_bytes: int = Field(default=64 * 2**20, ge=0, description="Memory for finished answers.")

    @field_validator("scheduler")
    @classmethod
    def _may_be_one(cls, address: str) -> str:
        wrong = wrong_with(address) if address else ""
        if wrong:
            raise PydanticCustomError("scheduler", "{wrong}", {"wrong": wrong})
        return address


class ConnectionConfig(BaseSettings):
    """What a connection may take, what is logged, how it ends: `descentlab serve` sees to it, not the application."""

    model_config = SettingsConfigDict(env_prefix="DESCENTLAB_")

    access_log: bool = Field(default=True, description="Whether there is a line in the log for each request.")
    max_connections: int = Field(
        default=1000, ge=1, description="Connections of a process at once; fewer where it may open fewer files."
    )
    request_seconds: float = Field(default=10, gt=0, description="For a request to arrive, from its first byte.")
    idle_seconds: float = Field(default=30, gt=0, description="Between an answer and the next request.")
    send_seconds: float = Field(default=30, gt=0, description="In which a reader must take something of its answer.")
    grace_seconds: float = Field(default=8, ge=0, description="For answers under way, when the service is to end.")
