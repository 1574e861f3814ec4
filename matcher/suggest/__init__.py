"""One to one: whom a leader should meet next, by whom, and why."""

from matcher.roster.introductions import Introduction as Introduction
from matcher.roster.introductions import Introductions as Introductions
from matcher.roster.introductions import read_introductions as read_introductions
from matcher.suggest.give_and_take import FairParams as FairParams
from matcher.suggest.give_and_take import GiveAndTake as GiveAndTake
from matcher.suggest.nightly import suggest_everyone as suggest_everyone
from matcher.suggest.pool import Pool as Pool
from matcher.suggest.pool import build_pool as build_pool
from matcher.suggest.pool import open_pool as open_pool
from matcher.suggest.request import SuggestParams as SuggestParams
from matcher.suggest.request import UnknownLeaderError as UnknownLeaderError
from matcher.suggest.suggest import suggest as suggest
from matcher.suggest.suggestion import Reason as Reason
from matcher.suggest.suggestion import Suggestion as Suggestion
from matcher.suggest.suggestion import Suggestions as Suggestions
from matcher.suggest.turns import TurnParams as TurnParams
from matcher.suggest.turns import suggest_in_turns as suggest_in_turns
