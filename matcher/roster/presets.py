"""Headers that known systems write into their exports, labels and field names alike.

An entry is a header, or a tuple of headers whose texts are joined with a space.
Headers are compared without case, spaces and punctuation.
"""

from collections.abc import Mapping
from types import MappingProxyType

from matcher.roster.fields import CANONICAL

Headers = tuple[str | tuple[str, ...], ...]
Preset = Mapping[str, Headers]

PLAIN: Preset = MappingProxyType({name: (name,) for name in CANONICAL})

SALESFORCE: Preset = MappingProxyType({
    "leader_id": (
        "Contact ID", "ContactId", "Contact ID (18)", "Contact 18 Digit ID",
        "Case Safe Contact ID", "Lead ID", "Member ID", "Id",
    ),
    "name": (
        ("First Name", "Last Name"), ("Contact: First Name", "Contact: Last Name"),
        "Full Name", "Contact Name", "Contact: Full Name", "Name",
    ),
    "email": ("Email", "Contact: Email", "Email Address"),
    "title": ("Title", "Contact: Title", "Job Title"),
    "company": (
        "Account Name", "Account.Name", "Account: Account Name", "Company",
        "Company / Account",
    ),
    "company_id": ("Account ID", "AccountId", "Account.Id", "Account: Account ID"),
    "parent_company_id": (
        "Parent Account ID", "Account.ParentId", "ParentId", "Parent ID",
        "Ultimate Parent Account ID", "Parent Account",
    ),
    "website": ("Website", "Account.Website", "Account: Website"),
    "industry": ("Industry", "Account.Industry", "Account: Industry", "NAICS Code",
                 "NaicsCode", "Account.NaicsCode"),
    "revenue": ("Annual Revenue", "AnnualRevenue", "Account.AnnualRevenue",
                "Account: Annual Revenue"),
    "employees": (
        "Employees", "NumberOfEmployees", "Number of Employees", "No. of Employees",
        "Account.NumberOfEmployees", "Account: Employees",
    ),
    "founded": ("Year Started", "YearStarted", "Account.YearStarted"),
    "city": ("Mailing City", "MailingCity", "City", "Billing City", "BillingCity",
             "Account.BillingCity", "Account: Billing City"),
    "state": (
        "Mailing State/Province", "Mailing State", "MailingState", "State/Province",
        "State", "Billing State/Province", "Billing State", "BillingState",
        "Account.BillingState", "MailingStateCode",
    ),
    "country": (
        "Mailing Country", "MailingCountry", "Country", "Billing Country",
        "BillingCountry", "Account.BillingCountry", "MailingCountryCode",
    ),
    "latitude": ("MailingLatitude", "Mailing Latitude", "BillingLatitude"),
    "longitude": ("MailingLongitude", "Mailing Longitude", "BillingLongitude"),
    "time_zone": ("TimeZoneSidKey", "Time Zone", "Time_Zone__c"),
    "languages": ("Languages", "Languages__c"),
    "challenges": ("Challenges", "Challenges__c", "Business Challenges"),
    "goals": ("Goals", "Goals__c"),
    "interests": ("Interests", "Interests__c"),
    "group": ("Forum", "Forum__c", "Group", "Group__c", "Peer Group"),
})  # fmt: skip

HUBSPOT: Preset = MappingProxyType({
    "leader_id": ("Record ID", "Record ID - Contact", "hs_object_id", "Contact ID",
                  "VID", "id"),
    "name": (("First Name", "Last Name"), ("firstname", "lastname"), "Full Name",
             "Name"),
    "email": ("Email", "E-mail", "Work email"),
    "title": ("Job Title", "jobtitle"),
    "company": ("Company Name", "Company", "Associated Company",
                "Primary Associated Company"),
    "company_id": (
        "Associated Company IDs (Primary)", "Associated Company IDs",
        "Primary Associated Company ID", "associatedcompanyid", "Associated Company ID",
        "Company ID",
    ),
    "parent_company_id": ("Parent Company ID", "hs_parent_company_id",
                          "Parent Company"),
    "website": ("Website URL", "Website", "Company Domain Name", "domain"),
    "industry": ("Industry", "Company Industry", "hs_industry_group"),
    "revenue": ("Annual Revenue", "annualrevenue"),
    "employees": (
        "Number of Employees", "numberofemployees", "numemployees", "Company size",
        "company_size",
    ),
    "founded": ("Year Founded", "founded_year"),
    "city": ("City",),
    "state": ("State/Region", "State", "hs_state_code"),
    "country": ("Country/Region", "Country", "hs_country_region_code"),
    "time_zone": ("Time Zone", "timezone", "hs_timezone", "IP Timezone"),
    "languages": ("Preferred language", "hs_language"),
})  # fmt: skip

IMIS: Preset = MappingProxyType({
    "leader_id": ("iMIS Id", "iMIS Number", "iMIS ID Number", "ID", "PartyId",
                  "Member ID"),
    "name": (
        ("First Name", "Last Name"), ("FIRST_NAME", "LAST_NAME"), "Full Name",
        "FULL_NAME", "Name", "LAST_FIRST",
    ),
    "email": ("Email", "Email Address", "Primary Email", "EMAIL"),
    "title": ("Title", "Functional Title", "Job Title"),
    "company": ("Company", "Company Name", "Organization", "Organization Name",
                "Institute Name", "Employer"),
    "company_id": ("CO_ID", "Company ID", "Organization ID", "Institute Contact Key",
                   "Primary Organization ID"),
    "parent_company_id": ("Parent Organization ID", "PARENT_CO_ID",
                          "Parent Company ID"),
    "website": ("Website", "Web Site", "WebsiteUrl"),
    "industry": ("Industry", "Industry Code", "NAICS", "NAICS Code"),
    "revenue": ("Annual Revenue", "Revenue", "Sales Volume"),
    "employees": ("Employees", "Number of Employees", "No. of Employees"),
    "city": ("City", "Primary City", "Preferred City"),
    "state": ("State/Province", "STATE_PROVINCE", "State", "Primary State/Province"),
    "country": ("Country", "Primary Country"),
    "joined_at": ("Join Date", "JoinDate", "JOIN_DATE", "Original Join Date"),
    "group": ("Forum", "Forum Group", "Group Name", "Committee"),
})  # fmt: skip

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {"plain": PLAIN, "salesforce": SALESFORCE, "hubspot": HUBSPOT, "imis": IMIS}
)
