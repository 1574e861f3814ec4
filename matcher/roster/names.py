"""Names and addresses reduced to what tells one from another."""

import re
import unicodedata

from matcher.roster.unsaid import UNSAID
from models.encoders.cells import is_blank

_NO_EMPLOYER = frozenset(
    {
        "confidential",
        "consultant",
        "freelance",
        "freelancer",
        "independent",
        "independent consultant",
        "retired",
        "self",
        "self employed",
        "stealth",
        "stealth startup",
        "unemployed",
    }
)
_LEGAL_WORDS = """
ab ag aps as asa bv co company corp corporation gmbh inc incorporated kg kk limited llc
llp lp ltd ltda nv oy oyj pbc plc pllc pte pty pvt sa sarl sas se spa srl
"""
_FREE_MAIL_DOMAINS = """
126.com 163.com att.net bellsouth.net btinternet.com charter.net comcast.net cox.net
daum.net earthlink.net example.com example.net example.org fastmail.com free.fr
hanmail.net hey.com inbox.com laposte.net
libero.it mac.com mail.com mail.ru me.com msn.com naver.com orange.fr pm.me proton.me
qq.com rediffmail.com rocketmail.com sbcglobal.net sina.com t-online.de tutanota.com
verizon.net wanadoo.fr web.de ymail.com zoho.com
"""
_FREE_MAIL_BRANDS = """
aol gmail gmx googlemail hotmail icloud live outlook protonmail yahoo yandex
"""
_LEGAL_FORMS = frozenset(_LEGAL_WORDS.split())
_FREE_MAIL = frozenset(_FREE_MAIL_DOMAINS.split())
_FREE_MAIL_NAMES = frozenset(_FREE_MAIL_BRANDS.split())


def normalise_text(text: str) -> str:
    """Fold case, width, and runs of blanks, so that equal labels are equal.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        The folded text.

    Examples
    --------
    >>> normalise_text("  Food  &  BEVERAGE ")
    'food & beverage'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_unsaid(text: str) -> bool:
    """Tell whether a cell holds no answer, in whatever words it says so.

    Parameters
    ----------
    text : str
        A cell, or one entry of it.

    Returns
    -------
    bool
        Whether it is blank, a placeholder, or a refusal to answer.

    Examples
    --------
    >>> [is_unsaid(text) for text in ("N/A", "Declined to answer.", "Woman")]
    [True, True, False]
    """
    folded = normalise_text(text)
    return is_blank(folded) or " ".join(_words(folded)) in UNSAID


def _words(text: str) -> list[str]:
    """Split a folded text into words without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", plain).split()


def normalise_employer(name: str) -> str:
    """Reduce the name of a company to what tells it from others.

    Case, accents, punctuation, a leading "the" and trailing legal forms go. People
    who work for themselves have no employer in common.

    Parameters
    ----------
    name : str
        As written.

    Returns
    -------
    str
        The reduced name; blank for none.

    Examples
    --------
    >>> normalise_employer("The Müller & Co. GmbH"), normalise_employer("MULLER & CO")
    ('muller and', 'muller and')
    >>> normalise_employer("Self-employed")
    ''
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.replace("&", " and ").replace(".", "").replace("'", "")
    words = re.sub(r"[^\w]+", " ", text).split()
    words = words[1:] if len(words) > 1 and words[0] == "the" else words
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words = words[:-1]
    reduced = " ".join(words)
    is_none = reduced in _NO_EMPLOYER or is_unsaid(name)
    return "" if is_none else reduced


def corporate_domain(email: str) -> str:
    """Take the domain of an e-mail address, unless anybody can have one there.

    Parameters
    ----------
    email : str
        As written.

    Returns
    -------
    str
        The domain; blank for free-mail providers and for what is no address.

    Examples
    --------
    >>> corporate_domain("Ann@Harbor.example"), corporate_domain("ann@gmail.com")
    ('harbor.example', '')
    """
    found = re.search(r"@([\w.-]+\.[\w-]+)", email.casefold())
    if not found:
        return ""
    domain = found[1].removeprefix("www.")
    is_free = domain in _FREE_MAIL or domain.split(".")[0] in _FREE_MAIL_NAMES
    return "" if is_free else domain
