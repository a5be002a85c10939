"""People: setting up the first admin, signing in and out, passwords, API tokens. Only hashes of secrets are kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from server.domain.errors import Forbidden, NotFound, NotSignedIn, Refused
from server.domain.name import composed, plain_name
from server.domain.role import Role
from server.settings import settings
from server.store.tables import ApiToken, Member, SignIn, User, now

Scope = Literal["read", "write"]

LONGEST_NAME = 80
TOKEN_PREFIX = "bw_"
REFRESH_AFTER = timedelta(hours=1)
"""A sign-in is prolonged, and a token's use noted, at most this often, so that reading rarely writes."""

_hasher = PasswordHasher()


@dataclass(frozen=True)
class Asker:
    """Who asks: a signed-in person, or a script with that person's token (`scope` says what it may do)."""

    id: int
    name: str
    is_admin: bool
    scope: Scope = "write"


# --- set-up ---------------------------------------------------------------------------------------------------------


def set_up_needed(session: Session) -> bool:
    """Whether nobody has an account yet."""
    return not session.scalar(select(exists().select_from(User)))


def set_up_token() -> str | None:
    """The token that `boxwright up` wrote for a first visitor from elsewhere; None when there is none."""
    path = settings().run_folder / "setup-token"
    return path.read_text().strip() if path.is_file() else None


def set_up(session: Session, name: str, password: str, token: str | None, *, nearby: bool) -> User:
    """Create the first account, the install's admin. Who is not `nearby` (on loopback) needs the set-up token.

    Raises Refused when somebody has an account already, Forbidden for a wrong token.
    """
    if not set_up_needed(session):
        raise Refused("This install is set up already.", "Sign in, or ask its admin for an account.")
    expected = set_up_token()
    if not nearby and not (expected and token and hmac.compare_digest(expected.encode(), token.strip().encode())):
        hint = (
            "It is in run/setup-token in the server's data folder; `boxwright users add NAME --admin` also works there."
        )
        raise Forbidden("The set-up token is missing or wrong.", hint)
    return create_user(session, name, password, is_admin=True)


# --- users ----------------------------------------------------------------------------------------------------------


def create_user(session: Session, name: str, password: str, *, is_admin: bool = False) -> User:
    """Create an account; raises BadInput for a name nobody could read, Refused when it is taken."""
    name = plain_name(name, "user", LONGEST_NAME)
    if session.scalar(select(User.id).where(User.name == name)):
        raise Refused(f"There is a user named {name} already.", "Choose another name.")
    user = User(name=name, password_hash=_hasher.hash(password), is_admin=is_admin)
    session.add(user)
    session.flush()
    return user


def user_named(session: Session, name: str) -> User:
    """The user of that name; raises NotFound."""
    user = session.scalar(select(User).where(User.name == composed(name)))
    if user is None:
        raise NotFound(f"There is no user named {name}.", "An admin of the install can create one.")
    return user


def list_users(session: Session, asker: Asker) -> list[User]:
    """Everybody, by name; for install admins and for whoever is admin of some project."""
    somewhere = exists().where(Member.user_id == asker.id, Member.role == Role.ADMIN)
    if not asker.is_admin and not session.scalar(select(somewhere)):
        raise Forbidden("Only admins see the list of users.")
    return list(session.scalars(select(User).order_by(User.name)))


def change_user(
    session: Session, user_id: int, *, is_admin: bool | None, disabled: bool | None, password: str | None
) -> User:
    """Change what is not None. Disabling, or a new password, signs the user out everywhere. The last admin stays."""
    user = session.get(User, user_id, with_for_update=True)
    if user is None:
        raise NotFound("There is no such user.")
    if is_admin is not None:
        user.is_admin = is_admin
    if disabled is not None:
        user.disabled_at = now() if disabled else None
    if password is not None:
        user.password_hash = _hasher.hash(password)
    if disabled or password is not None:
        _forget_credentials(session, user, tokens=bool(disabled))
    session.flush()
    if not session.scalar(select(exists().where(User.is_admin, User.disabled_at.is_(None)))):
        raise Refused("Somebody must remain admin of this install.", "Make another user admin first.")
    return user


def change_password(session: Session, user_id: int, old: str, new: str, keep: str | None) -> None:
    """Change one's own password; every other browser is signed out (`keep`: the cookie token of this one)."""
    user = session.get_one(User, user_id)
    if not _verify(user.password_hash, old):
        raise Forbidden("The old password is not right.")
    user.password_hash = _hasher.hash(new)
    others = delete(SignIn).where(SignIn.user_id == user_id)
    session.execute(others.where(SignIn.token_hash != _hash(keep)) if keep else others)


