"""Goods, and what is done with them: a line a group of goods.

Letters: m make, w wholesale, r retail, l rent out, f repair, g grow, x extract,
t transport, i install, b build. The first code of a line counts when no role is named.
A role with "~" says nothing without goods: who "makes" something may make anything.
A line without a bar goes on with the one above.
"""

from typing import Final

ROLES: Final = """
m | manufacturing, manufacture, manufacturer, mfg, mfr, mill, factory, fabrication,
  fabricating, fabricator, foundry, hersteller, fabrik, fabricante, fabricant,
  fabricacion, manufactura, maker
~m | making, make, makes, fabricate, manufactures, milling, processor, assembly,
  finishing, canning, packing, preserving, refinery, refining, weaving, spinning,
  herstellung, produktion, craft, processing, manufactured, making of
~p | production, producer, produce, produces, producing, produccion, producteur,
  productor
w | wholesale, wholesaler, wholesaling, merchant wholesaler, importer, importing,
  exporter, exporting, trading company, merchant whls, whls, grosshandel, grossiste,
  mayorista, importador, merchant wholesale
d | distributor, distribution, distribucion, vertrieb
~d | distribute, distributes, distributing, supplier, supply, supplies of, trader,
  supplying, supplies, bulk supply
r | retail, retailer, retailing, store, dealer, dealership, superstore, retail sales,
  einzelhandel, tienda, magasin, minorista
~r | seller, sell, sells, selling, sale of
s | shop, boutique, showroom
~s | outlet, stockist, market, handel, reseller
l | rental, leasing, vermietung, alquiler, rental and leasing
~l | rent, rents, renting, lessor, hire of, for hire, leases, lease, location de
f | repair, repairing, reparatur, reparacion, reparation, repair and maintenance
~f | repairs, maintenance, refurbishment, restoration of, servicing of, overhaul
g | farm, farming, farmer, ranch, orchard, granja, ferme
~g | grower, growing, cultivation, grow, grows, grove, breeder, breeding, anbau, cultivo
x | mining, mine, quarry, quarrying
~x | extraction
~t | hauling, haulage, freight of, transport of, transportation of, shipping of
i | contractor
~i | installation, installer, installing, installs, erection, install
b | construction
"""
_FOOD_AND_CLOTHES: Final = """
g11115 m311221 w42451 | corn, maize
g11114 m311211 w42451 | wheat, grain, oat, barley, rye, sorghum, cereal grain
g11116 m311212 w42451 | rice
g11111 m311224 w42451 | soybean, oilseed, canola, sunflower, rapeseed, flaxseed
g11113 m311422 w42451 | dry pea, dry bean, lentil, pulses
g11121 w42448 r44523 m31142 | vegetable, potato, melon, tomato, lettuce, onion, carrot,
  vegetables and fruit, fresh produce, sweet potato, pepper plant, produce market
g11133 w42448 r44523 m31142 | fruit, apple, berry, strawberry, citrus, orange, grape,
  cherry, peach, pear, tree nut, nut, almond, walnut, pecan, pistachio, avocado, olive
g111332 m31213 | vineyard, wine grape
g11141 m31141 | mushroom
g11142 r44422 w42493 | nursery stock, nursery plant, flower, floriculture, houseplant,
  greenhouse, plant nursery, nursery, nursery and tree, seedling, tree nursery,
  garden center
m3122 g11191 w42494 r453991 | tobacco, cigarette, cigar, vape, e cigarette
g11192 m31311 w42459 | cotton
g11193 m31131 | sugar cane, sugarcane
g111991 m311313 | sugar beet
g11194 | hay, alfalfa
g111998 m325411 r453998 w424590 | hemp, cannabis, marijuana, cbd
g11199 | peanut, maple syrup, tea plantation, coffee plantation, hops
g112111 w42452 | cattle, beef cattle, livestock, feedlot, rancher
g11212 m31151 w42443 | dairy, milk, dairy cattle
m31151 w42443 | cheese, butter, yogurt, creamery, cream, whey, dairy product
m31152 w42443 | ice cream, frozen dessert, gelato, sorbet
g1122 m311611 | hog, pig, swine
g1123 m311615 w42444 | poultry, chicken, turkey, egg, broiler, hatchery, duck
g1124 | sheep, goat, lamb
g11251 m31171 w42446 r44522 | aquaculture, finfish, shellfish, oyster, shrimp, salmon,
  trout, catfish
m31171 w42446 r44522 g11251 | seafood, fish product, fish market, sardine, tuna
g11291 | apiculture, honey bee, beekeeping
g11292 | horse, equine
g11293 | fur bearing animal, rabbit
m31161 w42447 r44521 | meat, beef, pork, sausage, butcher, slaughterhouse, slaughtering,
  rendering, animal slaughtering, meat byproduct, carcass, jerky, deli meat
m311111 w42449 r45391 | pet food, dog food, cat food, dog treat, pet treat
m31111 w42491 | animal food, animal feed, feed, livestock feed
m31123 | breakfast cereal, cereal, granola
m31121 w42449 | flour, malt, starch, milled grain, grain and oilseed
m311225 w42449 | vegetable oil, cooking oil, edible oil, olive oil, fats and oils
m31131 w42449 | sugar
m31135 w42445 r445292 | chocolate, confectionery, candy, cacao, gum, sweets
m311411 w42442 | frozen food, frozen fruit, frozen meal, frozen vegetable
m311421 w42449 | canned food, fruit and vegetable, jam, pickle, sauce, salsa, soup,
  preserved food, dehydrated food, juice, canned fruit, specialty canning, condiment
m31181 w42449 r445291 | bread, bakery, bakery product, cake, pastry, baked goods, bagel,
  cookie, cracker, tortilla, pasta, noodle, dough, biscuit, baker, pie
m31191 w42445 r445299 | snack, snack food, chip, popcorn, roasted nut, peanut butter
m31192 w42449 r445299 | coffee, tea, coffee roaster
m31194 w42449 | spice, seasoning, dressing, mayonnaise, extract, syrup, flavoring
m31199 w4244 r4451 | food, food product, perishable food, prepared food, foodstuff,
  grocery, groceries, organic food, plant based food, plant based meat, natural food,
  grocery product, food and beverage, vegan food, honey, cultured meat, cultivated meat,
  fresh prepared food, gourmet food, health food, baby food
m31211 w42449 r44529 | soft drink, beverage, bottled water, drink, ice, energy drink,
  kombucha, sparkling water, nonalcoholic beverage
m31212 w42481 r44531 | beer, brewery, brew, brewing, brewer, ale, malt beverage
m31213 w42482 r44531 | wine, winery, cider, vintner
m31214 w42482 r44531 | spirits, distillery, whiskey, vodka, liquor, distilled spirits,
  alcoholic beverage, alcohol, brandy, gin, distilled alcoholic beverage, distiller
m3131 w42431 | yarn, thread, fiber, staple fiber, wool
m3132 w42431 r45113 | fabric, textile, textiles, broadwoven fabric, knit fabric, cloth,
  nonwoven fabric, narrow fabric, piece goods, textile and fabric, woven fabric, lace
m31411 w42322 r44221 | carpet, rug
m31412 w42322 r44229 | curtain, linen, bedding, towel, household textile, drapery,
  home textile, home textiles, textile furnishings, sheet and towel
m31491 | textile bag, canvas product, tent, awning, rope, cordage, twine, tarp
m3152 w4243 r4481 l53228 f81149 | clothing, apparel, clothes, garment, fashion, shirt,
  uniform, jeans, dress, suit, outerwear, lingerie, sportswear, activewear, workwear,
  women's clothing, men's clothing, children's clothing, streetwear, costume, swimwear,
  athleisure, apparel and fashion, cut and sew apparel, infants' clothing, formal wear
m31511 | hosiery, sock
m31599 w4243 r44815 | hat, glove, clothing accessory, tie, scarf, belt,
  fashion accessory
m31611 w42499 | leather, hide, tanning of leather, leather and hide
m3162 w42434 r4482 f81143 | shoe, footwear, boot, sneaker
m31699 w42399 r44832 | handbag, luggage, leather goods, purse, wallet, saddlery
"""
_MATERIALS: Final = """
x11331 w42331 | log, timber, logging, roundwood, logger
m32111 w42331 r44419 | lumber, sawmill, wood preservation, plank
m32121 w42331 | plywood, veneer, engineered wood, truss, wood panel, reconstituted wood
m32191 w42331 r44419 i23835 | millwork, window, door, wood window, wood flooring,
  cut stock, wood molding, wood door
m32192 w42384 | pallet, wood container, crate
m32199 w42399 | wood product, manufactured home, mobile home, prefabricated home, wood,
  prefabricated wood building, modular home, tiny home
m32211 w42413 | pulp
m3221 w4241 | paper, paperboard, newsprint, forest products, paper and forest products
m32221 w42413 | corrugated box, cardboard, paperboard container, folding carton,
  packaging, packaging material, packaging product, box, packaging and containers,
  container
m32222 w42413 | paper bag, coated paper, label stock, adhesive tape
m32223 w42412 r45321 | stationery, envelope, office supply, office supplies,
  paper product
m32229 w42413 | toilet paper, tissue paper, diaper, sanitary paper product
m32411 w42471 r44719 | petroleum, petroleum product, gasoline, diesel, jet fuel, fuel,
  petroleum refinery
r45431 w42472 | heating oil, propane, fuel dealer, liquefied petroleum gas, firewood
m32412 w42332 | asphalt, roofing material, bitumen
m32419 w42472 | lubricant, motor oil, grease
m32511 w42469 | petrochemical
m32512 w42469 | industrial gas, hydrogen, oxygen gas
m32513 w42469 | dye, pigment
m3251 w42469 | chemical, chemicals, basic chemical, organic chemical,
  inorganic chemical, ethanol, specialty chemical, biofuel, biodiesel, acid,
  chemical and allied product
m32521 w42461 | resin, plastics material, synthetic rubber, polymer, bioplastic
m32522 | artificial fiber, synthetic fiber, filament
m32531 w42491 r44422 | fertilizer, compost
m32532 w42491 | pesticide, herbicide, agricultural chemical, crop protection
m325412 w42421 r44611 | pharmaceutical, pharmaceuticals, drug, medicine, medication,
  medicinal, pharma, generic drug, druggists goods, botanical medicine, therapeutics
m325411 w42421 r446191 | vitamin, supplement, dietary supplement, nutraceutical,
  botanical, nutritional supplement
m325414 w42421 | vaccine, biologic, biological product
m325413 w42345 | diagnostic substance, reagent, in vitro diagnostic, test kit
m32551 w42495 r44412 | paint, coating, varnish
m32552 w42469 | adhesive, glue, sealant, caulk
m32561 w42469 | soap, detergent, cleaning product, cleaning compound, polish, toiletry,
  cleaning supplies, sanitation good, household product, household products
m32562 w42421 r44612 | cosmetics, beauty product, skincare, skin care, makeup, perfume,
  fragrance, hair care product, personal care product, toiletries, shampoo,
  beauty supply, personal products, toilet preparation
m32591 | ink, printing ink
m32592 | explosives, ammunition powder
m32599 w42469 | candle, photographic chemical, toner
m32611 w42413 | plastic bag, plastic film, plastic packaging
m32612 w42461 | plastic pipe
m32616 | plastic bottle
m3261 w42461 | plastic, plastics, plastics product, foam product, injection molding,
  polystyrene foam, laminated plastics, urethane foam, plastic product
m32621 w42313 r44132 | tire, tyre, inner tube
m3262 w42384 | rubber, rubber product, hose, gasket
m32711 w42322 | pottery, ceramic, ceramics, plumbing fixture ceramic, porcelain,
  tableware
m32712 w42332 | brick, clay, tile, refractory
m3272 w42339 f81112 | glass, glassware, fiberglass, glass container, flat glass
m3273 w42332 i23811 | concrete, cement, ready mix, concrete block, concrete pipe
m3274 w42332 | lime, gypsum, drywall board, wallboard
m32791 | abrasive
m32799 w42332 r44419 i23814 | cut stone, stone product, countertop, granite, marble,
  mineral wool, nonmetallic mineral product, insulation material
m42332 w42332 r44419 | building material, construction material, building supply,
  building supplies, building products, construction supply, building materials
x2121 w42352 | coal, anthracite, lignite
x21221 | iron ore
x21222 m33141 w42394 | gold, silver, gold ore, silver ore, precious metal
x21223 m33141 | copper, nickel, lead ore, zinc, copper ore
x21229 | uranium, metal ore, lithium, rare earth, ore
x21231 w42332 m32799 | stone, crushed stone, limestone
x21232 w42332 | sand, gravel, clay and ceramic, kaolin
x21239 m32799 | potash, phosphate, salt, mineral, borate, soda ash, nonmetallic mineral
x2111 w42472 | oil and gas, crude oil, crude petroleum, natural gas, oil gas,
  petroleum extraction, shale gas, oil field, oilfield
m3311 w42351 | steel, iron, ferroalloy, iron and steel, steel and iron
m3312 w42351 | steel pipe, steel tube, steel wire, rolled steel
m3313 w42351 | aluminum, alumina, aluminium
m3314 w42351 | nonferrous metal, copper wire, titanium, metals, smelting
m3315 | casting, metal casting, die casting, ferrous metal foundry
m3321 | forging, metal stamping, powder metallurgy, forge, crown and closure
m3322 w42371 r44413 | hand tool, knife, cutlery, saw blade, cookware, kitchen utensil,
  handtool, metal kitchen cookware
m33231 w42351 i23812 | structural steel, structural metal, prefabricated metal building,
  fabricated structural metal, plate work, steel structure
m33232 w42333 | metal window, metal door, sheet metal, ornamental metal,
  ornamental and architectural metal, architectural metal, metal roofing
m3324 w42384 | boiler, tank, heat exchanger, metal can, shipping container,
  metal container
m3325 w42371 r44413 | hardware, lock, hinge, fastener hardware, key
m3326 w42351 | spring, wire product, wire, chain fence
m3327 w42384 | screw, bolt, nut and bolt, turned product, threaded product, fastener
m3328 | metal coating, heat treating, electroplating, plating, anodizing, galvanizing,
  metal heat treating, powder coating, engraving
m33291 w42383 | valve, pipe fitting, plumbing fixture fitting, faucet, fluid power valve
m332991 w42384 | bearing, ball bearing
m33299 r45111 w42391 | ammunition, small arms, firearm, gun, ordnance, weapon
m33299 w42351 | metal product, fabricated metal, fabricated metal product, metal goods,
  metal, sheet metal work, metalworking, metal fabrication
"""
_MACHINES: Final = """
m33311 w42382 r44421 l53249 f81131 | farm machinery, tractor, agricultural machinery,
  lawn mower, garden equipment, agricultural implement, farm equipment,
  outdoor power equipment, lawn and garden tractor
m33312 w42381 l532412 f81131 | construction machinery, construction equipment,
  excavator, earthmoving equipment, crane, heavy equipment, bulldozer
m33313 w42381 l532412 | mining machinery, oilfield equipment, drilling equipment,
  oil and gas field machinery, mining equipment
m33324 w42383 f81131 | industrial machinery, packaging machinery, food machinery,
  printing machinery, textile machinery, semiconductor equipment,
  semiconductor machinery, woodworking machinery, sawmill machinery, 3d printer,
  industrial equipment
m33331 w42344 f811212 | photocopier, vending machine, optical instrument, camera,
  photographic equipment, optical lens, lens, commercial machinery, office machine,
  photographic and photocopying equipment, commercial laundry machinery
m3334 w42373 l53249 i23822 f811412 | air conditioner, furnace, refrigeration,
  heating equipment, hvac equipment, heat pump, air purification equipment,
  boiler system, air conditioning equipment, refrigeration equipment,
  warm air heating equipment
m3335 w42383 | machine tool, mold, die set, cutting tool, metalworking machinery,
  tool and die, rolling mill machinery, industrial mold
m3336 | turbine, engine, power transmission equipment, gear, speed changer
m33391 w42383 | pump, compressor
m33392 w42383 i23829 f81131 | elevator, conveyor, forklift, material handling equipment,
  industrial truck, overhead crane, hoist, escalator, lift equipment, moving stairway
m33399 w42383 l53249 f81131 | machinery, machine, equipment, industrial robot,
  scale and balance, power tool, welding equipment, packaging machine, robot, robotics,
  robots, fluid power, machines, drone, drones
m33411 w42343 r443142 l53242 f811212 | computer, laptop, server hardware,
  computer hardware, computer equipment, pc, data storage hardware, peripheral,
  computer peripheral, printer, computer storage device, computer terminal,
  technology hardware
m33421 w42369 f811213 | telephone apparatus, telephone, phone system
m33422 w42369 f811213 r443142 | radio equipment, antenna, wireless equipment,
  broadcasting equipment, communications equipment, networking equipment, satellite,
  network hardware, communication equipment, satellites, alarm equipment,
  signalling equipment
m3343 w42362 r443142 f811211 | audio equipment, video equipment, television set,
  speaker, headphone, stereo, consumer electronics, electronics, electronic, tv
m33441 w42369 | semiconductor, chip maker, circuit board, electronic component,
  integrated circuit, capacitor, electronic part, microchip, semiconductors, sensor,
  printed circuit, bare printed circuit, electronic connector, resistor,
  electronics component
m334511 w42386 | navigation instrument, radar, avionics, guidance system, sonar
m334510 w42345 | electromedical, electromedical apparatus, hearing aid, pacemaker, mri
m33451 w42349 f811219 | measuring instrument, instrument, test equipment,
  scientific instrument, laboratory equipment, watch, clock, instrumentation,
  control instrument, analytical laboratory instrument, irradiation apparatus,
  automatic environmental control
m3346 w42399 | magnetic media, optical media, software reproducing, blank tape
m3351 w42361 r44229 | lighting, lamp, light bulb, led light, lighting fixture,
  lighting equipment, led lighting
m3352 w42362 r443141 l53221 f811412 | appliance, home appliance, household appliance,
  refrigerator, vacuum cleaner, cooking appliance, laundry equipment,
  electrical appliance
m3353 w42361 | transformer, electric motor, generator, switchgear, relay,
  electrical apparatus
m33591 w42361 r44131 | battery, batteries, storage battery, energy storage, fuel cell
m33592 w42361 | cable, wire and cable, fiber optic cable, communication and energy wire
m3359 w42361 | electrical equipment, wiring device, carbon product, electric goods,
  electrical component, electrical product, electrical goods, electrical supplies
m33611 w42311 r44111 l53211 f8111 | car, automobile, automotive, vehicle, motor vehicle,
  electric vehicle, ev, light truck, electric car, autos, passenger car,
  automotive vehicle
r44112 | used car, pre owned car
m33612 w42311 r44111 l53212 | truck, heavy duty truck, semi truck, commercial vehicle,
  bus
m33621 w42311 l53212 r44122 | truck trailer, trailer, truck body, motor vehicle body,
  utility trailer
m33621 r44121 l53212 w42311 | rv, recreational vehicle, motor home, camper,
  travel trailer
m3363 w42312 r44131 | auto part, car part, automotive part, vehicle part, brake system,
  engine part, motor vehicle part, transmission part, seating and interior trim,
  auto parts, automotive component, auto component, steering and suspension,
  motor vehicle steering
m3364 w42386 f488190 | aircraft, airplane, aircraft part, aerospace, spacecraft, rocket,
  guided missile, space vehicle, jet, helicopter, rocketry, airplanes, aerospace product
m3365 w42386 | railroad rolling stock, locomotive, rail car, train car
m3366 w42391 r441222 l532284 f81149 | boat, ship, yacht, ship building, shipbuilding,
  shipyard, marine craft
m33699 w42391 r441228 l532284 f81149 | motorcycle, bicycle, bike, e bike, golf cart,
  scooter, atv, all terrain vehicle
m336992 | tank component, military armored vehicle
m3371 w42321 r44211 l53228 f81142 | furniture, sofa, household furniture,
  kitchen cabinet, cabinet, cabinetry, upholstered furniture, wood furniture,
  home furniture, woodwork
m3372 w42321 r45321 l53242 | office furniture, fixture, showcase, shelving, partition
m33791 w42321 r44211 | mattress
m33792 w42322 r44229 | blind, shade, window blind, window treatment
m3399 w42399 r44229 | home furnishing, home decor, housewares, kitchenware, furnishing
m33911 w42345 r446199 l53228 f811219 | medical device, medical equipment,
  medical supply, surgical instrument, prosthetic, orthopedic device,
  surgical appliance, medtech, medical supplies, medical devices, medical instrument,
  wheelchair, medical technology, health care equipment, healthcare equipment,
  hospital supplies, hospital equipment, home health equipment, surgical supplies,
  med tech, durable medical equipment
m339114 w42345 | dental equipment, dental supplies
m339115 w42346 r44613 | eyeglasses, eyewear, ophthalmic goods, contact lens, glasses,
  sunglasses
m339116 | dental lab, dental laboratory
m33991 w42394 r44831 f81149 | jewelry, jewellery, diamond, jeweler, silverware
m33992 w42391 r45111 l532284 | sporting goods, fitness equipment, sports equipment,
  golf equipment, athletic goods, exercise equipment, camping gear, outdoor gear
m33993 w42392 r45112 | toy, game toy, doll, board game, toys and games, hobby goods
m33994 w42412 r45321 | pen, pencil, art supply, office supplies except paper,
  marking device
m33995 | sign, signage, billboard making
m339992 w42399 r45114 l53228 | musical instrument, guitar, piano
m33999 w42399 | casket, broom, brush, umbrella, fire extinguisher, wig
m33999 w42399 r45322 | gift, souvenir, novelty, greeting card, gifts
m3399 w4239 r4539 | consumer goods, durable goods, consumer product, consumer products,
  durables, household durables
w4249 r4539 | nondurable goods, general merchandise line, merchandise
w42393 r45931 | scrap, scrap metal, recyclable material, salvage
r4512 w42492 m51113 | book, magazine newsstand, textbook, periodical newspaper
r45391 w42499 | pet supplies, pet product, pet accessory, pet
r45392 w42499 | artwork, art gallery, art dealer, fine art
r45331 | used merchandise, antique, second hand, thrift, consignment, vintage
r45393 | manufactured home dealer
w42346 r44613 | optical goods
w42384 | industrial supplies, welding supplies
w4247 | petroleum bulk station
w42385 r44619 | beauty salon equipment, janitorial supply,
  service establishment equipment
w42372 r44419 | plumbing supply, plumbing equipment, plumbing fixture
w42374 | refrigeration supply
w42342 r45321 l53242 | office equipment
w42344 r44619 | restaurant equipment, commercial kitchen equipment
"""
GOODS: Final = _FOOD_AND_CLOTHES + _MATERIALS + _MACHINES
