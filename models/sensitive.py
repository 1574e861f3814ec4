"""Know the columns that must not shape groups unless a rule says how."""

from typing import Final

from models.encoders.phrases import words_of

_WORDS: Final = """
gender | genders | sex | race | racial | ethnicity | ethnic | ethnicities | religion
religious | faith | belief | disability | disabled | disabilities | handicap | age
birthday | birthdate | dob | born | birth | veteran | veterans | nationality
citizenship | citizen | immigration | marital | married | spouse | politics | political
lgbt | lgbtq | lgbtqia | transgender | pronoun | pronouns | minority | minorities
pregnancy | pregnant | parental | maternity | genetic | health condition
medical condition | skin | tribe | caste | sexual | orientation | national origin
mother tongue | party affiliation | party membership | trade union | union membership
geschlecht | alter | herkunft | rasse | behinderung | familienstand
staatsangehorigkeit | staatsangehoerigkeit | geburtsdatum | geburtsjahr | konfession
genero | sexo | edad | raza | etnia | discapacidad | nacionalidad | estado civil
genre | sexe | ethnie | handicape | nationalite | etat civil | woman | women | female
male | man | men | man or woman | identify as | ceo woman
"""
_PHRASES: Final = frozenset(
    tuple(word.stem for word in words_of(phrase))
    for phrase in _WORDS.replace("\n", "|").split("|")
)
_COMPANY_WORDS: Final = frozenset(["company", "business", "firm", "account", "domain"])


def is_sensitive(column_name: str) -> bool:
    """Tell whether a column holds what people are rather than what they do.

    Such a column may stand in a rule ("nobody is the only one"); as a feature it
    would sort people by it. Whole words decide: "age" is one, "language" is not.

    Parameters
    ----------
    column_name : str
        Header of a column, in any spelling: "Gender", "ceo_woman", "dateOfBirth".

    Returns
    -------
    bool
        Whether the column is sensitive.

    Examples
    --------
    >>> [is_sensitive(n) for n in ("Age", "language", "ceoWoman", "With which gender?")]
    [True, False, True, True]
    >>> is_sensitive("company age")
    False
    """
    parted = "".join(
        f" {c}" if c.isupper() and before.islower() else c
        for before, c in zip(" " + column_name, column_name, strict=False)
    )
    stems = [word.stem for word in words_of(parted)]
    longest = max(len(phrase) for phrase in _PHRASES)
    runs = {
        tuple(stems[i : i + length])
        for length in range(1, longest + 1)
        for i in range(len(stems) - length + 1)
    }
    if "age" in stems and not _COMPANY_WORDS.isdisjoint(stems):
        runs.discard(("age",))
    return not runs.isdisjoint(_PHRASES)
