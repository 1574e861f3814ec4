"""Words for work outside the office: land, building, transport, care, leisure."""

from typing import Final

_LAND_AND_BUILDING: Final = """
11 | agriculture, agribusiness, agricultural, farming, agtech, agritech, farm, farmer,
  ranch, agriculture forestry fishing and hunting, indoor farming,
  sustainable agriculture
111 | crop production, crop farming, crop, vertical farming, crops, row crops
1119 | other crop farming
112 | animal production, ranching, livestock farming, animal husbandry, rancher
113 | forestry, timber tract
1132 | forest nursery
1141 | fishing, fishery, fisheries, fisherman
1142 | hunting, trapping, hunting and trapping
1151 | crop services, soil preparation, crop harvesting, farm labor, farm management,
  cotton ginning, postharvest crop, farm services
1152 | animal breeding services, support activities for animal, stud farm, farrier
1153 | forestry services, support activities for forestry
21 | mining, mining and metals, mining oil and gas extraction, mine, natural resources
212 | quarry, quarrying, mines, mining company
2131 | oilfield services, oil field services, drilling, well drilling oil,
  drilling contractor, oil and gas services, support activities for mining,
  support activities for oil, drilling oil and gas wells, oil and gas support,
  oil and gas field services
~21 | oil and energy
211120 | oil, oil company, petroleum company, upstream oil
22 | utilities, utility, public utilities, multi utilities, energy utility,
  utility company
2211 | electric power, power generation, electricity, solar farm, wind farm,
  renewable energy, power plant, electric utility, electric utilities, hydropower,
  nuclear power, wind power, solar energy, wind energy, energy producer,
  electric power distribution, solar power, renewables, solar, wind,
  renewables and environment, clean energy, energy, power company, hydroelectric,
  fusion energy, geothermal, electric bulk power, independent power producer,
  power generation and supply, cleantech, climate tech, climatetech, alternative energy,
  hydrogen energy, energy supplier, small modular reactors, green energy, nuclear energy
2212 | gas utility, natural gas distribution, gas distribution, gas utilities,
  gas supplier
2213 | water utility, sewage, wastewater treatment, water supply, irrigation system,
  water treatment, steam supply, water and sewage, water utilities, irrigation systems
23 | construction, construction company, building industry, construction industry,
  contech, building trade, construction tech
236 | general contractor, builder, building contractor, design build,
  building construction, construction management, construction manager,
  contracting company, building company
2361 | home builder, homebuilder, homebuilding, residential construction, home building,
  remodeling, remodeler, home renovation, kitchen remodeling, residential building,
  house builder, home remodeling, renovation, new single family housing, custom homes,
  housing construction, residential remodeler, bathroom remodeling, home improvement
2362 | commercial construction, industrial building, commercial building,
  nonresidential building, institutional building, commercial contractor
237 | heavy construction, civil construction, infrastructure construction,
  heavy and civil engineering construction, civil engineering contractor
2371 | pipeline construction, power line construction, utility construction,
  water and sewer line, utility contractor, oil and gas pipeline construction,
  utility system construction
2372 | land development, land subdivision, real estate development,
  property development, real estate developer, property developer,
  developer of real estate, land developer
2373 | road construction, highway construction, paving highway, bridge construction,
  highway, bridge building, street and bridge, road building
2379 | marine construction, dam construction, dredging
238 | trade contractor, subcontractor, specialty trade contractor, contractor,
  skilled trades, home services, building finishing, building equipment contractor,
  handyman, home service
2381 | building foundation, roofing, roofer, masonry, framing, concrete contractor,
  foundation contractor, siding, glazing, poured concrete, structural steel erection,
  mason, roofing contractor, roof, exterior, glass and glazing contractor,
  framing contractor, bricklayer
23821 | electrical contractor, electrician, electrical contracting, solar installation,
  wiring, solar installer, solar panel installation, electrical installation,
  electric contractor, solar contractor, low voltage
23822 | hvac, plumbing, plumber, heating and cooling, air conditioning, heating,
  sprinkler, hvac contractor, plumbing and heating, mechanical contractor,
  fire sprinkler, heating and air conditioning, refrigeration contractor, pipe fitter,
  ventilation
23829 | elevator installation, equipment installation, millwright, building equipment
2383 | drywall, painting contractor, flooring, carpentry, tile contractor, insulation,
  painter, finish carpentry, carpenter, floor installation, house painting, plastering,
  flooring contractor, painting, insulation contractor, tiling
2389 | excavation, demolition, site preparation, paving, fencing,
  swimming pool contractor, scaffolding, pool builder, site work, grading,
  fence contractor, dismantling
~31-33 | manufacturing, industrial, industrials, industrial goods, factory automation,
  industrial manufacturing, advanced manufacturing, contract manufacturing,
  manufacturing industry, industrial automation, capital goods, hardware startup
323 | printing, printer shop, commercial printing, printing services, screen printing,
  print, book printing, offset printing, digital printing, printing company
3364 | aviation and aerospace, aerospace and defense, defense contractor,
  defense and space, defense, space exploration, space, defence, space tech,
  space technology
3327 | machine shop, machine shops, cnc machining, precision machining, machining
326 | packaging and containers manufacturing
325412 | pharmaceutical company
"""
_TRADE_AND_TRANSPORT: Final = """
42 | wholesale trade, wholesale, wholesalers, wholesaling, import and export
4251 | wholesale electronic markets, wholesale agents and brokers,
  business to business electronic markets, manufacturer's representative,
  commodity broker, wholesale agent, international trade
4239 | durable goods merchant
44-45 | retail, retailing, retail trade, retailer, specialty retail, retail tech,
  retailers, multiline retail, specialty retailer, retail industry, consumer retail,
  brick and mortar, consumer discretionary distribution and retail
441 | auto dealer, automobile dealer, car dealer, car dealership, dealership
44131 | tire dealer
444 | home center, building material dealer, garden center, home improvement store,
  nursery
4451 | supermarket, grocery store, convenience store, corner shop, supermarkets, grocer,
  food and drug stores, consumer staples distribution and retail, food retail
44512 | convenience stores, bodega
4452 | specialty food store, delicatessen store, fish market, meat market
4453 | liquor store, wine shop, beer wine and liquor
4461 | pharmacy, drugstore, drug store, optician, optical store, cosmetics store,
  chemist, beauty supply store, health store, drug retail, pharmacies, apothecary
4471 | gas station, petrol station, service station, gasoline station, fuel station
4511 | hobby shop, bike shop, sporting goods store, sewing store, game store
4512 | bookstore, bookshop, news dealer, newsstand
4522 | department store, department stores
4523 | warehouse club, supercenter, general merchandise, superstores, discount store,
  general merchandise store, broadline retail, dollar store, variety store
4531 | florist, flower shop
45322 | gift shop, souvenir shop
4533 | thrift store, antique shop, antiques, used goods, pawn shop, resale
4539 | pet store, pet shop, art gallery, art dealer, gallery, cannabis dispensary,
  dispensary, tobacco store, smoke shop, vape shop, auction house
4542 | vending machine operator, vending, vending operator
4543 | direct selling, door to door sales, multi level marketing, network marketing,
  direct sales, home party sales
48-49 | transportation, transport, mobility, transportation and warehousing, transit,
  transportation industry, freight and transport, shipping and transport
481 | airline, airlines, air transportation, aviation, airlines aviation, air cargo,
  air travel, scheduled air transportation, air freight, passenger airlines,
  air transport, air taxi
4812 | charter flight, air charter, private jet, private aviation, nonscheduled air,
  air taxis
482 | railroad, railway, rail transport, rail, rail transportation, train operator
483 | maritime, ocean shipping, marine transportation, shipping line, sea shipping,
  ferry, cruise line, sea freight, inland water transportation, deep sea,
  water transportation, coastal shipping, barge, freight shipping by sea,
  marine shipping, cruise ship
484 | trucking, freight trucking, truck transportation, haulage, hauling, road haulage,
  trucking company, truckload, ground transportation freight, autonomous trucking
48411 | general freight trucking, freight
48421 | moving company, movers, moving, removals, household goods moving, relocation
4842 | specialized freight, tanker trucking, heavy haul, refrigerated trucking
485 | ground transportation, passenger transportation, bus company, coach bus
4851 | public transit, urban transit, mass transit, commuter rail
4852 | intercity bus
4853 | taxi, ride hailing, ridesharing, limousine, rideshare, limo, cab company
4854 | school bus
4855 | charter bus
4859 | special needs transportation, shuttle service
486 | pipeline, pipelines, pipeline transportation
4861 | crude oil pipeline, oil pipeline
4862 | gas pipeline, natural gas pipeline, pipeline transportation of natural gas
487 | sightseeing, scenic transportation, boat tour,
  scenic and sightseeing transportation
48711 | bus tour
48721 | boat charter
4881 | airport, air traffic control, airport operations, airport services
4882 | rail terminal, support activities for rail
4883 | port, marina cargo, stevedoring, marine cargo, harbor, navigational services,
  seaport, port operations, marine terminal
4884 | towing, tow truck, roadside assistance, toll road
4885 | logistics, freight forwarding, freight forwarder, freight broker, customs broker,
  3pl, third party logistics, shipping broker, logistics and supply chain, shipping,
  package freight, logistics services, freight brokerage, customs brokerage,
  air freight and logistics, digital freight brokerage, freight arrangement,
  freight transportation arrangement
4889 | packing and crating, export packing
491 | postal service, post office, mail service
4921 | courier, express delivery, parcel delivery, parcel, package delivery, delivery,
  delivery service, package freight delivery
4922 | messenger, local delivery, food delivery, grocery delivery, last mile delivery,
  last mile, autonomous delivery
4931 | warehouse, warehousing, cold storage, storage, fulfillment center,
  warehousing and storage, warehouse management, refrigerated storage,
  farm product storage, warehouses
"""
_CARE: Final = """
61 | education, educational services, education industry, teaching, teacher,
  education provider
6111 | school, k12, k 12, elementary school, high school, primary education,
  secondary education, primary secondary education, charter school, montessori,
  private school, academy, elementary and secondary school, boarding school, schools,
  secondary school, k12 education
6112 | community college, junior college, junior colleges
6113 | university, college, higher education, business school, law school,
  college and university, universities, graduate school, medical school
6114 | corporate training, professional training, professional training and coaching,
  leadership training, coding bootcamp, coding bootcamps, computer training,
  management training, sales training, training, training company,
  management development, bootcamp, executive education, professional development,
  business training
6115 | trade school, vocational training, cosmetology school, flight school,
  flight training, vocational school, apprenticeship training, technical school,
  barber school
6116 | tutoring, test prep, language school, driving school, dance studio, music school,
  yoga teacher training, martial arts, swim school, exam preparation, tutor,
  music lessons, language learning, fine arts school, sports instruction, karate,
  dance school, art school
6117 | edtech, e learning, elearning, education technology, online learning,
  online education, educational consulting, student exchange, online courses,
  education management, educational support, education tech, ed tech,
  ai enhanced learning, education consultant
62 | health care, healthcare, hospital and health care, medical, health, health tech,
  digital health, health services, healthcare services, medical care, healthtech,
  health wellness and fitness, health care providers,
  health care providers and services, health care services, healthcare provider,
  healthcare it, femtech, health and wellness, consumer health services, patient care,
  health care and social assistance, medicine, health care equipment and services,
  care provider, healthcare technology, digital care
6211 | doctor, physician, medical practice, clinic, dermatology, primary care,
  pediatrics, orthopedics, medical clinic, cardiology, plastic surgery, family medicine,
  medical group, radiology practice, telemedicine, telehealth, surgeon, physicians,
  general practitioner, private practice, pediatrician, fertility clinic,
  urgent practice, medical office, doctors, dermatologist, psychiatrist, virtual care,
  fertility
6212 | dentist, dental, orthodontist, dental practice, dentistry, dental clinic,
  orthodontics, dental office, dental care, dental group
6213 | chiropractor, optometrist, physical therapy, physical therapist, podiatrist,
  therapist, occupational therapy, speech therapy, psychologist, counselor,
  mental health, psychotherapy, acupuncture, mental health care, alternative medicine,
  mental health practitioner, health practitioner, nutritionist, audiologist,
  mental health tech, dietitian, massage therapist, naturopath, counseling practice,
  behavioral health, optometry, chiropractic, mental health therapy, physiotherapy,
  physiotherapist, holistic health
6214 | outpatient, urgent care, dialysis, surgery center, ambulatory surgery,
  family planning, kidney dialysis, outpatient care, substance abuse treatment,
  hmo medical center, rehab, addiction treatment, drug rehab, outpatient clinic,
  drug treatment
6215 | medical laboratory, diagnostic imaging, diagnostics, clinical laboratory,
  radiology, blood testing, diagnostic laboratory, medical lab, genetic testing,
  imaging center
6216 | home health, home health care, home care, hospice home, in home care,
  home nursing
6219 | ambulance, blood bank, organ bank, medical transport, blood and organ bank
622 | hospital, health system, medical center, hospitals, health care facilities
6222 | psychiatric hospital, substance abuse hospital
6223 | specialty hospital, cancer center, rehabilitation hospital, cancer hospital
623 | nursing and residential care, residential care, care home
6231 | nursing home, skilled nursing, nursing care, hospice, nursing facility
6232 | residential mental health, residential intellectual and developmental disability,
  group home, residential substance abuse
6233 | assisted living, senior living, retirement community, elder care,
  continuing care, eldercare, memory care, retirement home, senior care, aged care
6239 | foster home, orphanage, residential care facility, home for children
624 | social services, social assistance, social work, human services, social welfare
6241 | individual and family services, youth services, counseling, elderly services,
  adoption, services for the elderly, child and youth services, disability services,
  adoption agency, services for persons with disabilities, family services,
  crisis intervention
6242 | food bank, homeless shelter, disaster relief, community food, temporary shelter,
  relief services, emergency relief, community housing services, soup kitchen
6243 | vocational rehabilitation, job training for disabled, sheltered workshop
6244 | child care, childcare, daycare, day care, preschool, kindergarten,
  nursery school, child day care, early childhood education, after school program
"""
_LEISURE: Final = """
71 | arts, arts and entertainment, recreation, arts and crafts,
  arts entertainment recreation, recreational facilities and services, leisure,
  leisure and recreation
~71 | entertainment
711 | performing arts, sports, sport, live entertainment, live events
7111 | theater company, theatre, band, orchestra, dance company, ballet, circus,
  musical group, theatre company, dinner theater, opera, musician group, symphony
7112 | sports team, sports club, race track, spectator sports, racing, football club,
  athlete, professional sports, baseball team, soccer club, esports, racetrack
7113 | concert promoter, event venue, promoter, festival, live music venue, arena,
  stadium, promoters of performing arts, concert promotion, music festival, music venue,
  live venue
7114 | talent agency, talent agent, sports agent, artist management, agent for artists,
  agents and managers, celebrity management, speakers bureau, model agency
7115 | artist, writer, author, performer, independent artist, actor, musician, sculptor,
  public speaker, keynote speaker, influencer, content creator, freelance writer,
  journalist
7121 | museum, zoo, aquarium, botanical garden, nature park, historical site,
  museums and institutions, heritage site, national park, zoos and botanical gardens
7131 | amusement park, theme park, arcade, amusement, family entertainment center,
  escape room, amusement arcade, water park
7132 | casino, gambling, gaming casino, lottery, sports betting, casinos and gaming,
  betting, gambling and casinos, online gambling, bingo hall, bookmaker
7139 | gym, fitness, golf course, golf club, country club, ski resort, bowling, marina,
  fitness center, health club, yoga studio, pilates, crossfit, bowling center,
  recreation center, skating rink, sports center, yoga, fitness studio, climbing gym,
  golf, skiing, sports facility, fitness and recreational sports, personal trainer,
  personal training, skiing facility, leisure facilities, sports tech
72 | hospitality, accommodation, accommodation and food services, hospitality industry,
  hotels restaurants and leisure
721 | lodging, hotel, resort, hotels, hotelier, hotel group, hotels and motels, resorts
7211 | motel, bed and breakfast, vacation rental, traveler accommodation, casino hotel,
  hostel, short term rental, holiday rental, inn, guest house, airbnb, boutique hotel,
  glamping
7212 | rv park, campground, summer camp, recreational camp, vacation camp, camping
7213 | boarding house, dormitory, rooming house, workers' camp
722 | food service, food services, food and drink, foodservice, culinary, gastronomy
7223 | catering, caterer, food truck, food service contractor, mobile food service,
  meal prep, meal kit, banquet, ghost kitchen, ghost kitchens, personal chef,
  private chef
7224 | bar, pub, nightclub, drinking place, brewpub, tavern, night club, cocktail bar,
  club bar
7225 | restaurant, cafe, fast food, pizzeria, coffee shop, coffeehouse, diner,
  franchise restaurant, quick service restaurant, cafeteria, bistro, restaurant group,
  pizza, chef, eating place, full service restaurant, limited service restaurant,
  buffet, snack bar, restaurants, food court, steakhouse, sandwich shop,
  restaurant chain, donut shop, cafeterias grill buffets, juice bar, bubble tea,
  tea house, limited service eating place
"""
_CIVIC: Final = """
811 | repair shop, repair service, repair and maintenance
8111 | auto repair, car repair, car wash, body shop, auto body, garage, oil change,
  collision repair, automotive repair, automotive service, mechanic, auto detailing,
  transmission repair, auto mechanic, automotive mechanical and electrical repair,
  car detailing, auto glass
8112 | computer repair, electronics repair, phone repair, electronic repair, tv repair,
  electronic equipment repair, communication equipment repair
8113 | machinery repair, equipment repair, industrial repair,
  commercial and industrial machinery repair, welding repair, industrial maintenance,
  welding
8114 | appliance repair, furniture repair, shoe repair, watch repair, reupholstery,
  household goods repair, upholstery, tailor alterations, bike repair
812 | personal services, personal care services, consumer services, personal service,
  individual services
8121 | hair salon, beauty salon, salon, spa, barber, nail salon, barbershop, beauty,
  med spa, tanning salon, massage, weight loss center, hairdresser, wellness center,
  cosmetology, hair care, waxing, tattoo, day spa, beautician, diet center,
  personal care, medspa
8122 | funeral, funeral home, cemetery, crematory, mortuary, death care, undertaker
8123 | laundry, dry cleaning, laundromat, dry cleaner, uniform service, linen supply,
  drycleaning, industrial launderer, coin operated laundry
8129 | pet care, dog grooming, parking, pet grooming, wedding planner, dog walking,
  pet boarding, parking lot, photofinishing, parking garage, dating service, kennel,
  dog trainer, personal concierge, wedding planning, pet sitting, dog training,
  astrology, concierge
813 | nonprofit, social enterprise, not for profit, ngo, charity, association,
  nonprofit organization, non profit organization, membership organization,
  nonprofit organization management, charitable organization, voluntary organization,
  third sector
8131 | church, ministry, mosque, synagogue, religious institution,
  religious organization, religious institutions, temple, congregation,
  faith based organization, religious
8132 | foundation, grantmaking foundation, philanthropy, grantmaking, grant making,
  fundraising, giving, charitable foundation, community foundation, fund raising,
  voluntary health organization, private foundation, philanthropic foundation
8133 | advocacy, environmental organization, human rights, social advocacy,
  conservation group, political advocacy, wildlife conservation, animal rights,
  civil rights, animal shelter
8134 | club, civic organization, social club, civic and social organization, fraternity,
  alumni association, community organization, rotary, civic association
8139 | trade association, chamber of commerce, professional association, labor union,
  union, business association, political organization, homeowners association,
  industry association, condominium association, political party,
  professional organization, trade group
814 | private household, nanny, domestic worker, household staff, private households,
  butler
92 | government, public administration, public sector, government agency, civil service,
  govtech, government services, federal government, federal agency, public services,
  civic tech
921 | government administration, executive offices, local government, city government,
  state government, council, executive office government, legislative body,
  municipality, legislative office, mayor, public finance, tribal government,
  government relations, executive and legislative, county government
9221 | court, police, fire department, law enforcement, prison, judiciary,
  public safety, courts, correctional institution, fire protection, justice,
  police department, legal counsel and prosecution, parole office, sheriff
923 | public health, administration of education programs, veterans affairs,
  public health programs, administration of human resource programs
924 | environmental protection agency, conservation programs,
  environment administration, administration of air and water resource,
  administration of conservation
925 | housing authority, housing programs, urban planning administration,
  housing and community development, administration of housing,
  administration of urban planning
926 | economic development, regulatory agency,
  administration of economic programs regulation of agricultural marketing,
  regulation of commercial, transportation programs, economic development agency,
  regulation and administration
927 | space research, space research and technology
928 | military, armed forces, national security, international affairs, army, navy,
  air force, embassy, diplomatic, foreign affairs, international relations
"""
SERVICES: Final = _LAND_AND_BUILDING + _TRADE_AND_TRANSPORT + _CARE + _LEISURE + _CIVIC
