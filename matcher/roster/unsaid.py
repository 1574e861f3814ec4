"""What people, forms and programs write in place of an answer.

`models.encoders.cells.BLANKS` is the part that every encoder knows; here is the rest.
"""

import re

from models.encoders.cells import BLANKS

# Lower case, without accents and punctuation.
_NO_ANSWERS = """
blank | empty | choose not to answer | choose not to disclose | choose not to say
chose not to answer | confidential | decline | decline to answer | decline to say
decline to state | declined | declined to answer | declined to say | declined to state
did not answer | did not say | do not know | do not wish to answer
do not wish to say | don t know | don t want to say | dont know
i d rather not say | i don t know | i prefer not to answer | i prefer not to say
prefer not to answer | prefer not to say | not applicable
id rather not say | information not available | missing | no answer | no data
no information | no response | not answered | not available | not declared
not disclosed | not given | not indicated | not known | not provided | not reported
not said | not specified | not stated | prefer not to disclose | prefer not to respond
prefer not to share | prefer not to specify | prefer not to state | preferred not to say
private | rather not answer | rather not say | refused | refuse to answer | tba | tbd
to be confirmed | to be determined | unanswered | undeclared | undefined | undisclosed
unknown | unspecified | unstated | withheld | would rather not say
k a | keine angabe | keine angaben | keine antwort | mochte ich nicht angeben
nicht angegeben | nicht bekannt | ohne angabe | unbekannt | weiss nicht
je prefere ne pas repondre | inconnu | ne sait pas | non communique | non precise
non renseigne | non specifie | pas de reponse | prefere ne pas repondre
desconocido | no disponible | no especificado | no indica | no sabe
prefiero no contestar | prefiero no decir | prefiero no decirlo
prefiero no responder | sin datos | sin especificar | sin respuesta
nao informado | non dichiarato | non specificato | onbekend | okand
"""
_ERRORS = "#n/a #na #value! #ref! #div/0! #name? #num!"
_TEXTS = {text.strip() for text in re.split(r"[|\n]", _NO_ANSWERS)}
UNSAID = (BLANKS | _TEXTS | set(_ERRORS.split())) - {""}
# In a column of numbers marks say nothing either, and neither does a cross.
UNSAID_AMOUNTS = UNSAID | {"-", "--", "---", ".", "..", "?", "\\n", "x", "xx", "xxx"}
MARKS = re.compile(r"[\W_]+")
HAS_DIGIT = re.compile(r"\d")
# In any column, even one of names: what nobody is called.
PLACEHOLDERS = frozenset(
    {"-", "--", "---", "n/a", "N/A", "#N/A", "\\N", "(blank)", "<NA>", "#REF!"}
)


def is_unsaid_amount(plain: str) -> bool:
    """Tell whether a text in a column of numbers says that the number is not known.

    Parameters
    ----------
    plain : str
        In lower case, without spaces at its ends.

    Returns
    -------
    bool
        Whether it is a placeholder; marks around and between words do not matter.
    """
    bare = plain[1:-1] if plain.startswith("(") and plain.endswith(")") else plain
    if bare in UNSAID_AMOUNTS:
        return True
    return not HAS_DIGIT.search(bare) and MARKS.sub(" ", bare).strip() in UNSAID
