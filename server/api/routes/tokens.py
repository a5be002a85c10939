"""One's own API tokens."""

from fastapi import APIRouter

from server.api.access import SignedIn
from server.api.schemas.accounts import Token, TokenMade, TokenWanted
from server.api.types import TokenId
from server.flows import accounts
from server.store.database import database

router = APIRouter(prefix="/tokens", tags=["tokens"])


@router.get("")
def list_tokens(asker: SignedIn) -> list[Token]:
    """One's tokens, without their secrets."""
    with database().read() as session:
        return [Token.of(token) for token in accounts.list_tokens(session, asker.id)]


@router.post("", status_code=201)
def create_token(wanted: TokenWanted, asker: SignedIn) -> TokenMade:
    """Make a token; its secret is in this answer only."""
    with database().write() as session:
        token, secret = accounts.create_token(session, asker.id, wanted.name, wanted.scope)
        return TokenMade(**Token.of(token).model_dump(), secret=secret)


@router.delete("/{token_id}", status_code=204)
def revoke_token(token_id: TokenId, asker: SignedIn) -> None:
    """Make a token useless."""
    with database().write() as session:
        accounts.revoke_token(session, asker.id, token_id)
