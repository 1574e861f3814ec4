"""Our own plain names for the sectors, subsectors and families of NAICS 2017.

The codes are those of the US Census Bureau's North American Industry Classification
System, 2017; the wording is ours.
"""

from typing import Final

_GOODS: Final = """
11 Farming, forestry and fishing
111 Crop farms | 1111 Grain and oilseed farms | 1112 Vegetable farms
1113 Fruit and nut orchards | 1114 Greenhouses and nurseries | 1119 Other crops
112 Livestock | 1121 Cattle and dairy farms | 1122 Pig farms | 1123 Poultry and eggs
1124 Sheep and goats | 1125 Fish farms | 1129 Other animals
113 Forestry | 1131 Timber land | 1132 Forest nurseries | 1133 Logging
114 Fishing and hunting | 1141 Fishing | 1142 Hunting and trapping
115 Farm and forest services | 1151 Services to crop farms
1152 Services to livestock farms | 1153 Services to forestry
21 Mining, oil and gas | 211 Oil and gas production | 2111 Oil and gas wells
212 Mines and quarries | 2121 Coal mines | 2122 Metal mines | 2123 Quarries
213 Mining and drilling services | 2131 Services to mines and wells
22 Utilities | 221 Power, gas and water supply | 2211 Electric power
2212 Gas supply | 2213 Water and sewage
23 Construction | 236 Builders | 2361 Home building | 2362 Commercial building
237 Civil engineering works | 2371 Pipe and power line building
2372 Land development | 2373 Roads and bridges | 2379 Other heavy construction
238 Trades | 2381 Shell and roofing trades | 2382 Electrical, plumbing and HVAC
2383 Finishing trades | 2389 Site and other trades
31-33 Manufacturing | 31 Food, drink, textiles and clothing makers
32 Wood, paper, chemicals and plastics makers | 33 Metal and machinery makers
311 Food makers | 3111 Animal feed and pet food | 3112 Flour, oils and cereals
3113 Sugar and sweets | 3114 Preserved fruit and vegetables | 3115 Dairy products
3116 Meat packing | 3117 Seafood packing | 3118 Bread, pasta and tortillas
3119 Other foods | 312 Drinks and tobacco | 3121 Drinks | 3122 Tobacco products
313 Textile mills | 3131 Yarn | 3132 Fabrics | 3133 Fabric finishing
314 Household and industrial textiles | 3141 Carpets and curtains | 3149 Other textiles
315 Clothing makers | 3151 Knitwear | 3152 Sewn clothing | 3159 Clothing accessories
316 Leather and shoes | 3161 Tanneries | 3162 Shoe makers | 3169 Leather goods
321 Wood products | 3211 Sawmills | 3212 Plywood and engineered wood
3219 Doors, pallets and other wood | 322 Paper | 3221 Paper mills
3222 Boxes and paper goods | 323 Printing | 3231 Printers
324 Refining | 3241 Oil refining and asphalt | 325 Chemicals
3251 Basic chemicals | 3252 Resins and synthetic fibres | 3253 Fertiliser, pesticide
3254 Medicines | 3255 Paints and glues | 3256 Soaps, cleaners and cosmetics
3259 Other chemicals | 326 Plastics and rubber | 3261 Plastic products
3262 Rubber products | 327 Stone, clay and glass | 3271 Ceramics and bricks | 3272 Glass
3273 Cement and concrete | 3274 Lime and gypsum | 3279 Stone and abrasives
331 Primary metals | 3311 Steel mills | 3312 Steel tubes and wire | 3313 Aluminium
3314 Other metals | 3315 Foundries | 332 Metal products | 3321 Forging and stamping
3322 Knives and hand tools | 3323 Structural metal | 3324 Boilers, tanks and cans
3325 Hardware and locks | 3326 Springs and wire | 3327 Machine shops
3328 Metal coating | 3329 Valves, bearings and other metal parts
333 Machinery | 3331 Farm, building and mining machines | 3332 Industrial machines
3333 Commercial and optical machines | 3334 Heating and cooling equipment
3335 Machine tools | 3336 Engines and turbines | 3339 Pumps, lifts and other machines
334 Computers and electronics | 3341 Computers | 3342 Communications equipment
3343 Audio and video equipment | 3344 Chips and components | 3345 Instruments
3346 Disks and other media | 335 Electrical equipment | 3351 Lighting
3352 Home appliances | 3353 Motors and transformers | 3359 Batteries, cable and wiring
336 Vehicles | 3361 Car and truck makers | 3362 Vehicle bodies and trailers
3363 Vehicle parts | 3364 Aircraft and spacecraft | 3365 Trains | 3366 Ships and boats
3369 Motorcycles and other vehicles | 337 Furniture makers | 3371 Home furniture
3372 Office furniture and fittings | 3379 Mattresses and blinds
339 Medical devices and sundry goods | 3391 Medical devices and supplies
3399 Jewellery, toys, signs and other goods
42 Wholesale | 423 Wholesale of durable goods | 4231 Vehicle wholesalers
4232 Furniture wholesalers | 4233 Timber and building wholesalers
4234 Office and medical equipment wholesalers | 4235 Metal wholesalers
4236 Electrical wholesalers | 4237 Hardware and plumbing wholesalers
4238 Machinery wholesalers | 4239 Wholesalers of other durable goods
424 Wholesale of nondurable goods | 4241 Paper wholesalers | 4242 Drug wholesalers
4243 Clothing wholesalers | 4244 Food wholesalers | 4245 Farm product wholesalers
4246 Chemical wholesalers | 4247 Fuel wholesalers | 4248 Beer and wine wholesalers
4249 Wholesalers of other nondurable goods | 425 Wholesale agents
4251 Wholesale agents and markets
"""
_TRADE_AND_OFFICE: Final = """
44-45 Retail | 44 Shops | 45 Other shops
441 Vehicle dealers | 4411 Car dealers | 4412 Motorcycle, boat and camper dealers
4413 Car parts and tyres | 442 Home shops | 4421 Furniture shops | 4422 Home decor shops
443 Electronics shops | 4431 Electronics and appliance shops
444 Building and garden shops | 4441 Building material shops | 4442 Garden shops
445 Food shops | 4451 Supermarkets | 4452 Speciality food shops | 4453 Liquor shops
446 Health and beauty shops | 4461 Pharmacies, beauty and optical shops
447 Petrol stations | 4471 Petrol stations and their shops
448 Fashion shops | 4481 Clothes shops | 4482 Shoe shops | 4483 Jewellers
451 Hobby and book shops | 4511 Sport, hobby and music shops | 4512 Bookshops
452 Department stores | 4522 Large department stores | 4523 Warehouse clubs
453 Other shops | 4531 Florists | 4532 Office supply and gift shops
4533 Second-hand shops | 4539 Pet, art and other shops
454 Retail without a shop | 4541 Online shops | 4542 Vending | 4543 Direct selling
48-49 Transport and storage | 48 Transport | 49 Post, couriers and storage
481 Airlines | 4811 Scheduled airlines | 4812 Air charter | 482 Railways | 4821 Rail
483 Shipping | 4831 Sea shipping | 4832 River and lake shipping
484 Trucking | 4841 General freight trucking | 4842 Special freight and movers
485 Buses and taxis | 4851 City transit | 4852 Long-distance buses
4853 Taxis and ride hailing | 4854 School buses | 4855 Charter buses
4859 Other passenger transport | 486 Pipelines | 4861 Oil pipelines | 4862 Gas pipelines
4869 Other pipelines | 487 Sightseeing | 4871 Sightseeing by land
4872 Sightseeing by water | 4879 Sightseeing by air | 488 Transport services
4881 Airport services | 4882 Rail services | 4883 Port services
4884 Towing and road services | 4885 Freight forwarding and logistics
4889 Packing and other transport services | 491 Post | 4911 Postal service
492 Couriers | 4921 Parcel delivery | 4922 Local delivery
493 Storage | 4931 Warehouses
51 Media, software and telecoms | 511 Publishing | 5111 Book and news publishing
5112 Software | 512 Film and music | 5121 Film and video | 5122 Music
515 Broadcasting | 5151 Radio and television | 5152 Subscription channels
517 Telecoms | 5173 Phone and internet networks | 5174 Satellite telecoms
5179 Other telecoms | 518 Hosting and data | 5182 Cloud hosting and data processing
519 Online information | 5191 Internet media, search and libraries
52 Finance and insurance | 521 Central banking | 5211 Central bank
522 Banking and lending | 5221 Banks and credit unions | 5222 Lenders
5223 Payments and loan brokers | 523 Investing | 5231 Securities brokers
5232 Exchanges | 5239 Asset management and private equity
524 Insurance | 5241 Insurers | 5242 Insurance agents | 525 Funds
5251 Pension and benefit funds | 5259 Investment funds and trusts
53 Real estate and rental | 531 Real estate | 5311 Landlords
5312 Real estate agents | 5313 Property managers and appraisers
532 Rental | 5321 Car and truck rental | 5322 Consumer goods rental
5323 General rental | 5324 Machinery rental | 533 Franchising and patents
5331 Owners of brands and patents
54 Professional services | 541 Professional firms | 5411 Law | 5412 Accounting
5413 Architecture and engineering | 5414 Design | 5415 IT services | 5416 Consulting
5417 Research and development | 5418 Advertising and marketing
5419 Market research, photography, vets and other
55 Holding companies | 551 Head offices | 5511 Holding companies and head offices
"""
_SERVICES: Final = """
56 Business support | 561 Office and staffing services | 5611 Office administration
5612 Facilities operation | 5613 Staffing | 5614 Call centres and back offices
5615 Travel agencies | 5616 Security services | 5617 Cleaning and landscaping
5619 Events, packaging and other support | 562 Waste and remediation
5621 Waste collection | 5622 Waste disposal | 5629 Clean-up and recycling
61 Education | 611 Schools and training | 6111 Schools | 6112 Junior colleges
6113 Universities | 6114 Business and computer training | 6115 Trade schools
6116 Tutoring, arts and sport lessons | 6117 Education support
62 Health and social care | 621 Clinics and practices | 6211 Doctors | 6212 Dentists
6213 Therapists and other practitioners | 6214 Outpatient centres
6215 Laboratories and imaging | 6216 Home health care | 6219 Ambulances and blood banks
622 Hospitals | 6221 General hospitals | 6222 Psychiatric hospitals
6223 Specialty hospitals | 623 Care homes | 6231 Nursing homes
6232 Residential mental health | 6233 Senior living | 6239 Other care homes
624 Social services | 6241 Individual and family services
6242 Food, shelter and relief | 6243 Job rehabilitation | 6244 Child care
71 Arts, sport and leisure | 711 Performing arts and sport | 7111 Theatre and bands
7112 Sports teams | 7113 Promoters and venues | 7114 Agents of performers
7115 Artists and writers | 712 Museums and parks | 7121 Museums and zoos
713 Leisure | 7131 Amusement parks | 7132 Casinos and gambling
7139 Gyms, golf and other leisure
72 Hotels and restaurants | 721 Hotels | 7211 Hotels and motels | 7212 Camps
7213 Boarding houses | 722 Food service | 7223 Caterers | 7224 Bars
7225 Restaurants and cafes
81 Repair, personal and civic services | 811 Repair | 8111 Car repair
8112 Electronics repair | 8113 Machinery repair | 8114 Household repair
812 Personal services | 8121 Hair, beauty and spas | 8122 Funeral services
8123 Laundries | 8129 Pet care, parking and other | 813 Associations and charities
8131 Churches | 8132 Foundations | 8133 Advocacy groups | 8134 Clubs
8139 Trade and professional bodies | 814 Private households | 8141 Household staff
92 Public administration | 921 General government | 9211 Government offices
922 Justice and safety | 9221 Police, courts and fire | 923 Human programmes
9231 Health and school programmes | 924 Environment programmes
9241 Environment agencies | 925 Housing programmes | 9251 Housing agencies
926 Economic programmes | 9261 Economic agencies | 927 Space agency | 9271 Space
928 Defence | 9281 Defence and foreign affairs
"""


def _titles(tables: str) -> dict[str, str]:
    entries = (entry.strip() for entry in tables.replace("\n", "|").split("|"))
    pairs = (entry.split(" ", 1) for entry in entries if entry)
    return dict(pairs)


TITLES: Final = _titles(_GOODS + _TRADE_AND_OFFICE + _SERVICES)
