"""What a column of a roster says about who may be suggested, by its name.

Columns are named by organisations, in their own words. One that is read wrongly shows
people who said no, so that what looks like consent and is not understood is reported.
"""

import re
from typing import Final, Literal

from matcher.roster.fields import CONSENT
from matcher.roster.headers import words_of

Meaning = Literal["asked", "other", "out", "elsewhere", "unclear", ""]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEETING: Final = _words(
    "matching match matched introductions introduction introduce introduced intro "
    "intros network networking connect connecting connected suggestions suggestion "
    "suggest suggested peers peer contact contacted directory recommend recommended "
    "vermitteln vermittlung vorstellen vorstellung vorstellungen kontakt "
    "kontaktaufnahme contacter contacto contactar presentar presentaciones"
)
ELSEWHERE: Final = _words(
    "exploring texts text marketing newsletter newsletters email emails mail mailing "
    "mailings sms phone call calls fax photo photos image images video recording "
    "cookies terms research analytics learning training statistics billing events "
    "press gdpr dsgvo privacy werbung"
)
_MEET: Final = "|".join(sorted(MEETING))
_OUT: Final = re.compile(
    r"\bopt(ed|s|ing)? ?out\b|\bdnc\b"
    r"|\b((do|does|should|must|may|can|please) (not|never)|don t)"
    rf"( be| to)? ({_MEET})\b"
    rf"|\b(nicht|keine?|ne pas) ({_MEET})\b"
)
_PERHAPS_OUT: Final = re.compile(
    rf"\b(no( be| to)?|(not|never|without)( [^ ]+){{0,3}}) ({_MEET})\b"
)
_NO_OTHER: Final = re.compile(rf"\b(not|don t) ({'|'.join(sorted(ELSEWHERE))})\b")
_PERHAPS: Final = _words("private confidential blocked restricted")
_LEFT_OUT: Final = _words(
    "exclude excluded unlisted hide hidden suppress suppressed unsubscribe "
    "unsubscribed widerspruch sperrvermerk gesperrt"
)
_WITHDRAWN: Final = _words(
    "withdrawn withdrew revoked refused declined denied objects objected objection "
    "opposition oposicion oposición"
)
_AGREES: Final = _words(
    "ok okay open willing happy agree agrees agreed allow allows allowed may accept "
    "accepts accepted opt opted wants interested authorised authorized accepte "
    "acepta show list listed share shared"
)
_HINTS: Final = _words(
    "consent consents consented permission einwilligung zustimmung einverstanden "
    "consentement consentimiento autorisation autorización autorizacion"
)


def meaning_of(header: str, *, is_yes_no: bool) -> Meaning:
    """Tell what a column says about who may be suggested.

    Parameters
    ----------
    header : str
        As the roster has it, or ``consent_PURPOSE``.
    is_yes_no : bool
        Whether its cells are yes and no.

    Returns
    -------
    {"asked", "other", "out", "elsewhere", "unclear", ""}
        Whether leaders were asked if they may be matched or introduced: only a yes is
        shown; another consent: a no is not shown; who opted out: only a no or a blank
        is shown; a consent that is about something else; what may be a consent and is
        not understood; nothing of the kind.

    Examples
    --------
    >>> [meaning_of(name, is_yes_no=True) for name in ("Opted out", "May we introduce")]
    ['out', 'asked']
    >>> meaning_of("HasOptedOutOfEmail", is_yes_no=True)
    'elsewhere'
    """
    words = words_of(header)
    found = frozenset(words.split())
    is_meeting, is_elsewhere = bool(found & MEETING), bool(found & ELSEWHERE)
    is_consent = header.startswith(CONSENT) or bool(found & _HINTS)
    if _OUT.search(words) or (is_consent and found & (_WITHDRAWN | _LEFT_OUT)):
        return "elsewhere" if is_elsewhere and not is_meeting else "out"
    is_out = bool(_PERHAPS_OUT.search(words)) or (
        is_meeting and found & (_WITHDRAWN | _LEFT_OUT)
    )
    if is_out or (found & _LEFT_OUT and is_yes_no and not is_elsewhere):
        return "out" if is_yes_no else "unclear"
    if is_meeting and (is_consent or found & _AGREES):
        return "asked" if is_yes_no else "unclear"
    if (is_consent and is_elsewhere) or _NO_OTHER.search(words):
        return "elsewhere"
    if not is_consent:
        return "unclear" if found & _PERHAPS and is_yes_no else ""
    return "other" if is_yes_no else "unclear"
