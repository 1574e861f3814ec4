"""What a person sees in a terminal of a seating that is read back."""

import sys

from matcher.audit import Audit
from matcher.explain.wording import count, named_ids
from matcher.swap import Swap
from service.terminal import MAX_TROUBLES, print_table

MAX_BREACHES = 60


def print_swap(found: Swap) -> None:
    """Print what a trade of two seats does.

    Parameters
    ----------
    found : Swap
        The trade.
    """
    print_table(
        f"{found.one} and {found.two} trade seats",
        ("", "before", "after"),
        [
            *(
                (g.group_id, f"{g.score_before:.4f}", f"{g.score_after:.4f}")
                for g in found.groups
            ),
            ("all groups", f"{found.score_before:.4f}", f"{found.score_after:.4f}"),
        ],
    )
    for title, breaches in (("Broken by it", found.broken), ("Mended", found.mended)):
        print_table(
            title,
            ("rule", "group", "people"),
            [(b.rule, b.group_id, named_ids(b.leader_ids)) for b in breaches],
        )
    sys.stdout.write(f"{found.verdict()}\n")


def print_audit(found: Audit) -> None:
    """Print which rules a seating breaks, and who sits nowhere.

    Parameters
    ----------
    found : Audit
        The seating, read back.
    """
    print_table(
        "Rules that are broken",
        ("rule", "kind", "group", "people", "found"),
        [
            (
                breach.rule,
                "hard" if breach.is_hard else "soft",
                breach.group_id or "several",
                named_ids(breach.leader_ids),
                breach.detail,
            )
            for breach in found.breaches[:MAX_BREACHES]
        ],
    )
    if len(found.breaches) > MAX_BREACHES:
        left = len(found.breaches) - MAX_BREACHES
        sys.stdout.write(f"- and {count(left, 'more breach')}, all in --json\n")
    if found.left:
        who = named_ids([leaver.leader_id for leaver in found.left])
        sys.stdout.write(f"- {count(len(found.left), 'leader')} left: {who}\n")
    if found.waiting:
        who = named_ids(found.waiting)
        sys.stdout.write(
            f"- {count(len(found.waiting), 'leader')} in no group: {who}\n"
        )
    problems = [f"{found.source}, {line.sentence()}." for line in found.problems]
    for remark in (*problems, *found.remarks)[:MAX_TROUBLES]:
        sys.stdout.write(f"- {remark}\n")
    sys.stdout.write(f"{found.verdict()}\n")