def _forget_credentials(session: Session, user: User, *, tokens: bool) -> None:
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    if tokens:
        open_tokens = (ApiToken.user_id == user.id) & ApiToken.revoked_at.is_(None)
        session.execute(update(ApiToken).where(open_tokens).values(revoked_at=now()))


# --- signing in -----------------------------------------------------------------------------------------------------


def check_password(session: Session, name: str, password: str) -> User:
    """The user whose name and password these are; raises NotSignedIn, taking as long for an unknown name."""
    user = session.scalar(select(User).where(User.name == composed(name)))
    right = _verify(user.password_hash if user else _nobody(), password)
    if user is None or not right or user.disabled_at:
        raise NotSignedIn("The name or the password is not right.")
    return user


def sign_in(session: Session, user: User) -> str:
    """Remember a new browser of `user`; return the token for its cookie (256 bits, url-safe)."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.expires_at < now()))
    session.add(SignIn(token_hash=_hash(token), user_id=user.id, expires_at=_expiry()))
    return token


def sign_out(session: Session, token: str) -> None:
    """Forget the browser with this cookie token."""
    session.execute(delete(SignIn).where(SignIn.token_hash == _hash(token)))


def asker_of_cookie(session: Session, token: str) -> Asker | None:
    """Who is signed in with this cookie token; None when expired, unknown or disabled."""
    query = select(User).join(SignIn, SignIn.user_id == User.id)
    user = session.scalar(query.where(SignIn.token_hash == _hash(token), SignIn.expires_at > now()))
    return Asker(user.id, user.name, user.is_admin) if user and not user.disabled_at else None


def needs_prolonging(session: Session, token: str) -> bool:
    """Whether this sign-in was used, and is worth prolonging: its expiry has moved by more than an hour."""
    expires_at = session.scalar(select(SignIn.expires_at).where(SignIn.token_hash == _hash(token)))
    return expires_at is not None and _expiry() - expires_at > REFRESH_AFTER


def prolong(session: Session, token: str) -> None:
    """Let the sign-in last another full span from now."""
    session.execute(update(SignIn).where(SignIn.token_hash == _hash(token)).values(expires_at=_expiry()))


# --- API tokens -----------------------------------------------------------------------------------------------------


def create_token(session: Session, user_id: int, name: str, scope: Scope) -> tuple[ApiToken, str]:
    """Make an API token; the secret (second) is shown this once and never kept."""
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(user_id=user_id, name=name, scope=scope, token_hash=_hash(secret))
    session.add(token)
    session.flush()
    return token, secret


def list_tokens(session: Session, user_id: int) -> list[ApiToken]:
    """One's own tokens that are not revoked, oldest first."""
    query = select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(query.order_by(ApiToken.id)))


def revoke_token(session: Session, user_id: int, token_id: int) -> None:
    """Make one of one's own tokens useless."""
    token = session.get(ApiToken, token_id)
    if token is None or token.user_id != user_id:
        raise NotFound("There is no such token.")
    token.revoked_at = token.revoked_at or now()


def asker_of_token(session: Session, secret: str) -> Asker | None:
    """Whose API token this is; None when unknown, revoked or its user disabled."""
    query = select(User, ApiToken).join(ApiToken, ApiToken.user_id == User.id)
    row = session.execute(query.where(ApiToken.token_hash == _hash(secret), ApiToken.revoked_at.is_(None))).first()
    if row is None or row[0].disabled_at:
        return None
    user, token = row
    return Asker(user.id, user.name, user.is_admin, "write" if token.scope == "write" else "read")


def needs_noting(session: Session, secret: str) -> bool:
    """Whether this token's last noted use is more than an hour old."""
    used_at = session.scalar(select(ApiToken.used_at).where(ApiToken.token_hash == _hash(secret)))
    return used_at is None or now() - used_at > REFRESH_AFTER


def note_use(session: Session, secret: str) -> None:
    """Note that the token was used now."""
    session.execute(update(ApiToken).where(ApiToken.token_hash == _hash(secret)).values(used_at=now()))


def _hash(secret: str) -> str:
    """Secrets are random and long, so a plain sha256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _expiry() -> datetime:
    return now() + timedelta(days=settings().session_days)


@cache
def _nobody() -> str:
    """A hash to verify when the name is unknown, so that both take as long; made when first needed."""
    return _hasher.hash(secrets.token_urlsafe())


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
