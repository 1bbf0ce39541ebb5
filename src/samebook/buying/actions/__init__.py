"""Every write to opportunities."""

from samebook.buying.actions.changing import Changes, change_opportunity, name_people
from samebook.buying.actions.closing import close_lost, close_won, reopen
from samebook.buying.actions.importing import bring_in, offer_products, place
from samebook.buying.actions.moving import move_to_stage
from samebook.buying.actions.opening import open_opportunity, win_back
from samebook.buying.actions.parts import Line, name_competitors, name_team, set_products

__all__ = [
    "Changes",
    "Line",
    "bring_in",
    "change_opportunity",
    "close_lost",
    "close_won",
    "move_to_stage",
    "name_competitors",
    "name_people",
    "name_team",
    "offer_products",
    "open_opportunity",
    "place",
    "reopen",
    "set_products",
    "win_back",
]
