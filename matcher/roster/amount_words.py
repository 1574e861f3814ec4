"""Words and signs with which people write money, magnitudes and headcounts."""

SYMBOLS = {
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "r$": "BRL", "$": "USD", "€": "EUR", "£": "GBP",
    "¥": "JPY", "₹": "INR", "rs.": "INR", "rs": "INR", "₽": "RUB", "₩": "KRW",
    "₺": "TRY", "₪": "ILS", "₦": "NGN", "zł": "PLN", "fr.": "CHF", "sfr.": "CHF",
    "kč": "CZK", "₫": "VND", "฿": "THB", "₴": "UAH", "euros": "EUR", "euro": "EUR",
    "dollars": "USD", "dollar": "USD", "pounds": "GBP", "rupees": "INR",
}  # fmt: skip
_CODES = (
    "usd eur gbp inr jpy chf cad aud nzd sek nok dkk pln czk huf ron bgn try rub uah "
    "cny rmb hkd sgd krw twd thb idr myr php vnd brl mxn ars clp cop pen zar ngn kes "
    "egp aed sar qar ils isk pkr bdt lkr"
)
CODES = tuple(_CODES.split())
MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "thsd": 1e3, "tsd": 1e3, "tsd.": 1e3,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "mio.": 1e6, "mill": 1e6,
    "mill.": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6, "millones": 1e6,
    "millón": 1e6, "milhões": 1e6, "milioni": 1e6, "miljoner": 1e6,
    "b": 1e9, "bn": 1e9, "bil": 1e9, "billion": 1e9, "billions": 1e9, "mrd": 1e9,
    "mrd.": 1e9, "md": 1e9, "milliard": 1e9, "milliards": 1e9, "milliarden": 1e9,
    "miliardi": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7,
    "cr": 1e7, "cr.": 1e7,
}  # fmt: skip
_PEOPLE = (
    "employees employee people persons staff workers ftes fte headcount members "
    "team-members heads mitarbeiter mitarbeitende salariés collaborateurs empleados"
)
PEOPLE = tuple(_PEOPLE.split())
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: i + 1 for i, name in enumerate(_MONTHS.split())}
