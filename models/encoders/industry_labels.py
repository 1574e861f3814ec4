"""Labels of common pick lists, where their words alone would mislead or fall together.

They occur in CRM systems (Salesforce, HubSpot), on LinkedIn, in business rankings and
in stock market classifications; the code beside each is our own reading of it.
"""

from typing import Final

LABELS: Final = """
311 | food and beverage, food industry, food beverage and tobacco,
  food and beverage manufacturing
3399 | consumer products and services, consumer packaged goods, cpg, fmcg,
  fast moving consumer goods, leisure products, consumer goods and services
561 | business products and services
4885 | logistics and transportation, transportation and logistics
56151 | travel and hospitality
541512 | it system development
541513 | it management
92 | government services, government and public sector
31-33 | industrials, industrial, industry and manufacturing
32 | materials
333 | capital goods
237 | engineering and construction, construction and engineering
72 | hotels restaurants and leisure
3363 | motor vehicles and parts, automobiles and components, automobile components
3364 | aerospace and defense, aviation and aerospace, aerospace
336414 | defense and space, defense, defence
4451 | food and drug stores, consumer staples distribution and retail
517 | communication services, diversified telecommunication services
517312 | wireless telecommunication services
813 | not for profit, nonprofit organization management, non profit, ngo, charity
71 | recreation and entertainment, media and entertainment, arts and entertainment
713 | recreation, recreational facilities and services, leisure facilities
7115 | arts and crafts, arts, art
711 | performing arts
7112 | sports
51 | media, media and communications
5151 | broadcast media
517311 | communications
54182 | public relations and communications
541820 | government relations, lobbying
621399 | alternative medicine
62133 | mental health care, mental health
62 | hospital and health care facilities
622 | hospital and health care, hospital and healthcare
71394 | health wellness and fitness, wellness and fitness
512191 | animation
51211 | media production, film production
541713 | nanotechnology
541714 | biotechnology, biotech
5417 | research, life sciences tools and services
541330 | civil engineering
5413 | mechanical or industrial engineering
531120 | commercial real estate
541519 | computer and network security, network security, cybersecurity, cyber security
33421 | computer networking
5112 | computer games, gaming, video games
51121 | mobile games
5191 | internet, internet services
519130 | online media, interactive media and services
335 | electrical and electronic manufacturing, electrical electronic manufacturing
334 | electronic equipment instruments and components
3341 | technology hardware storage and peripherals, technology hardware
3352 | household durables
61171 | education management
92111 | executive office, executive offices
92112 | legislative office
9211 | public policy
111 | crop farming
1121 | ranching
561499 | fund raising, fundraising
425 | import and export, international trade
9261 | international trade and development
92812 | international affairs
92811 | military
92211 | judiciary
92212 | law enforcement
9221 | public safety
5411 | legal services
541110 | law practice
212 | mining and metals, metals and mining
211 | oil and energy, oil gas and consumable fuels
213 | energy equipment and services
511110 | newspapers
541618 | program development
3365 | railroad manufacture
48-49 | transportation trucking railroad, transportation infrastructure
322 | paper and forest products
327 | glass ceramics concrete, construction materials
3222 | packaging and containers, containers and packaging
33991 | luxury goods and jewelry
315 | textiles apparel and luxury goods
312 | wine and spirits, beverages, beverage alcohol tobacco
423 | trading companies and distributors, business supplies and equipment
56 | commercial and professional services
81 | diversified consumer services, other services except public administration
33911 | health care equipment and supplies, medical devices and equipment
22111 | independent power and renewable electricity producers
22112 | electric utilities
44-45 | retail and consumer, consumer discretionary distribution and retail
54 | professional services, professional scientific and technical services
238 | trades, skilled trades
52 | financial services, finance, banking and financial services
926 | administration of economic programs, administration of general economic programs
924 | administration of environmental quality programs
"""
