"""Words for columns and numbers in the sentences of rules."""

import re

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")
_FROM = ("industry", "company", "company_id", "parent_company_id", "city", "state")
GENDER = (
    "sex",
    "gender identity",
    "geschlecht",
    "genre",
    "género",
    "genero",
    "sexe",
    "sexo",
    "what is your gender?",
    "what gender do you identify as?",
    "which gender do you identify with?",
    "with which gender do you identify?",
    "gender you identify with",
)
_WOMAN, _MAN = ("female", "woman", "women"), ("male", "man", "men")
_GENDERS = dict.fromkeys(_WOMAN, "woman") | dict.fromkeys(_MAN, "man")
_NOUNS = {name: "gender" for name in GENDER if "gender" in name} | {
    "company": "employer",
    "company_id": "employer",
    "parent_company_id": "parent company",
    "email": "corporate e-mail domain",
    "slots": "meeting slot",
    "languages": "language",
}


def column_noun(column: str) -> str:
    """Call a column by what its values are.

    Parameters
    ----------
    column : str
        Name of the column.

    Returns
    -------
    str
        A noun in the singular.

    Examples
    --------
    >>> column_noun("company_id"), column_noun("home_club")
    ('employer', 'home club')
    """
    own = re.sub(r"__p?c$", "", column)  # a CRM's mark on columns of one's own
    return _NOUNS.get(column.casefold(), " ".join(own.replace("_", " ").split()))


def kind_noun(value: str, noun: str) -> str:
    """Call someone by what they have in a column.

    Parameters
    ----------
    value : str
        What they have.
    noun : str
        What the column's values are.

    Returns
    -------
    str
        A noun in the singular.

    Examples
    --------
    >>> kind_noun("Female", "gender"), kind_noun("Founder", "role")
    ('woman', 'one with "Founder" as role')
    """
    word = value.strip().casefold()
    if noun == "gender" and word in _GENDERS:
        return _GENDERS[word]
    return f'one with "{value.strip()}" as {noun}'


def is_kind(stated: str, wanted: str) -> bool:
    """Tell whether two cells say the same; "Female" is "woman".

    Parameters
    ----------
    stated, wanted : str
        What a cell holds, and what a rule asks for.

    Returns
    -------
    bool
        In any case, whole.
    """
    one, two = (" ".join(text.casefold().split()) for text in (stated, wanted))
    return _GENDERS.get(one, one) == _GENDERS.get(two, two)


def link_word(column: str) -> str:
    """Say how leaders belong to a value of a column.

    Parameters
    ----------
    column : str
        Name of the column.

    Returns
    -------
    {"from", "with"}
        From the same industry, with the same stage.
    """
    return "from" if column in _FROM else "with"


def count_word(count: int) -> str:
    """Spell small counts.

    Parameters
    ----------
    count : int
        Not negative.

    Returns
    -------
    str
        A word up to eight, then digits.

    Examples
    --------
    >>> count_word(2), count_word(12)
    ('two', '12')
    """
    return _WORDS[count] if count < len(_WORDS) else str(count)


def number_word(value: float) -> str:
    """Write a number as people do, without needless zeros.

    Parameters
    ----------
    value : float
        Finite.

    Returns
    -------
    str
        Thousands in commas.

    Examples
    --------
    >>> number_word(10.0), number_word(2500000.5)
    ('10', '2,500,000.5')
    """
    return f"{value:,.12g}"
