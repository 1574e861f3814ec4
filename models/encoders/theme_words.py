"""Phrases by which leaders name their challenges, one theme a line.

A phrase stands in the first table only when it can hardly mean anything else,
wherever it stands: a theme that is named and untrue costs more trust than one that
is missed. "Contract", "audit", "culture", "exit" or "investor" name no theme there. A
word that is clear only when it is all that someone says, as a tag, stands in the
second table. The third takes phrases out of the running that only look like a theme.
"""

from typing import Final

THEME_PHRASES: Final = """
Hiring | hiring, recruiting staff, recruiting talent, recruiting people,
  recruiting employees, recruiting engineers, recruiting drivers, recruiting nurses,
  recruitment of staff, recruiting process, hiring process, talent acquisition,
  talent shortage, labor shortage, labour shortage, skills shortage, staff shortage,
  staffing shortage, finding talent, attracting talent, finding good people,
  find good people, finding staff, hire people, hire employees, hire staff,
  hire developers, hire engineers, hire salespeople, first hire,
  hiring our first employee, employer brand, interviewing candidates,
  interviewing job candidates, interview scorecard
Keeping people | employee retention, staff retention, driver retention,
  talent retention, nurse retention, retention bonus, employee turnover, staff turnover,
  employee attrition, staff attrition, retain talent, retain staff, retain employees,
  retain people, retaining talent, retaining staff, retaining employees,
  retaining people, keeping good people, keep good people, losing good people,
  losing key people, quiet quitting, employee engagement, staff engagement,
  stay interview
Delegating | delegating, learn to delegate, how to delegate, hard to delegate,
  delegate more, delegate better, delegation plan, delegation skill, micromanaging,
  micromanagement, letting go of control, let go of control, owner dependence,
  founder dependence, everything depends on me, i am the bottleneck, founder bottleneck,
  stuck in the day to day
Leadership team | leadership team, executive team, leadership development,
  middle management, leadership bench, leadership pipeline, first time manager,
  developing managers, developing leaders, build a management team,
  building a management team, turning supervisors into managers
Culture | company culture, corporate culture, organizational culture,
  organisational culture, workplace culture, culture survey, toxic culture,
  toxic workplace, core values, employee morale, staff morale, team morale, low morale,
  team spirit, psychological safety
Accountability and performance | accountability, underperformer, low performer,
  underperforming employee, performance review, performance management, firing someone,
  fire someone, firing an employee, fire an employee, letting someone go,
  let someone go, terminate an employee, hold people accountable,
  holding people accountable, objectives and key results
Pay and incentives | pay band, salary band, incentive plan, incentive compensation,
  commission plan, bonus plan, bonus scheme, profit sharing, phantom equity,
  phantom stock, equity compensation, employee equity, employee stock option,
  stock option plan, option pool, wage inflation, employee benefits, compensation plan,
  executive compensation, sales compensation, founder salary, esop
Remote work | remote work, remote working, remote team, remote employee, hybrid work,
  hybrid working, distributed team, work from home, working from home, work remotely,
  working remotely, return to office, virtual team
Cash flow | cash flow, cashflow, working capital, burn rate, cash runway,
  months of runway, running out of cash, run out of cash, late payment, late payer,
  slow payer, accounts receivable, unpaid invoice, cash reserve, cash management,
  cash conversion cycle
Margins and costs | profitability, profit margin, gross margin, margin pressure,
  shrinking margin, thin margin, unit economics, cost control, cost cutting,
  cutting costs, reducing costs, rising costs, cost pressure, overhead costs,
  reducing overhead
Pricing | pricing, price increase, raise prices, raising prices, raise our prices,
  raising our prices, price pressure, price war, undercharging, how much to charge
Funding | raise capital, raising capital, raise venture capital,
  raising venture capital, raise a round, raising a round, raise money from,
  raising money from, seed round, seed funding, startup funding, funding round,
  get funding, getting funding, find funding, finding funding, secure funding,
  securing funding, outside funding, external funding, looking for funding,
  equity round, find investors, finding investors, find an investor,
  finding an investor, pitching investors, pitching to investors, term sheet,
  pitch deck, convertible note, equity dilution, pre money valuation, startup valuation,
  debt financing, bank loan, growth capital, access to capital, mezzanine debt,
  asset based lender
Winning customers | customer acquisition, client acquisition, user acquisition,
  winning customers, win customers, finding customers, find customers,
  finding new customers, find new customers, get new customers, getting new customers,
  attract customers, attracting customers, attract new customers, acquire customers,
  acquiring customers, getting customers, get more customers, finding clients,
  find clients, getting clients, get more clients, win new business,
  winning new business, lead generation, generate leads, generating leads,
  more sales leads, sales pipeline, demand generation, sales prospecting, cold calling,
  first paying customer
Sales | scaling sales, sales growth, growing sales, increase sales, increasing sales,
  build a sales team, building a sales team, managing a sales team, sales process,
  sales cycle, sales strategy, sales performance, sales enablement, enterprise sales,
  founder led sales, first sales hire, first sales manager, closing deals
Marketing and brand | marketing strategy, marketing plan, marketing budget,
  marketing campaign, marketing lead, digital marketing, content marketing,
  online marketing, social media marketing, email marketing, online advertising,
  measuring advertising, brand awareness, brand positioning, branding strategy,
  our branding, rebranding the company, rebranding our company, SEO,
  search engine optimization, public relations, go to market strategy
Customer retention | customer retention, client retention, customer churn, churn rate,
  reduce churn, reducing churn, losing customers, losing clients, retaining customers,
  retain customers, customer loyalty
Customer concentration | customer concentration, client concentration,
  dependence on one customer, depend on one customer, reliance on one customer,
  one big customer, one large client, loss of the largest customer,
  losing our largest customer, losing our biggest customer, losing my biggest client,
  losing their largest account, losing our largest account, key account dependence
Scaling up | scaling the business, scaling the company, scaling my business,
  scaling our business, scaling a business, scale the business, scale the company,
  scale my business, scale our business, scale a business, growing pains, hypergrowth,
  growing too fast, managing growth, managing rapid growth, growth plateau,
  opening a second location, opening second offices
Strategy and focus | strategic planning, strategic plan, strategic direction,
  strategy execution, company strategy, business strategy, long term strategy,
  lack of focus, losing focus, lost focus, too many ideas, setting priorities,
  direction of the company
Product-market fit | product market fit, minimum viable product, customer discovery,
  customer development, idea validation, product validation, validate my idea,
  validate an idea, validate our idea, validating an idea, validating my idea
Innovation | new product development, product innovation, research and development,
  launching a new product, launch a new product, launching a second product
Competition | losing market share, price competition, new competitor,
  competitive pressure, low cost competitor, crowded market, competing against larger,
  competing with larger, compete with larger, compete with bigger, competing with bigger
Digital tools and AI | AI, artificial intelligence, generative AI, chatgpt,
  digital transformation, digitalization, digitalisation, digitization,
  ERP implementation, ERP project, ERP change, ERP system, new ERP, legacy system,
  legacy software, outdated systems, technical debt, new CRM, CRM implementation,
  software implementation, automating our processes, automating processes,
  automate our processes
Cyber security | cyber security, cybersecurity, information security, ransomware,
  phishing, data breach, security breach, cyber attack, cyber insurance
Operations | operational efficiency, operational excellence, process improvement,
  process mapping, standard operating procedure, lean manufacturing, quality control,
  capacity planning, on time delivery, systems and processes, inefficient processes
Supply chain | supply chain, supply shortage, component shortage, parts shortage,
  raw material shortage, raw material price, supplier lead time, long lead time,
  import tariff, freight cost, nearshoring, reshoring, stockout, inventory management,
  second sourcing
Regulation and legal | regulatory compliance, regulatory approval,
  government regulation, working with regulators, GDPR, data protection law, lawsuit,
  litigation, legal dispute, legal issue, trademark, trademark infringement,
  copyright infringement, patent infringement, patent application,
  intellectual property, terms of service, non compete agreement,
  non disclosure agreement, red tape, tax compliance
Succession | succession, find a successor, finding a successor, choosing a successor,
  hand over the business, hand over the company, handing over the business,
  handing over the company, handed over a company, handing over to an insider,
  transition of ownership, ownership transition, stepping down as ceo, step down as ceo,
  replace myself as ceo, who comes after me
Selling the business | selling the business, selling the company, selling my business,
  selling my company, selling our company, selling our business, sell the business,
  sell the company, sell my business, sell my company, sell our company,
  sell our business, sold my company, sale of the business, sale of the company,
  buyer for the business, buyer for the company, getting acquired, earn out,
  strategic buyer
Buying companies | mergers and acquisitions, buying a company, buying a competitor,
  buy a competitor, acquiring a company, acquiring a competitor, acquire a competitor,
  post merger integration, acquisition integration, integrating an acquisition,
  integrating a small acquisition, integration of acquisitions, add on acquisition,
  merging two companies
Family business | family business, family firm, family owned, family governance,
  family council, family employment policy, family employment rules,
  family members in the business, spouse in the business, siblings in the business,
  buying out a sibling, buying out my brother, buying out my sister
Co-founders and partners | co founder conflict, cofounder conflict, founder conflict,
  find a co founder, finding a co founder, looking for a co founder, find a cofounder,
  finding a cofounder, looking for a cofounder, technical co founder,
  technical cofounder, co founder agreement, founders agreement, founder equity,
  equity split, split equity, splitting equity, shareholder dispute,
  shareholder agreement, partner dispute, partnership agreement, partner buyout,
  partner buy in, buy out my partner, buying out a partner, buying out my partner,
  buy sell agreement
Board and governance | board of directors, advisory board, board meeting, board member,
  board composition, board management, non executive director, independent director,
  outside director, corporate governance
Going international | international expansion, going international, overseas expansion,
  global expansion, expanding abroad, expand abroad, expansion abroad,
  expanding overseas, expand overseas, expand internationally,
  expanding internationally, selling abroad, selling internationally, foreign market,
  export market, market entry strategy
Burnout and balance | burnout, burned out, burnt out, work life balance, overworked,
  working too much, working long hours, feeling overwhelmed, i am exhausted
Loneliness at the top | loneliness, lonely at the top, lonely as a ceo,
  lonely as a founder, no one to talk to, nobody to talk to, imposter syndrome,
  impostor syndrome
Time management | time management, not enough time, lack of time, too many meetings,
  procrastination, constant firefighting, always firefighting, putting out fires
Crisis and downturn | bankruptcy, insolvency, going bankrupt, economic downturn,
  economic recession, market downturn, economic uncertainty, crisis management,
  crisis response, company turnaround, turnaround plan, declining sales,
  declining revenue, revenue decline
Diversity and inclusion | diversity and inclusion, equity and inclusion, DEI,
  gender balance, workplace diversity, diverse team, diverse workforce,
  inclusive culture, women in leadership
Sustainability | carbon footprint, carbon emissions, net zero, circular economy, ESG,
  environmental sustainability, sustainability strategy, sustainability goals,
  sustainability report, sustainability reporting
Change and structure | change management, resistance to change, organizational change,
  organisational change, culture change, organizational structure,
  organisational structure, organization structure, org structure,
  organizational design, organization design
Communication | internal communication, team communication, breaking down silos,
  conflict resolution, team conflict, conflict in the team, difficult conversation,
  hard conversation, feedback culture, public speaking
Premises and equipment | finding office space, looking for office space, office lease,
  store lease, lease negotiation, lease renewal, moving offices, opening a new office,
  new premises, new factory, plant expansion, equipment leasing
"""

