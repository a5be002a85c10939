"""The routes by noun; each parses, calls one flow and shows what it returned."""

from fastapi import APIRouter

from server.api.routes import (
    candidates,
    changes,
    comments,
    exports,
    files,
    history,
    images,
    imports,
    jobs,
    live,
    members,
    objects,
    presence,
    projects,
    review,
    rounds,
    session,
    setup,
    tokens,
    users,
)

ROUTERS: tuple[APIRouter, ...] = tuple(
    module.router
    for module in (
        setup,
        session,
        users,
        tokens,
        projects,
        members,
        files,
        images,
        objects,
        review,
        candidates,
        changes,
        history,
        presence,
        comments,
        jobs,
        imports,
        exports,
        rounds,
        live,
    )
)
