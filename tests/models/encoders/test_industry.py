"""Industries are placed by evidence, and distance is how far up they meet."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encoders.industry import IndustryEncoder, locate_industries
from models.encoders.industry_codes import sector_of

TAXONOMY = Path(__file__).parents[3] / "../shared/data/taxonomy/naics_2017.csv"

INC = (
    "Advertising & Marketing|Business Products & Services|Software|Health|Construction"
    "|Consumer Products & Services|Government Services|IT Management|Real Estate"
    "|Financial Services|Retail|Logistics & Transportation|Manufacturing"
    "|Food & Beverage"
    "|Human Resources|IT System Development|Energy|Education|Engineering"
    "|Telecommunications|Insurance|Travel & Hospitality|Security|Media"
    "|Computer Hardware|Environmental Services"
)
FORTUNE = (
    "Financials|Energy|Technology|Retailing|Health Care|Business Services|Industrials"
    "|Materials|Transportation|Food, Beverages & Tobacco|Wholesalers|Chemicals"
    "|Engineering & Construction|Hotels, Restaurants & Leisure|Household Products|Media"
    "|Motor Vehicles & Parts|Aerospace & Defense|Apparel|Telecommunications"
    "|Food & Drug Stores"
)
SALESFORCE = (
    "Agriculture|Apparel|Banking|Biotechnology|Chemicals|Construction|Consulting"
    "|Education|Electronics|Energy|Engineering|Entertainment|Environmental|Finance"
    "|Food & Beverage|Government|Healthcare|Hospitality|Insurance|Machinery"
    "|Manufacturing|Media|Not For Profit|Recreation|Retail|Shipping|Technology"
    "|Telecommunications|Transportation|Utilities"
)
HUBSPOT = (
    "ACCOUNTING AIRLINES_AVIATION ALTERNATIVE_MEDICINE ANIMATION APPAREL_FASHION"
    " ARCHITECTURE_PLANNING AUTOMOTIVE AVIATION_AEROSPACE BANKING BIOTECHNOLOGY"
    " BROADCAST_MEDIA BUILDING_MATERIALS CAPITAL_MARKETS CHEMICALS CIVIL_ENGINEERING"
    " COMMERCIAL_REAL_ESTATE COMPUTER_NETWORK_SECURITY COMPUTER_GAMES"
    " COMPUTER_HARDWARE COMPUTER_SOFTWARE CONSTRUCTION CONSUMER_ELECTRONICS"
    " CONSUMER_GOODS COSMETICS DAIRY DEFENSE_SPACE DESIGN E_LEARNING EVENTS_SERVICES"
    " FARMING FINANCIAL_SERVICES FOOD_PRODUCTION FURNITURE GAMBLING_CASINOS"
    " GRAPHIC_DESIGN HEALTH_WELLNESS_AND_FITNESS HIGHER_EDUCATION"
    " HOSPITAL_HEALTH_CARE HOSPITALITY HUMAN_RESOURCES IMPORT_AND_EXPORT"
    " INFORMATION_TECHNOLOGY_AND_SERVICES INSURANCE INVESTMENT_BANKING JUDICIARY"
    " LAW_PRACTICE LEGAL_SERVICES LOGISTICS_AND_SUPPLY_CHAIN MACHINERY"
    " MANAGEMENT_CONSULTING MARKET_RESEARCH MARKETING_AND_ADVERTISING MEDICAL_DEVICES"
    " MEDICAL_PRACTICE MINING_METALS MUSIC NON_PROFIT_ORGANIZATION_MANAGEMENT"
    " OIL_ENERGY PHARMACEUTICALS PLASTICS PRINTING PUBLISHING RANCHING REAL_ESTATE"
    " RENEWABLES_ENVIRONMENT RESTAURANTS RETAIL SEMICONDUCTORS SPORTING_GOODS SPORTS"
    " STAFFING_AND_RECRUITING SUPERMARKETS TELECOMMUNICATIONS TEXTILES UTILITIES"
    " VENTURE_CAPITAL_PRIVATE_EQUITY VETERINARY WAREHOUSING WHOLESALE WINE_AND_SPIRITS"
)


def place_of(text):
    return locate_industries([text])[0]


class TestCodes:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("54", "54"),
            ("541", "541"),
            ("5415", "5415"),
            ("54151", "54151"),
            ("541511", "541511"),
            ("541511.0", "541511"),
            (541511.0, "541511"),
            (541511, "541511"),
            (" 541511 - Custom Computer Programming", "541511"),
            ("541511: programming", "541511"),
            ("541511 Custom Computer Programming", "541511"),
            ("Custom programming (541511)", "541511"),
            ("NAICS 541511", "541511"),
            ("31-33", "31-33"),
            ("31\u201333", "31-33"),
            ("44-45 Retail Trade", "44-45"),
            ("513210", "5112"),  # software publishers in NAICS 2022
            ("7372", "5112"),  # no NAICS family, so SIC: prepackaged software
            ("5411", "5411"),  # NAICS law, SIC grocers: NAICS unless the cell says SIC
            ("SIC 5411", "445"),
            ("SIC code: 5812", "7225"),
        ],
    )
    def test_code_is_read(self, text, code):
        assert (place_of(text).code, place_of(text).how) == (code, "code")

    @pytest.mark.parametrize(
        "text", ["1", "999999", "00", "541511541511", "$5,415", "62.01", "+1 541 511"]
    )
    def test_number_that_is_no_code_is_unrecognised(self, text):
        assert place_of(text).how == "unrecognised"

    @pytest.mark.parametrize("text", ["24/7 plumbing", "24 hour plumbing"])
    def test_number_before_words_is_no_code(self, text):
        assert place_of(text).code == "23822"

    def test_related_sectors_are_one(self):
        merged = {sector_of(code) for code in ("31", "32", "33", "332710")}

        assert merged == {"31-33"}

    def test_title_is_words(self):
        assert place_of("541511").title == "IT services"


class TestLabels:
    @pytest.mark.parametrize(
        "labels",
        [INC.split("|"), FORTUNE.split("|"), SALESFORCE.split("|"), HUBSPOT.split()],
        ids=["inc", "fortune", "salesforce", "hubspot"],
    )
    def test_labels_of_a_pick_list_have_places_of_their_own(self, labels):
        places = locate_industries(labels)

        assert all(place.code for place in places)
        assert len({place.code for place in places}) == len(labels)

    @pytest.mark.parametrize(
        "text",
        [
            *(None, "", " ", "n/a", "-", "None", "Unknown", float("nan")),
            *("Other", "OTHER", "Misc.", "Others", "Self-employed"),
            "Other (please specify)",
        ],
    )
    def test_no_industry_is_unknown(self, text):
        place = place_of(text)

        assert (place.how, place.code, place.key) == ("unknown", "", "")

    def test_spelling_of_a_label_does_not_matter(self):
        spellings = ["Computer Software", "COMPUTER_SOFTWARE", "computer-software "]

        assert len({place.code for place in locate_industries(spellings)}) == 1


class TestWords:
    @pytest.mark.parametrize(
        ("text", "prefix"),
        [
            ("we make dental software", "5112"),
            ("software for dentists", "5112"),
            ("dentist", "6212"),
            ("dental equipment manufacturer", "3391"),
            ("bank consulting", "5416"),
            ("consulting for banks", "5416"),
            ("family-owned HVAC contractor", "2382"),
            ("craft brewery", "3121"),
            ("hospital furniture", "337"),
            ("furniture store", "4421"),
            ("furniture wholesaler", "4232"),
            ("manufacturer of furniture", "337"),
            ("furniture repair", "8114"),
            ("wholesale distributor of medical supplies", "4234"),
            ("I run a chain of three pizza restaurants", "7225"),
            ("insurance for restaurants", "524"),
            ("apple orchard", "1113"),
            ("women's clothing boutique", "4481"),
            ("saas; fintech; ai", "5223"),
            ("['b2b', 'healthcare', 'ai']", "62"),
            ("Not for profit", "813"),
            ("Maschinenbau", "333"),
            ("B\u00e4ckerei", "3118"),
            ("bienes ra\u00edces", "531"),
            ("cabinet d'avocats", "5411"),
        ],
    )
    def test_business_is_named_by_its_head_noun(self, text, prefix):
        assert place_of(text).code.startswith(prefix)

    def test_ai_is_no_evidence_for_retail(self):
        assert sector_of(place_of("AI").code) != "44-45"
        assert place_of("maintainability").how == "unrecognised"

    def test_art_is_no_evidence_for_a_startup(self):
        assert place_of("startup").how == "unrecognised"
        assert place_of("artisanship").how == "unrecognised"

    @pytest.mark.parametrize(
        "text",
        [
            "Changing divorce by making it a way less horrible experience",
            "We make instant offers",
            "Helping us grow faster",
        ],
    )
    def test_common_words_are_no_evidence(self, text):
        assert place_of(text).how == "unrecognised"

    def test_what_is_excluded_is_no_evidence(self):
        assert place_of("Not a software company").how == "unrecognised"
        assert place_of("Retail (except software)").code == "44-45"

    @given(st.text(max_size=60))
    @settings(max_examples=300)
    def test_any_text_has_one_place_and_literal_evidence(self, text):
        place = place_of(text)

        assert place == place_of(text)
        assert all(words in text for words in place.evidence)
        assert bool(place.code) == (place.how in ("code", "label", "words"))

    @pytest.mark.skipif(not TAXONOMY.exists(), reason="needs the shared NAICS table")
    def test_most_titles_of_naics_land_in_their_sector(self):
        with TAXONOMY.open(encoding="utf-8-sig", newline="") as lines:
            rows = [row[:3] for row in csv.reader(lines)][1:]
        rows = [row for row in rows if not row[0].startswith("99")]
        places = locate_industries([row[2] for row in rows])

        placed = [(p, row[0]) for p, row in zip(places, rows, strict=True) if p.code]
        right = [sector_of(p.code) == sector_of(code.strip()) for p, code in placed]

        assert len(placed) / len(rows) >= 0.95
        assert np.mean(right) >= 0.95


class TestEncoder:
    @staticmethod
    def distance(one, two, *others):
        X = IndustryEncoder().fit_transform(
            [[one], [two], *([text] for text in others)]
        )
        return float(((X[0] - X[1]) ** 2).sum())

    @pytest.mark.parametrize(
        ("one", "two", "expected"),
        [
            ("541511", "541511", 0.0),
            ("541511", "541512", 0.15),
            ("541511", "541519", 0.15),
            ("541511", "54152", 0.3),
            ("5415", "5416", 0.5),
            ("541", "551", 1.0),
            ("511", "519", 0.7),
            ("311", "332", 0.7),  # both manufacturing
            ("31", "33", 0.7),
            ("441", "452", 0.7),  # both retail
            ("54", "5415", 0.7),  # no more than the sector is known to be shared
            ("5415", "541511", 0.3),
            ("54", "54", 0.0),
            ("Zorbing", "zorbing ", 0.0),
            ("Zorbing", "Quidditch", 1.0),
            ("Zorbing", "541511", 1.0),
        ],
    )
    def test_distance_is_how_far_up_two_meet(self, one, two, expected):
        assert self.distance(one, two, "62", "72") == pytest.approx(expected, abs=1e-9)

    def test_unknown_is_an_unknown_row(self):
        X = IndustryEncoder().fit_transform([["54"], ["Other"], [None], ["62"]])

        assert np.isnan(X).all(axis=1).tolist() == [False, True, True, False]
        assert not np.isnan(X[[0, 3]]).any()

    def test_unrecognised_texts_are_reported(self):
        encoder = IndustryEncoder().fit([["54"], ["Zorbing"], ["n/a"]])

        assert encoder.unrecognised_ == ("zorbing",)

    def test_level_of_a_place(self):
        place = place_of("541511")

        assert [place.at(n) for n in (2, 3, 4, 6)] == ["54", "541", "5415", "541511"]
        assert place_of("31-33").at(4) == "31-33"
        assert place_of("Zorbing").at(2) == "=zorbing"
