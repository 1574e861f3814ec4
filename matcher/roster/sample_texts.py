"""What leaders of the sample write: challenges, goals, gives and needs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.roster.sample_draw import Draw

_WEIGHTS = {
    "hiring": 10,
    "retention": 8,
    "succession": 8,
    "cash flow": 8,
    "pricing": 7,
    "sales growth": 9,
    "leadership team": 9,
    "delegation": 8,
    "burnout": 6,
    "ai": 7,
    "technology": 6,
    "operations": 6,
    "culture": 5,
    "family business": 5,
    "exit": 4,
}
_IRREGULAR = {"foremen": "foreman", "linemen": "lineman", "install crews": "installer"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one leader wrote.

    Attributes
    ----------
    challenges, goals, gives, needs : str
        Cells of the roster; several entries have ``; `` between them.
    """

    challenges: str
    goals: str
    gives: str
    needs: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes for one leader after the other and avoids what was said before.

    Attributes
    ----------
    draw : Draw
        The stream of choices.
    themes : mapping of str to mapping
        Sentences by theme, as `sample_themes.toml` has them.
    habits : mapping of str to list of str
        Goals, roles, months and closers, as `sample_people.toml` has them.
    uses : Counter
        How often each sentence was used.
    """

    draw: Draw
    themes: Mapping[str, Mapping[str, Sequence[str]]]
    habits: Mapping[str, Sequence[str]]
    uses: Counter[str] = field(default_factory=Counter)

    def write(self, facts: Mapping[str, Any]) -> Said:
        """Write what one leader would.

        Parameters
        ----------
        facts : mapping
            Line of business, headcount, age of the company, town and the like.

        Returns
        -------
        Said
            Texts that fit the facts.
        """
        words = self._words(facts)
        themes, sentences = self._sentences(facts)
        text = " ".join(fill(sentence, words) for sentence in sentences)
        return Said(
            challenges=self._challenges(text, themes),
            goals=self._goals(facts, words),
            gives="; ".join(self._gives(facts, themes)),
            needs="; ".join(self._needs(themes)),
        )

    def _sentences(self, facts: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """Choose one to three themes and a sentence or two on each."""
        themes: list[str] = []
        sentences: list[str] = []
        own = self._own(facts) if self.draw.chance(0.8) else None
        if own:
            themes.append(own[0])
            sentences.append(own[1])
        wanted = self.draw.weighted((1, 2, 3), (30, 50, 20))
        while len(themes) < wanted:
            theme = self.draw.weighted(
                tuple(self.themes), [_WEIGHTS.get(name, 3) for name in self.themes]
            )
            said = self._least_used(self.themes[theme]["says"], facts)
            if theme in themes or said is None:
                continue
            themes.append(theme)
            sentences.append(said)
            if self.draw.chance(0.35):
                tried = self._least_used(self.themes[theme]["tried"], facts)
                sentences.extend([tried] if tried else [])
        if self.draw.chance(0.06):
            sentences.append(self.draw.pick(self.habits["closers"]))
        return themes, sentences

    def _own(self, facts: Mapping[str, Any]) -> tuple[str, str] | None:
        """Take a sentence of the line of business that nobody has used."""
        for entry in self.draw.some(facts["line"]["says"], 3):
            head, text = entry.split("|", maxsplit=1)
            theme, _, flags = head.partition("/")
            if fits(flags, facts) and not self.uses[text]:
                self.uses[text] += 1
                return theme, text
        return None

    def _least_used(
        self, entries: Sequence[str], facts: Mapping[str, Any]
    ) -> str | None:
        texts = fitting_texts(entries, facts)
        if not texts:
            return None
        fewest = min(self.uses[text] for text in texts)
        text = self.draw.pick([text for text in texts if self.uses[text] == fewest])
        self.uses[text] += 1
        return text

    def _challenges(self, text: str, themes: Sequence[str]) -> str:
        form = self.draw.uniform()
        if form < 0.03:
            return ""
        if form < 0.13:
            return "; ".join(themes)
        if form < 0.25:
            return text
        return "; ".join([text, *themes])

    def _goals(self, facts: Mapping[str, Any], words: Mapping[str, str]) -> str:
        if self.draw.chance(0.04):
            return ""
        count = self.draw.weighted((1, 2), (6, 4))
        fitting = fitting_texts(self.habits["goals"], facts)
        chosen = self.draw.some(fitting, count)
        return "; ".join(capitalise(fill(goal, words)) for goal in chosen)

    def _gives(self, facts: Mapping[str, Any], themes: Sequence[str]) -> list[str]:
        own = self.draw.some(facts["line"]["gives"], self.draw.whole(1, 2))
        solved = self.draw.pick([name for name in self.themes if name not in themes])
        return [*own, *self.draw.some(self.themes[solved]["knows"], 1)]

    def _needs(self, themes: Sequence[str]) -> list[str]:
        if self.draw.chance(0.04):
            return []
        return [self.draw.pick(self.themes[theme]["asks"]) for theme in themes[:2]]

    def _words(self, facts: Mapping[str, Any]) -> dict[str, str]:
        draw, line = self.draw, facts["line"]
        role = draw.pick(self.habits["roles"])
        millions = facts["revenue"] / 1e6
        words = {
            "customers": line["customers"],
            "workers": line["workers"],
            "worker": singular(line["workers"]),
            "work": line["work"],
            "role": role,
            "a_role": f"{'an' if role[0] in 'aeioH' else 'a'} {role}",
            "month": draw.pick(self.habits["months"]),
            "city": facts["city"],
            "town": draw.pick(facts["near"]),
            "state": facts["state_name"],
            "headcount": round_headcount(facts["headcount"]),
            "years": str(facts["years"]),
            "age": str(draw.whole(54, 69)),
            "cut": str(draw.whole(4, 18)),
            "big": str(draw.whole(32, 58)),
            "few": draw.pick(("two", "three", "four", "five")),
            "many": str(draw.whole(11, 19)),
            "past": str(draw.whole(2017, 2023)),
            "soon": str(draw.whole(2027, 2030)),
            "revenue": money(millions),
            "target": money(millions * draw.pick((1.4, 1.6, 2.0))),
        }
        return words | {key.capitalize(): capitalise(v) for key, v in words.items()}


def fits(flags: str, facts: Mapping[str, Any]) -> bool:
    """Say whether a sentence fits a company.

    Parameters
    ----------
    flags : str
        S, M, L for fewer than 30, fewer than 250 and more people; O and Y for
        companies of more than 25 and fewer than 9 years; B, G, H for what the line
        of business has among its traits. Blank fits all.
    facts : mapping
        Holds ``headcount``, ``years`` and ``line``.

    Returns
    -------
    bool
        Whether every flag holds.
    """
    headcount, years = facts["headcount"], facts["years"]
    holds = {
        "S": headcount < 30,
        "M": 30 <= headcount < 250,
        "L": headcount >= 120,
        "O": years > 25,
        "Y": years < 9,
        **{trait: trait in facts["line"]["traits"] for trait in "BGH"},
    }
    return all(holds[flag] for flag in flags)


def fitting_texts(entries: Sequence[str], facts: Mapping[str, Any]) -> list[str]:
    """Keep the sentences that fit a company, without their flags.

    Parameters
    ----------
    entries : sequence of str
        Sentences, some with flags before a bar.
    facts : mapping
        See `fits`.

    Returns
    -------
    list of str
        In the order of the entries.
    """
    parted = (entry.rpartition("|") for entry in entries)
    return [text for flags, _, text in parted if fits(flags, facts)]


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put words into the braces of a sentence.

    Parameters
    ----------
    text : str
        With places such as ``{city}``.
    words : mapping of str to str
        What goes there.

    Returns
    -------
    str
        The sentence.
    """
    return text.format_map(words)


def capitalise(text: str) -> str:
    """Begin with a capital and leave the rest.

    Parameters
    ----------
    text : str
        A phrase.

    Returns
    -------
    str
        The same with a first capital.
    """
    return text[:1].upper() + text[1:]


def singular(workers: str) -> str:
    """Name one of the workers.

    Parameters
    ----------
    workers : str
        In the plural.

    Returns
    -------
    str
        In the singular, or a team lead where that would read badly.
    """
    if workers in _IRREGULAR:
        return _IRREGULAR[workers]
    is_plain = " and " not in workers and workers.endswith("s")
    return workers[:-1] if is_plain else "team lead"


def round_headcount(headcount: int) -> str:
    """Say a headcount as its owner would.

    Parameters
    ----------
    headcount : int
        People.

    Returns
    -------
    str
        Exact when small, else to the nearest ten.
    """
    return str(headcount if headcount < 60 else 10 * round(headcount / 10))


def money(millions: float) -> str:
    """Say an amount as its owner would.

    Parameters
    ----------
    millions : float
        In millions of dollars.

    Returns
    -------
    str
        Such as "$18M" or "$4.5M".
    """
    rounded = round(millions, 1) if millions < 5 else float(round(millions))
    return f"${rounded:g}M"
