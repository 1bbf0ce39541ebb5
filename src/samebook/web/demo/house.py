"""Everybody who works at Tarnvik."""

from dataclasses import dataclass, field

from samebook.company.clock import BusinessClock
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.kernel.access import Actor, Role
from samebook.web.demo.cast import Worker


@dataclass(slots=True)
class Login:
    """Whom a printed login is for."""

    worker: Worker
    email: str
    password: str


@dataclass(slots=True)
class House:
    """Everybody who works at Tarnvik, with a login and as one who acts.

    Attributes:
        workers: By user id.
        clocks: By user id, the hours of their team.
    """

    logins: list[Login] = field(default_factory=list)
    workers: dict[int, Worker] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)
    clocks: dict[int, BusinessClock] = field(default_factory=dict)
    teams: dict[int, int] = field(default_factory=dict)

    def with_role(self, role: Role) -> list[Actor]:
        return [self.actors[pk] for pk, worker in self.workers.items() if worker.role == role]

    def login_of(self, actor: Actor) -> Login:
        worker = self.workers[actor.id or 0]
        return next(login for login in self.logins if login.worker is worker)

    def manager_of(self, user_id: int) -> Actor:
        """The sales manager of a rep's team."""
        crew = self.workers[user_id].crew
        return next(each for each in self.with_role(Role.SALES_MANAGER) if self.workers[each.id or 0].crew is crew)

    def remember(self, user: User, worker: Worker) -> None:
        self.workers[user.pk] = worker
        self.actors[user.pk] = actor_for(user)
        if user.team_id is not None:
            self.teams[user.pk] = user.team_id
