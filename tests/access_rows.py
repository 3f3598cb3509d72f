"""How a row of the access table is written."""

from dataclasses import dataclass, field

ROLES = ("admin", "manager", "member", "executive")
ACTORS = (*ROLES, "outsider", "deactivated", "anonymous", "respondent", "reader")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

READ = ("GET", "HEAD")
POST = ("POST",)
FORM = ("GET", "HEAD", "POST")
MANAGERS = ("admin", "manager")
READERS = ("admin", "manager", "executive")


@dataclass(frozen=True)
class Row:
    """One route. `given` names the objects of the tests' world that stand in its path."""

    name: str
    who: tuple[str, ...]
    methods: tuple[str, ...]
    given: dict[str, str] = field(default_factory=dict)
    hidden_from: tuple[str, ...] = ()  # the object is not for them to know of: 404, not 403
    public: bool = False  # asks for no account
    account: bool = False  # asks for an account, whatever its organization
    role_first: bool = False  # the role decides before the method is looked at
    program: bool = False  # for programs with a token: 401 for everybody else, whatever they ask


def public(name: str, methods: tuple[str, ...], **given: str) -> Row:
    return Row(name, ACTORS, methods, given, public=True)


def program(name: str, **given: str) -> Row:
    return Row(name, (), METHODS, given, public=True, program=True)


def account(name: str, methods: tuple[str, ...]) -> Row:
    return Row(name, (*ROLES, "outsider", "deactivated"), methods, account=True)


def own(name: str, who: tuple[str, ...], methods: tuple[str, ...], **given: str) -> Row:
    """A page about the person's current organization; the outsider is admin of another one."""
    return Row(name, (*who, "outsider"), methods, given, role_first=True)


def for_admins(name: str, methods: tuple[str, ...], **given: str) -> Row:
    """A page about one object that only administrators handle."""
    return Row(name, ("admin",), methods, given, role_first=True)


def unpublished(name: str, methods: tuple[str, ...], **given: str) -> Row:
    """A page about something that only managers know of before it is published."""
    return Row(name, MANAGERS, methods, given, hidden_from=("member", "executive"))


def pack(name: str, methods: tuple[str, ...]) -> Row:
    """A page about one questionnaire of the organization."""
    return Row(name, MANAGERS, methods, {"pack_id": "pack"})


def published(who: tuple[str, ...], name: str, methods: tuple[str, ...], **given: str) -> Row:
    """A page about something published that was not shared with members."""
    return Row(name, who, methods, given, hidden_from=("member",))


def definition(name: str, who: tuple[str, ...], methods: tuple[str, ...], **given: str) -> Row:
    """A page about an objective or a relation of projects: not for members to know of."""
    return Row(name, who, methods, given, hidden_from=("member",))


def project(name: str, who: tuple[str, ...], methods: tuple[str, ...], **given: str) -> Row:
    """A page of a project: members know only of those that they take part in."""
    given = {"project_id": "scoped", **given}
    return Row(name, who, methods, given, hidden_from=("member",))
