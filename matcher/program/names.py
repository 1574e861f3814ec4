"""Names and addresses reduced to what tells one from another."""

import re
import unicodedata

UNSAID = frozenset(
    {
        "",
        "-",
        "n/a",
        "na",
        "none",
        "unknown",
        "undisclosed",
        "not disclosed",
        "not stated",
        "prefer not to say",
        "prefer not to answer",
    }
)
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
    is_none = reduced in _NO_EMPLOYER or normalise_text(name) in UNSAID
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
