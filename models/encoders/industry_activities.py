"""Words for office work: technology, media, finance, property, professions, support.

A line with "~" counts only when a text has nothing else to go by: it names a means.
"""

from typing import Final

_TECHNOLOGY: Final = """
511210 | software, software publisher, video game, game developer, game studio,
  software product, enterprise software, application software, mobile app, mobile game,
  web app, application, computer software, software company, computer game,
  computer games, erp, software vendor, mobile application, apps, systems software,
  gaming software, crm, internet software and services, design tools,
  workflow automation, note taking
~511210 | saas, tool, app, platform, b2b, b2c, api, apis, developer tools, ai, ml,
  machine learning, artificial intelligence, generative ai, ai assistant,
  computer vision, deep learning, nlp, automation, no code, low code, open source,
  productivity, chatbot, data engineering, collaboration, b2b saas, online,
  internet, web based, digital, crypto web3, blockchain, web3, augmented reality,
  virtual reality, metaverse, aiops, data science, big data, analytics,
  conversational ai, team collaboration, devsecops, devops, tech startup, tech company,
  natural language processing, large language model, llm,
  internet of things, iot, dashboard, data platform, chatbots,
  robotic process automation, deep tech, algorithm
~5415 | technology, information technology, tech, it, hard tech, high tech, computer
541511 | software development, custom software, app development, web development,
  website design, web design, programming, custom computer programming,
  software engineering, application development, software consulting, software agency,
  web developer, software house, mobile app development, software developer,
  website development
541512 | it services, it consulting, systems integrator, systems integration,
  it system development, computer systems design, information technology and services,
  devops consulting, system integration, cloud consulting, it consultancy,
  computer consulting, technology consulting, information technology services,
  it solutions, cyber security, cybersecurity, computer and network security,
  network security, information security, data security, computer services,
  software services, it and services, it system, information services consulting,
  salesforce consulting, computer related services, technology services,
  it infrastructure, technology consultancy, data consulting, computer systems,
  cloud services, network engineering, iot security
541513 | it management, managed it, managed services, managed service provider, msp,
  it support, it outsourcing, computer facilities management, helpdesk, help desk
5182 | web hosting, cloud hosting, hosting, data center, data centre, data processing,
  cloud computing, cloud infrastructure, data storage, data entry, cloud provider, cdn,
  cloud storage, datacenter, computer networking hosting, colocation, databases,
  database
334418 | embedded hardware
517311 | telecommunications, telecom, telecommunication, telco,
  internet service provider, isp, broadband, fiber internet, phone company,
  cable company, wireline, wired telecommunications carrier, communications services,
  telephone company, phone service
517312 | wireless carrier, wireless, mobile operator, mobile network, cellular,
  wireless telecommunications carrier
5174 | satellite telecommunications, satellite communications
517911 | voip, telecommunications reseller, unified communications
519130 | internet publishing, web search portal, search engine, social network,
  social media, online media, web portal, online community, content platform,
  user generated content, dating app, online directory, social networking,
  internet media, online dating, blogging platform, interactive media, dating,
  creator economy, consumer internet, messaging, social media platform
519120 | library, libraries, archive
519110 | news agency, news syndicate, press agency
519190 | information services
454110 | e commerce, ecommerce, online store, online shop, online retail,
  online retailer, web shop, mail order, electronic shopping, internet retail,
  dtc brand, d2c, internet retailer, direct to consumer, online marketplace,
  amazon seller, webshop, onlinehandel, e tail, internet and direct marketing retail,
  online shopping, catalog retail
~454110 | marketplace
5111 | publishing, publisher, newspaper, magazine, book publishing, periodical,
  book publisher, news media, directory and mailing list, greeting card publisher,
  journalism, magazine publisher, newspaper publisher, printed media, print media,
  directory publisher
511120 | magazine publishing
511199 | writing and editing, content writing
5121 | film, movie, motion picture, video production, film production,
  television production, cinema, animation, post production, movie theater, documentary,
  movies, video, film studio, streaming service, motion pictures and film,
  media production, theater, motion picture and video, drive in theater,
  movies and entertainment, streaming video
512110 | motion picture production
5122 | music, record label, music publishing, sound recording, recording studio,
  podcast, podcasts, podcasting, music production, sound recording industry,
  podcast network
5151 | broadcasting, radio station, tv station, television station, radio,
  television broadcaster, radio network, broadcast media, television broadcasting,
  radio broadcasting
5152 | cable network, cable programming, subscription programming, pay tv
~51 | media, information, entertainment media, media company, communications, new media,
  information sector, media and information
"""
_FINANCE: Final = """
521110 | central bank, monetary authority, monetary authorities
52211 | bank, banking, commercial bank, retail banking, neobank, community bank,
  challenger bank, banker, commercial banking, banks, private banking,
  banking as a service, depository institution, depository credit intermediation,
  diversified banks
52213 | credit union
52212 | savings institution, savings and loan, thrifts, savings bank
52221 | credit card, credit card issuing
522291 | consumer lending, consumer loan, personal loan, payday loan, consumer finance
52229 | lending, lender, loans, microfinance, student loan, factoring, sales financing,
  credit, equipment finance, trade finance, commercial lending, business loans, pawn,
  nondepository credit intermediation, secondary market financing, financing,
  invoice financing, real estate credit
522292 | mortgage lender, mortgage lending, mortgages, mortgage finance, mortgage bank
52231 | mortgage broker, loan broker, mortgage brokerage, mortgage and nonmortgage loan
52232 | payment processing, payments, payment, fintech, payment processor,
  merchant services, financial transactions processing, money transfer, remittance,
  card processing, billing, financial technology, credit intermediation, check cashing,
  payment solutions, insurtech, transaction processing, payment gateway,
  mobile payments, digital wallet, wallet
523110 | investment banking, investment bank, underwriting securities, m a advisory
52312 | brokerage firm, stockbroker, securities brokerage, broker dealer, securities,
  securities trading, stock trading, capital markets, trading, commodity contracts,
  commodity trading, stock brokerage, stocks, online brokerage
523210 | stock exchange, crypto exchange, exchange, commodity exchange,
  securities exchange, financial exchange, cryptocurrency exchange
523130 | cryptocurrency, crypto, bitcoin, defi, digital assets, nft
52391 | venture capital, private equity, vc, angel investing, venture fund,
  investment firm, venture capital and private equity, investor, family office,
  investments, investing, investment company, holding and investment,
  startup accelerator, search fund, asset investment, capital investment, investment
523920 | asset management, hedge fund, portfolio management, investment management,
  fund management, asset manager, investment manager, mutual fund management
523930 | wealth management, financial planning, financial advisor, financial adviser,
  investment advice, financial advisory, financial planner, wealth advisor,
  retirement planning, investment adviser, robo advisor, personal finance,
  financial consulting
5239 | trust company, fiduciary, escrow agency
52 | financial services, finance, financials, financial, financial institution,
  finance and insurance, diversified financials, financial service, banking and finance,
  banking and financial services, financial products
5241 | insurance carrier, insurer, life insurance, reinsurance,
  property and casualty insurance, insurance company, title insurance, health insurance,
  health and medical insurance, insurance underwriting, casualty insurance,
  direct life insurance, microinsurance, multi line insurance, mutual insurance company
52421 | insurance agency, insurance broker, insurance brokerage, insurance agent,
  insurance brokers, insurance agencies
52429 | claims adjuster, third party administrator, claims adjusting, pharmacy benefit
524 | insurance, cyber insurance, insurance services
5251 | pension fund, employee benefit fund, pension, welfare fund,
  health and welfare fund
5259 | trust, estate account, investment fund, mutual fund, reit,
  open end investment fund, real estate investment trust, financial vehicle,
  investment pool
"""
_PROPERTY: Final = """
53 | real estate rental and leasing, real estate and rental
531 | real estate, realty, property, real property, commercial real estate, proptech,
  residential real estate, immobilier, property company, real estate services
5311 | landlord, property owner, lessor of real estate, lessors of real estate,
  coworking, co working, self storage, miniwarehouse, apartment rental, office space,
  student housing, flexible office, lessors of residential buildings, coliving,
  multifamily, housing rental, apartment, apartments, rental property, rental housing,
  real estate investor
53121 | real estate agent, real estate broker, realtor, real estate brokerage,
  estate agent, real estate agency, letting agent, property sales
53131 | property management, property manager, real estate management, hoa management,
  facility owner, residential property manager
53132 | real estate appraisal, appraiser, property appraisal, appraisal
53139 | escrow, title search, real estate listing
5321 | car rental, truck rental, vehicle leasing, fleet leasing, car hire,
  truck leasing, automotive equipment rental, passenger car rental, car sharing
5322 | consumer goods rental, party rental, video tape rental, rent to own,
  consumer rental, home health equipment rental, formal wear rental
5323 | general rental center, tool rental, general rental
5324 | equipment rental, equipment leasing, machinery rental, equipment hire,
  industrial equipment leasing, scaffolding rental, container leasing
5331 | franchising, franchisor, patent licensing, brand licensing,
  lessors of nonfinancial intangible assets, intellectual property licensing, royalty,
  franchise
"""
_PROFESSIONS: Final = """
~54 | professional services, professional service, business services, professional firm,
  professional scientific and technical services, knowledge work, b2b services
541110 | law, law firm, lawyer, attorney, legal, legal services, solicitor, barrister,
  advocate, law practice, legal practice, litigation, patent attorney, law office,
  legaltech, legal tech, legal service, counsel, lawyers, patent law
541120 | notary
54119 | paralegal, title abstract, process server, settlement office, title company
541199 | alternative dispute resolution, arbitration, mediation
541211 | accounting, accountant, cpa, accountancy, audit, auditing,
  certified public accountant, public accounting, auditor, accounting firm
541213 | tax preparation, tax advisory, tax services, tax advisor, tax consultant, tax
541214 | payroll, payroll services, peo
541219 | bookkeeping, bookkeeper
541310 | architecture, architect, architectural services, architecture and planning,
  architecture firm, architectural firm
541320 | landscape architecture, landscape architect, urban planning
541330 | engineering, engineer, civil engineering, structural engineering,
  mechanical engineering, electrical engineering, engineering services,
  industrial engineering, engineering consultancy, mechanical or industrial engineering,
  engineering firm
541340 | drafting, cad services
541350 | building inspection, home inspection
541360 | surveying, land surveying, mapping, geophysical surveying, geospatial
541380 | testing laboratory, quality assurance, testing laboratories,
  materials testing, quality testing, inspection services, calibration,
  laboratory testing, non destructive testing
541410 | interior design, interior designer
541420 | industrial design, product design, product designer
541430 | graphic design, design agency, design studio, branding, brand agency,
  brand design, brand identity, illustration, commercial art
~5414 | design, designer, creative
541490 | fashion design, jewelry design, specialized design
541611 | consulting, consultancy, consultant, management consulting,
  business consulting, strategy consulting, management consultant, business advisory,
  advisory, advisory firm, business coach, executive coaching, business coaching,
  leadership coaching, coaching, coach, strategy, administrative management,
  general management consulting, leadership, international trade and development,
  business advice, mentoring, business transformation
541612 | hr consulting, human resources consulting, human resources, human resource, hr,
  hr services, compensation consulting, hr tech, people operations, employee benefits,
  human resources services, organizational development, talent management
541613 | marketing consulting, sales consulting, growth consulting, marketing consultant
541614 | supply chain consulting, process improvement, logistics consulting,
  supply chain, operations consulting, lean consulting, supply chain management,
  procurement
541618 | telecommunications consulting, management services consulting
541620 | environmental consulting, sustainability consulting, environmental engineering,
  environmental consultancy, climate consulting, carbon accounting
541690 | scientific consulting, technical consulting, safety consulting,
  energy consulting, security consulting, agricultural consulting, compliance,
  compliance consulting
54171 | biotech, biotechnology, nanotechnology, research and development, r and d,
  genomics, research, drug discovery, scientific research, synthetic biology,
  gene therapy, life sciences, life science, clinical research, biopharma,
  biopharmaceutical, physical engineering and life sciences, cell therapy, bioscience,
  oncology, crispr, drug delivery, clinical trials, contract research,
  pharmaceuticals biotechnology and life sciences
54172 | social science research, think tank, think tanks, policy research, humanities
54181 | advertising, ad agency, advertising agency, marketing agency, digital agency,
  marketing, digital marketing, seo, advertising and marketing, creative agency, adtech,
  marketing firm, content marketing, performance marketing, social media marketing,
  advertising services, influencer marketing, marketing services, online advertising,
  marketing and advertising, brand marketing, growth marketing, internet marketing,
  martech, email marketing, search engine optimization, mobile marketing
54182 | public relations, pr agency, pr firm, public relations and communications, pr,
  communications agency
54183 | media buying, media agency
54184 | media representative
54185 | outdoor advertising, billboard, billboards, display advertising
54186 | direct mail, direct marketing, direct mail advertising
54189 | promotional products, advertising material distribution, trade show displays,
  promotional product, promotional merchandise
54191 | market research, survey research, opinion polling, public opinion polling
54192 | photography, photographer, photo studio, photofinishing studio
54193 | translation, translator, interpretation, localization, interpreter
54194 | veterinary, veterinarian, vet, animal hospital, vet clinic
541990 | patent broker, weather forecasting, appraisal of art
5511 | holding company, head office, corporate headquarters, conglomerate,
  family holding, management of companies and enterprises, management of companies,
  holding, holdings, offices of bank holding companies,
  subsidiary and regional managing office, conglomerates, industrial conglomerates
"""
_SUPPORT: Final = """
561 | business support, administrative and support services, administrative services
56 | administrative and support and waste management
~561 | outsourcing, business process outsourcing, bpo, business products and services,
  outsourcing offshoring, outsourced services, commercial services and supplies
561110 | office administration, office administrative services, virtual office,
  virtual assistant, business management services, office services, back office
5612 | facilities management, facility management, facilities support,
  facilities services, facility services
56131 | recruiting, recruitment, executive search, headhunter, headhunting,
  employment agency, staffing and recruiting, employment placement, talent acquisition,
  recruiter
56132 | staffing, temporary staffing, temp agency, staffing agency, temporary help,
  staffing firm, employment services, nurse staffing, workforce solutions
56133 | professional employer organization, employee leasing
56141 | document preparation, transcription, secretarial
56142 | call center, call centre, telemarketing, contact center, answering service,
  telephone answering, customer support, customer service, customer service outsourcing
56143 | copy shop, print shop, mailbox, private mail center, business service center
56144 | collection agency, debt collection, collections
56145 | credit bureau, credit reporting
56149 | court reporting, repossession
56151 | travel agency, travel agent, travel arrangement, travel, tourism,
  leisure travel and tourism, leisure and travel, sustainable tourism, travel services,
  travel and hospitality
56152 | tour operator, tours, tour, tour company
56159 | ticketing, convention bureau, reservation service, visitors bureau, booking
56161 | security, security guard, security services, private security, investigation,
  private investigator, guard, security firm, security and investigations, armored car,
  security company, detective
56162 | security system, alarm company, locksmith, alarm monitoring, alarm system,
  burglar alarm
56171 | pest control, exterminator, exterminating
56172 | cleaning, janitorial, cleaning services, commercial cleaning, house cleaning,
  maid, cleaning company, cleaner, office cleaning, janitor, window cleaning,
  maid service
56173 | landscaping, lawn care, gardener, tree service, landscaper, gardening,
  snow removal, landscaping services, landscape
56174 | carpet cleaning, upholstery cleaning
56179 | pool cleaning, chimney cleaning, pressure washing, duct cleaning, swimming pool
56191 | contract packaging, packaging and labeling, packaging services,
  labeling services, co packing
56192 | event management, event planning, trade show, conference organizer, events,
  event, events services, event planner, convention, exhibition organizer,
  event production, expo, conferences, event services, meeting planner
56199 | fulfillment, inventory services
562 | waste management, environmental services,
  waste management and remediation services, environmental and facilities services,
  environmental, cleantech waste, waste, environmental industry
5621 | garbage, waste collection, trash, refuse, junk removal, waste hauling, dumpster,
  solid waste, hazardous waste collection
5622 | landfill, waste treatment, waste disposal, incinerator, hazardous waste
56291 | remediation, environmental remediation, asbestos removal, mold remediation,
  restoration contractor, water damage restoration
56292 | recycling, materials recovery, recycler, recycling facility
56299 | septic, septic tank, portable toilet, septic service
"""
ACTIVITIES: Final = _TECHNOLOGY + _FINANCE + _PROPERTY + _PROFESSIONS + _SUPPORT
