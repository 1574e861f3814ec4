"""What columns are called in the wild, and how sure each name makes us.

Names are compared whole, word by word, after `matcher.roster.headers.words_of`:
"previous workers" is not "workers", and nothing is found inside a longer word.
"""

from collections.abc import Mapping
from types import MappingProxyType

# canonical column -> confidence -> names, separated by bars
_NAMES: dict[str, dict[float, str]] = {
    "leader_id": {
        1.0: "leader id|member id|contact id|person id|imis id|constituent id",
        0.95: "id|record id|record id contact|user id|member number|membership number"
        "|membership no|member no|membership id|profile id|participant id|attendee id"
        "|individual id|student id|candidate id|applicant id|hs object id|uid|uuid"
        "|case safe id|contact id 18|imis number|lead id|founder id|respondent id"
        "|executive id|ceo id|delegate id|unique id|external id",
        0.9: "mitgliedsnummer|mitglieds nr|mitgliedsnr|mitglied nr|mitglieds id"
        "|mitgliednummer|personen id|kontakt id|numéro de membre|numéro d adhérent"
        "|n d adhérent|id membre|identifiant|número de miembro|número de socio"
        "|id de miembro|id de socio|id socio",
        0.7: "guid|customer id|client id|employee id|identifier|key|response id"
        "|registration id|number|no|nr",
    },
    "first name": {
        0.95: "first name|given name|forename|fname|first names|given names|vorname"
        "|prénom|prenom|prénoms|nombre de pila|rufname",
        0.9: "nombre|nombres",
        0.6: "first|firstname|preferred name|known as",
    },
    "last name": {
        0.95: "last name|surname|family name|lname|last names|nachname|familienname"
        "|apellido|apellidos|nom de famille|zuname|primer apellido",
        0.9: "nom",
        0.6: "last|lastname",
    },
    "name": {
        1.0: "name|full name|leader name|member name|contact name|person name|leader",
        0.9: "ceo name|founder name|executive name|participant name|attendee name"
        "|owner name|president name|student name|contact full name|participant"
        "|respondent|display name|complete name|fullname|nombre|nom complet"
        "|executive director|managing director name|delegate name|nom|nom et prénom"
        "|nom prénom|prénom nom|prénom et nom|nombre completo|nombre y apellido"
        "|nombre y apellidos|vor und nachname|vorname nachname|vorname und nachname"
        "|vollständiger name",
        0.8: "ceo|founder|member|executive|attendee|person|delegate|principal"
        "|chief executive|chief executive officer|managing director|candidate",
        0.65: "contact|president|primary contact|main contact|student|speaker",
    },
    "email": {
        1.0: "email|e mail|email address|e mail address|mail|work email"
        "|business email|primary email|email 1|contact email|emailaddress"
        "|correo electronico|correo electrónico|correo|courriel|mail address"
        "|adresse e mail|adresse email|adresse électronique|adresse mail|e mail adresse"
        "|mailadresse|email adresse|dirección de correo"
        "|dirección de correo electrónico",
        0.6: "personal email|alternate email|email 2|username|login",
    },
    "title": {
        1.0: "job title|title|role|position|job role|professional title|titel"
        "|functional title|designation|job position|position title|role title"
        "|berufsbezeichnung|stellenbezeichnung|poste|intitulé du poste|cargo|puesto",
        0.6: "function|job function|seniority|occupation|job",
    },
    "company": {
        1.0: "company|company name|organization|organisation|organization name"
        "|organisation name|employer|account name|firm|business name|firm name"
        "|employer name|current company|associated company|unternehmen|firma|empresa"
        "|entreprise|société|legal name|company legal name|firmenname|firmierung"
        "|unternehmensname|name des unternehmens|nom de l entreprise|raison sociale"
        "|nom de la société|nombre de la empresa|nombre de empresa|razón social",
        0.8: "account|business|institution|startup|startup name|brand"
        "|corporation|institute name|trading name|venture|companies",
    },
    "company_id": {
        1.0: "company id|account id|organization id|organisation id|org id|co id"
        "|employer id|firm id|associated company id|business id|companyid",
    },
    "parent_company_id": {
        1.0: "parent company id|parent account id|parent organization id"
        "|ultimate parent id|parent id|parent co id",
        0.8: "parent company|parent account|parent organization|ultimate parent"
        "|holding|holding company|group company",
    },
    "website": {
        1.0: "website|web site|company website|homepage|website url|company url"
        "|home page|web address|webseite|site web|site internet|sitio web|página web",
        0.7: "url|web|domain|company domain name|company domain|site",
    },
    "industry": {
        1.0: "industry|sector|vertical|naics|naics code|industry sector|naicscode"
        "|industry name|primary industry|company industry|business sector|branche"
        "|industry vertical|industry type|main industry|secteur|industria"
        "|industry code|industry classification|naics title|naics description"
        "|industrie|wirtschaftszweig|industriezweig|secteur d activités"
        "|sector de actividad|actividad económica|branchen",
        0.8: "line of business|industry group|market sector|sub industry|subsector"
        "|industries|business industry|field of business|industry category|sectors"
        "|sector of activity|secteur d activité|giro|nature of business|verticals",
        0.5: "market|category|segment|market segment|business category|domain focus",
    },
    "revenue": {
        1.0: "revenue|annual revenue|revenues|turnover|annual turnover|company revenue"
        "|total revenue|gross revenue|yearly revenue|annual sales|umsatz"
        "|chiffre d affaires|ventas|ingresos|net revenue|revenue range|annual revenues"
        "|jahresumsatz|annual gross revenue|gross annual revenue|facturación"
        "|facturacion|net sales|annualised revenue|sales revenue|fatturato"
        "|chiffre d affaires annuel|facturación anual|ingresos anuales|ventas anuales"
        "|umsatzerlöse",
        0.85: "sales|sales volume|total sales|arr|annual recurring revenue|income"
        "|gross sales|revenue band|sales turnover",
    },
    "employees": {
        1.0: "employees|employee count|number of employees|num of employees"
        "|num employees|no of employees|no employees|headcount|head count|team size"
        "|total employees|staff count|company headcount|number employees|workforce"
        "|company size|mitarbeiter|effectif|empleados|employee range|employee size"
        "|anzahl mitarbeiter|mitarbeiterzahl|numemployees|nr of employees|effectifs"
        "|full time employees|employee number|people employed|anzahl der mitarbeiter"
        "|anzahl mitarbeitende|mitarbeitende|beschäftigte|beschäftigtenzahl"
        "|mitarbeiteranzahl|mitarbeiterinnen und mitarbeiter|nombre d employés"
        "|nombre de salariés|salariés|effectif total|número de empleados"
        "|número de trabajadores|trabajadores|plantilla",
        0.85: "workers|staff|staff size|fte|ftes|number of staff|of employees|size"
        "|no of staff|number of people|people|org size|number of workers",
        0.55: "jobs|jobs retained|jobs reported",
    },
    "founded": {
        1.0: "founded|year founded|founded year|founding year|year established"
        "|established|date founded|founding date|year of foundation|gründungsjahr"
        "|year of establishment|founded in|foundation year|date established"
        "|founded date|year of incorporation|year incorporated|gegründet"
        "|gründung|année de création|année de fondation|date de création"
        "|año de fundación|año de creación|fecha de fundación",
        0.8: "year started|inception year|incorporation year|founded on|est year"
        "|incorporation date|date of incorporation|start year|inception",
    },
    "city": {
        1.0: "city|town|city town|mailing city|billing city|headquarters city|hq city"
        "|ort|stadt|ville|ciudad|city name|municipality|home city|cidade|wohnort"
        "|commune|localidad|municipio|firmensitz",
        0.65: "location|headquarters|hq|locality|hq location|based in|place"
        "|office location|location city|company location|chapter city",
    },
    "state": {
        1.0: "state|province|state province|mailing state|billing state|us state"
        "|state region|mailing state province|billing state province|state code"
        "|state name|st|bundesland|state or province|province state",
        0.85: "state s|state l|state short|state abbr|state abbreviation|state long",
        0.6: "region|county|prefecture|departement",
    },
    "country": {
        1.0: "country|country region|nation|mailing country|billing country|land"
        "|country code|country name|pays|país|pais|hq country|home country",
    },
    "latitude": {1.0: "latitude|lat|geo lat|mailing latitude|billing latitude"},
    "longitude": {
        1.0: "longitude|lng|lon|long|geo lng|geo lon|mailing longitude"
        "|billing longitude"
    },
    "time_zone": {
        1.0: "time zone|timezone|tz|zeitzone|contact timezone|time zone sid key",
    },
    "languages": {
        1.0: "languages|language|languages spoken|spoken languages|preferred language"
        "|preferred languages|sprachen|sprache|idiomas|langues|working languages",
    },
    "challenges": {
        1.0: "challenges|challenge|top challenges|biggest challenge|key challenges"
        "|biggest challenges|current challenges|main challenges|top challenge"
        "|main challenge|business challenges|challenge areas|herausforderungen"
        "|herausforderung|aktuelle herausforderungen|größte herausforderung"
        "|größte herausforderungen|défis|défi|principaux défis|enjeux|desafíos|desafío"
        "|principales retos|principales desafíos|peer challenges|peer challenge"
        "|forum challenges"
        "|current challenge|challenge text|key challenge|business challenge|retos",
        0.85: "pain points|pain point|struggles|problem statement|hurdles",
        0.6: "issues|problems|problem|obstacles",
    },
    "goals": {
        1.0: "goals|goal|objectives|objective|ziele|business goals|top goals"
        "|objectifs|objetivos|ziel"
        "|company goals|goals this year",
        0.7: "priorities|top priorities|aims|ambitions|strategic priorities",
    },
    "gives": {
        1.0: "gives|give|offers|can offer|can help with|i can help with|offer"
        "|what i can offer|can give|willing to share",
        0.8: "expertise|areas of expertise|area of expertise|superpower|can mentor on",
    },
    "needs": {
        1.0: "needs|need|asks|ask|seeking|looking for|needs help with|help needed"
        "|support needed|wants help with|i need help with|what i need",
    },
    "interests": {
        1.0: "interests|topics of interest|areas of interest|interest|topics"
        "|professional interests|business interests|interest areas",
        0.65: "hobbies|hobby|passions|personal interests",
    },
    "slots": {
        1.0: "slots|availability|available times|available slots|meeting times"
        "|preferred times|preferred meeting times|available meeting times"
        "|preferred slots|time slots|available days|meeting availability",
        0.8: "meeting slots|preferred days|preferred time|preferred meeting time"
        "|preferred day|available",
    },
    "joined_at": {
        1.0: "joined at|join date|joined|member since|date joined|joined on"
        "|membership start date|membership start|member join date|joining date"
        "|original join date|joined date|date of joining|membership since",
        0.6: "start date|since|membership date|enrolled on|join year|enrollment date",
    },
    "group": {
        1.0: "group|group id|group name|forum|forum name|forum group|peer group"
        "|current group|current forum|forum id|core group|group number",
        0.7: "circle|pod|cohort group|forum number|roundtable|mastermind",
    },
}

