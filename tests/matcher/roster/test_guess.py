import pytest

from matcher.roster.read import read_roster


@pytest.fixture
def uses(tmp_path):
    def uses_of(content):
        (tmp_path / "people.csv").write_text(content, encoding="utf-8")
        report = read_roster(tmp_path / "people.csv").report
        return {u.source: (u.canonical, u.confidence) for u in report.columns}

    return uses_of


@pytest.mark.parametrize(
    ("header", "value", "canonical"),
    [
        ("What industry is your company in?", "Banking", "industry"),
        ("How many employees does your company have?", "50", "employees"),
        ("What is your company's annual revenue?", "5m", "revenue"),
        ("What is the name of your company?", "Acme", "company"),
        ("What are your biggest challenges right now?", "growth", "challenges"),
        ("What is your role?", "CEO", "title"),
        ("Which country are you based in?", "Chile", "country"),
        ("# of Employees", "50", "employees"),
        ("NumberOfEmployees", "50", "employees"),
        ("Headcount", "50", "employees"),
        ("Umsatz in Mio. EUR", "5,5", "revenue"),
        ("Sales in thousands", "500", "revenue"),
        ("NAICSCode", "541110", "industry"),
        ("Vertical", "Banking", "industry"),
        ("Organisation", "Acme", "company"),
        ("Year Founded", "1999", "founded"),
        ("Member Since", "2019-05-01", "joined_at"),
        ("Availability", "Mon AM", "slots"),
        ("Consent to profiling", "yes", "consent_profiling"),
        ("Biggest Challenge__c", "growth", "challenges"),
        ("Peer_Challenges__c", "growth", "challenges"),
        ("Number_of_Employees__pc", "50", "employees"),
        ("Branche", "Banken", "industry"),
        ("Umsatz", "5000000", "revenue"),
        ("Mitarbeiter", "50", "employees"),
        ("Firma", "Acme", "company"),
        ("Ort", "Ulm", "city"),
        ("Land", "Chile", "country"),
        ("Gründungsjahr", "1999", "founded"),
        ("Gru\u0308ndungsjahr", "1999", "founded"),
        ("Herausforderungen", "Wachstum", "challenges"),
        ("Secteur", "Banque", "industry"),
        ("Chiffre d'affaires", "5000000", "revenue"),
        ("Chiffre d\u2019affaires", "5000000", "revenue"),
        ("Effectif", "50", "employees"),
        ("Entreprise", "Acme", "company"),
        ("Ville", "Lyon", "city"),
        ("Pays", "Chili", "country"),
        ("Sector", "Banca", "industry"),
        ("Facturación", "5000000", "revenue"),
        ("Empleados", "50", "employees"),
        ("Empresa", "Acme", "company"),
        ("Ciudad", "Lima", "city"),
        ("País", "Chile", "country"),
        ("Retos", "crecer", "challenges"),
    ],
)
def test_columns_are_recognised_by_name(uses, header, value, canonical):
    cell = f'"{value}"' if "," in value else value

    assert uses(f'id,name,"{header}"\n1,Ann Lee,{cell}\n')[header][0] == canonical


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("previous_workers", "50"),
        ("Emergency contact e-mail", "x@y.org"),
        ("Assistant name", "Bo Ek"),
        ("Account Owner", "Bo Ek"),
        ("Company Phone", "555"),
        ("Retailer", "yes"),
        ("Sorte", "x"),
        ("Landmark", "x"),
        ("Umsatzsteuer", "5"),
        ("Firmament", "x"),
        ("Main", "x"),
        ("ceo_founder", "no"),
        ("CEO", "yes"),
        ("Industry", "yes"),
        ("Employees", "many"),
        ("Revenue growth", "5"),
        ("Check the times that you will be UNAVAILABLE. [Sunday]", "8AM"),
        ("Please list people you would like on your team", "Bo Ek"),
        ("Timestamp", "2020-01-01"),
        ("Citywide", "x"),
        ("Restate", "x"),
    ],
)
def test_columns_are_not_recognised_by_a_part_of_a_word_or_against_their_values(
    uses, header, value
):
    assert (
        uses(f"id,name,{header}\n1,Ann Lee,{value}\n2,Cy Poe,{value}\n")[header][0]
        == ""
    )


def test_first_and_last_name_are_joined(uses):
    found = uses("id,First Name,Surname,company\n1,Ann,Lee,Acme\n")

    assert found["First Name"][0] == found["Surname"][0] == "name"


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        ("Mitgliedsnummer", "Vorname", "Nachname"),
        ("Mitglieds-Nr.", "Vorname", "Nachname"),
        ("Numéro de membre", "Prénom", "Nom"),
        ("Número de socio", "Nombre", "Apellido"),
        ("Member_ID__c", "First_Name__c", "Last_Name__c"),
    ],
)
def test_ids_and_both_names_are_recognised_in_other_languages(
    uses, number, first, last
):
    found = uses(f"{number},{first},{last}\nM7,Ana,Lee\nM8,Bo,Ek\n")

    assert found[number][0] == "leader_id"
    assert found[first][0] == found[last][0] == "name"


@pytest.mark.parametrize("header", ["Nom", "Nombre", "Nombre y apellidos"])
def test_a_name_alone_is_the_whole_name(uses, header):
    found = uses(f"id,{header}\n1,Ana Lee\n2,Bo Ek\n")

    assert found[header][0] == "name"


def test_addresses_are_recognised_by_value_alone(uses):
    found = uses("id,name,reach me\n1,Ann Lee,a@b.org\n2,Bo Ek,c@d.org\n")

    assert found["reach me"] == ("email", 0.6)


def test_a_better_column_wins_and_the_other_is_kept(uses):
    found = uses("id,name,location,city\n1,Ann Lee,Norway,Oslo\n")

    assert found["city"][0] == "city"
    assert found["location"][0] == ""


def test_the_latest_of_several_years_is_taken(uses):
    found = uses("id,name,Revenue 2021,Revenue 2023,Revenue 2022\n1,Ann Lee,1,3,2\n")

    assert found["Revenue 2023"][0] == "revenue"


def test_descriptions_stand_in_for_challenges_and_industry(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "name,short_description,long_description,tags\n"
        "Ann Lee,Robots,We build robots,\"['robots', 'ai']\"\n"
        'Bo Ek,,,"[]"\n'
    )

    roster = read_roster(path)

    assert roster.table["challenges"].iloc[0] == "Robots; We build robots; robots; ai"
    assert roster.table["industry"].iloc[0] == "robots; ai"
    assert roster.table[["challenges", "industry"]].iloc[1].isna().all()
    derived = [u for u in roster.report.columns if u.how.startswith("derived")]
    assert {u.canonical for u in derived} == {"challenges", "industry"}
    assert all(u.confidence <= 0.5 for u in derived)
    assert any("also used for" in u.how for u in derived)


def test_invented_names_with_numbers_are_names(uses):
    assert uses("id,name\n1,Leader 1\n2,Leader 2\n")["name"] == ("name", 1.0)