THEME_TAGS: Final = """
Hiring | talent, recruiting, recruitment
Keeping people | people retention, retention of staff, staff loyalty
Delegating | delegation
Leadership team | management team, senior team
Culture | culture, morale
Accountability and performance | underperformance, okr
Pay and incentives | pay, compensation, salary, bonuses, incentives
Remote work | remote, hybrid
Cash flow | liquidity, runway, receivables
Margins and costs | margins, profit, overhead, cost reduction
Pricing | prices
Funding | funding, financing, fundraising, investors, venture capital, raising money
Winning customers | customer growth, new customers, new clients, business development
Sales | sales, sales team, sales management
Marketing and brand | marketing, brand, branding, rebranding, advertising, social media,
  positioning
Customer retention | churn
Customer concentration | largest customer, biggest customer
Scaling up | growth, scaling, scaling up, scale up
Strategy and focus | strategy, focus, priorities, prioritization, prioritisation
Product-market fit | market fit, mvp
Innovation | innovation, new products, product development, r and d, r d
Competition | competition, competitors
Digital tools and AI | ERP, CRM, technology, automation, digital tools, it systems
Cyber security | cyber, it security
Operations | operations, processes, efficiency, productivity
Supply chain | suppliers, procurement, inventory, tariffs
Regulation and legal | regulation, compliance, legal, tax
Succession | successor, handover, handing over
Selling the business | exit strategy, business sale, company sale
Buying companies | m a, acquiring companies, buying companies, buying businesses
Family business | family company
Co-founders and partners | co founder, cofounder, shareholders, business partners
Board and governance | board, governance
Going international | international, internationalization, internationalisation, export,
  exporting
Burnout and balance | stress, mental health, wellbeing, well being
Loneliness at the top | isolation
Time management | firefighting
Crisis and downturn | crisis, recession, downturn, turnaround, restructuring
Diversity and inclusion | diversity, inclusion
Sustainability | sustainability
Change and structure | transformation, reorganization, reorganisation
Communication | communication, communications, conflict
"""

NO_THEME: Final = """
pricing stage, pricing tier, cash flow positive, culture of hiring, in succession,
a succession of, quick succession, rapid succession, close succession,
artificial insemination, hiring a lawyer, hiring an attorney, hiring an accountant,
hiring a freelancer, hiring us, hiring platform, hiring software, transfer pricing,
pricing page, personal burn rate, safety culture, selling the business idea,
sell the business idea, sell the business plan, sell the company car, litigation lawyer,
litigation support, burned out bulb, cattle branding, branding iron,
trademark registration number, lead generation advertising, inventory management system,
inventory management software
"""
