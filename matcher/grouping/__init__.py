"""A solver for diverse groups: arrays in, labels and a bound out."""

from matcher.grouping.bounds import facet_bounds as facet_bounds
from matcher.grouping.check import Violation as Violation
from matcher.grouping.check import check_labels as check_labels
from matcher.grouping.clashes import Clash as Clash
from matcher.grouping.clashes import count_clashes as count_clashes
from matcher.grouping.problem import Facet as Facet
from matcher.grouping.problem import Problem as Problem
from matcher.grouping.result import Mark as Mark
from matcher.grouping.result import Result as Result
from matcher.grouping.rules import Apart as Apart
from matcher.grouping.rules import AtLeast as AtLeast
from matcher.grouping.rules import AtMost as AtMost
from matcher.grouping.rules import Ban as Ban
from matcher.grouping.rules import NotOnly as NotOnly
from matcher.grouping.rules import Pin as Pin
from matcher.grouping.rules import Rule as Rule
from matcher.grouping.rules import Share as Share
from matcher.grouping.rules import Spread as Spread
from matcher.grouping.rules import Stay as Stay
from matcher.grouping.rules import Together as Together
from matcher.grouping.rules import Within as Within
from matcher.grouping.score import facet_scores as facet_scores
from matcher.grouping.solve import solve as solve
from matcher.grouping.stop import MaxIterations as MaxIterations
from matcher.grouping.stop import MaxRuntime as MaxRuntime
from matcher.grouping.stop import Replay as Replay