SYNONYMS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        canonical: MappingProxyType(
            {
                name: strength
                for strength, names in graded.items()
                for name in names.split("|")
            }
        )
        for canonical, graded in _NAMES.items()
    }
)

# A question names a column when it holds all words of an entry; the first that does.
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("first name", "first name"),
    ("first name", "given name"),
    ("last name", "last name"),
    ("last name", "family name"),
    ("last name", "surname"),
    ("company", "company name"),
    ("company", "organization name"),
    ("company", "name company"),
    ("email", "email"),
    ("email", "e mail"),
    ("website", "website"),
    ("industry", "industry"),
    ("industry", "sector"),
    ("revenue", "revenue"),
    ("revenue", "turnover"),
    ("revenue", "annual sales"),
    ("employees", "employees"),
    ("employees", "headcount"),
    ("employees", "people employ"),
    ("employees", "people work"),
    ("employees", "team size"),
    ("founded", "year founded"),
    ("founded", "company founded"),
    ("founded", "year company start"),
    ("time_zone", "time zone"),
    ("time_zone", "timezone"),
    ("challenges", "challenge"),
    ("challenges", "challenges"),
    ("challenges", "struggling"),
    ("challenges", "pain points"),
    ("goals", "goals"),
    ("goals", "goal"),
    ("needs", "looking for"),
    ("needs", "need help"),
    ("gives", "offer"),
    ("gives", "expertise"),
    ("gives", "help others"),
    ("languages", "languages"),
    ("languages", "language speak"),
    ("slots", "available"),
    ("slots", "availability"),
    ("interests", "interests"),
    ("interests", "interested"),
    ("country", "country"),
    ("state", "state"),
    ("state", "province"),
    ("city", "city"),
    ("joined_at", "when join"),
    ("title", "job title"),
    ("title", "role"),
    ("title", "position"),
    ("title", "title"),
    ("name", "full name"),
    ("name", "name"),
    ("company", "company"),
    ("company", "organization"),
    ("company", "organisation"),
    ("company", "employer"),
)

# Columns that say something of the challenges when none is called so, best first.
DESCRIPTIONS = (
    "short description", "long description", "description", "about", "bio",
    "biography", "tags", "keywords", "summary", "tagline", "one liner", "pitch",
    "company description", "business description", "about us", "about me", "profile",
    "what we do",
)  # fmt: skip
# Columns that say something of the industry when none is called so, best first.
TRADES = (
    "tags", "keywords", "specialties", "products", "services", "short description",
    "tagline", "one liner", "pitch", "company description", "business description",
    "what we do", "description", "long description", "about", "summary",
)  # fmt: skip
