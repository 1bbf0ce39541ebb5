"""Users, what they may do and where, their teams, and the tokens of API clients."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from samebook.kernel.access import Role


class Territory(models.Model):
    """A node of the sales map; the Book's routing names it by ``code``.

    ``path`` holds the ids from the root, ``/1/5/``, so that all below a node are found by prefix.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=300, default="", db_index=True)

    class Meta:
        verbose_name_plural = "territories"


class Team(models.Model):
    """People who share a calendar and a manager; breaches of their clocks escalate to the manager."""

    name = models.CharField(max_length=100, unique=True)
    calendar = models.ForeignKey("company.Calendar", models.PROTECT, related_name="teams")
    manager = models.ForeignKey("company.User", models.SET_NULL, null=True, related_name="manages")


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with a login. ``email`` is held in lower case.

    ``capacity`` is how many delivered leads may be open with this rep at once; null for no limit.
    """

    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="members")
    territories = models.ManyToManyField(Territory, related_name="users")
    capacity = models.PositiveIntegerField(null=True)
    mail_notices = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower")]

    def __str__(self) -> str:
        return self.name


class PasswordTry(models.Model):
    """A password that somebody who is signed in enters again, noted before it is checked, forgotten when it is right.

    It stands in the database, so that every process of the product counts the same tries.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="password_tries")
    tried_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "password tries"


class UserRole(models.Model):
    """One role of one user."""

    user = models.ForeignKey(User, models.CASCADE, related_name="user_roles")
    role = models.CharField(max_length=20, choices=Role.choices())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="user_role_once")]


class AccessToken(models.Model):
    """What an API client shows. Only the hash is kept; the token itself is shown once.

    One of scope ``own:read`` reads what whoever made it may read, as they may at that moment.
    """

    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(
        max_length=20,
        choices=[
            ("leads:write", "Send leads"),
            ("opportunities:write", "Read and change opportunities"),
            ("numbers:read", "Read numbers"),
            ("form", "Show the public form"),
            ("own:read", "Read what its maker may read"),
        ],
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
