"""The application: routes under /api, the web page everywhere else, one shape of errors."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from server.api import VERSION, page
from server.api.body_limit import BodyLimit
from server.api.errors import add_handlers
from server.api.page import SafeHeaders
from server.api.routes import ROUTERS
from server.api.schemas.base import Error


def create_app() -> FastAPI:
    """Build the application; it opens the database and blobs of this process's settings when first asked."""
    app = FastAPI(
        title="Boxwright",
        version=VERSION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_name,
    )
    api = APIRouter(prefix="/api", responses={"4XX": {"model": Error, "description": "What is wrong."}})
    for router in ROUTERS:
        api.include_router(router)
    app.include_router(api)
    add_handlers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    page.mount(app)
    return app


def _operation_name(route: APIRoute) -> str:
    """Operations are named like the function that answers them: unique, and readable in the generated client."""
    return route.name


app = create_app()
