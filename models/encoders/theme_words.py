"""Words and phrases by which leaders name their challenges, one theme a line."""

from typing import Final

THEME_WORDS: Final = """
Hiring | hiring, recruiting, recruitment, recruit, hire, new hire, talent acquisition,
  finding talent, attracting talent, talent shortage, labor shortage, labour shortage,
  skills shortage, staffing shortage, job candidate, interviewing candidate, recruiter,
  finding good people, find good people, find people, finding people, employer brand,
  hire people, first employee, job description, finding staff, talent, first hire
Keeping people | retention, employee retention, staff turnover, employee turnover,
  attrition, turnover of staff, retain talent, retaining talent, retaining staff,
  retaining employees, keeping good people, keep good people, poaching, quiet quitting,
  employee engagement, staff engagement
Delegating | delegation, delegating, delegate, letting go, let go of control,
  bottleneck, micromanaging, micromanagement, micromanage, owner dependence,
  founder dependence, working in the business, working on the business,
  everything depends on me, stuck in the day to day, stuck in operations
Leadership team | leadership team, management team, executive team,
  leadership development, middle management, succession of managers, second tier,
  leadership bench, senior team, management layer, leadership pipeline,
  developing leaders, first time managers, executive hire, developing managers, c suite,
  leadership skill, new managers
Culture | culture, company culture, corporate culture, core values, remote culture,
  morale, employee morale, team spirit, trust in the team, toxic, psychological safety
Accountability | accountability, underperformer, underperforming, performance review,
  performance management, firing, fire someone, letting someone go, layoff, dismissal,
  difficult conversation, hard conversation, terminate an employee, low performer, okr,
  kpi, holding people accountable
Pay and incentives | compensation, salary, salaries, bonus, bonuses, incentive plan,
  incentive, wages, wage inflation, stock options, employee equity, vesting, esop,
  commission plan, payroll cost, profit sharing, equity for employees,
  employee benefits, phantom stock, equity compensation
Remote work | remote work, remote team, hybrid work, hybrid working, distributed team,
  work from home, working from home, return to office, remote employees, virtual team
Cash flow | cash flow, cashflow, working capital, liquidity, runway, burn rate,
  late payment, late payer, slow payer, accounts receivable, receivables, collections,
  unpaid invoice, running out of cash, cash management, cash reserves, getting paid,
  cash position, line of credit, overdraft, cash conversion
Margins and costs | margin, margins, profitability, profit margin, cost control,
  cost cutting, cutting costs, rising costs, cost increases, inflation, overhead,
  unit economics, input costs, gross margin, break even, profitable growth,
  cost pressure, reducing costs
Pricing | pricing, price increase, price increases, raising prices, raise prices,
  pricing strategy, discounting, pricing model, price pressure, price war,
  pricing power, freemium, undercharging, how much to charge, price point
Funding | fundraising, raising capital, raise capital, raise money, raising money,
  investor, investors, venture capital, angel investor, series a, series b, seed round,
  funding, term sheet, pitch deck, bank loan, debt financing, financing, cap table,
  dilution, convertible note, bootstrapping, bootstrap, growth capital, valuation,
  crowdfunding, vc, equity round, angel, seed funding, access to capital
Winning customers | lead generation, sales leads, customer acquisition, new customers,
  sales pipeline, pipeline, winning customers, prospecting, finding customers,
  new business, business development, customer acquisition cost, first customers,
  getting customers, get customers, cold calling, cold email, demand generation,
  client acquisition, new clients, finding clients, acquiring customers, early adopters,
  more customers, first users
Scaling sales | scaling sales, sales team, salespeople, sales process, sales leader,
  vp sales, sales manager, founder led sales, sales cycle, enterprise sales,
  sales compensation, sales strategy, closing deals, sales performance, sales force,
  salesperson, sales growth, sales hire, sales enablement, growing sales, sales,
  crm adoption, channel partners, reseller
Marketing and brand | marketing, brand, branding, brand awareness, positioning, rebrand,
  rebranding, seo, social media, content marketing, advertising, go to market,
  differentiation, public relations, marketing strategy, digital marketing, adwords,
  landing page, growth hacking, word of mouth
Customer retention | churn, customer retention, customer churn, customer success,
  upsell, cross sell, customer loyalty, customer satisfaction, nps, repeat business,
  client retention, customer service, customer support, losing customers,
  retaining customers
Customer concentration | customer concentration, client concentration, one big customer,
  single customer, largest customer, biggest client, one large client, biggest customer,
  key account dependence, dependence on one customer
Scaling up | scaling, scale up, scaling up, growing pains, rapid growth, fast growth,
  scale, hypergrowth, growth plateau, plateau, stagnation, stagnating, next level,
  growth strategy, growing too fast, growth, managing growth, second location,
  new locations
Strategy and focus | strategy, strategic planning, strategic plan, focus,
  prioritization, prioritisation, prioritizing, priorities, vision, too many ideas,
  business model, pivot, pivoting, competitive advantage, direction of the company,
  business plan, mission, strategic direction, saying no, roadmap, long term plan,
  strategy execution
Product-market fit | product market fit, market fit, mvp, minimum viable product,
  validation, customer discovery, customer development, customer interviews,
  product validation, idea validation, beta test, beta testers,
  user feedback, market research, target market, prototype, early stage product,
  user testing, product idea
Innovation | innovation, new product, new products, product development, r and d,
  invention, research and development, product launch, launching, launch, disruption,
  new service, product roadmap, intellectual property, patent, patents, prior art,
  innovating
Competition | competition, competitor, competitors, new entrants, competitive pressure,
  losing market share, market share, commoditization, commoditisation, copycat,
  price competition, bigger players, low cost competitors, crowded market
Digital tools and AI | artificial intelligence, ai, ai adoption, generative ai, chatgpt,
  automation, automating, digital transformation, digitalization, digitalisation,
  digitization, erp, erp implementation, new software, legacy system, legacy systems,
  machine learning, data strategy, it systems, tech stack, technical debt, llm,
  digital tools, new crm, business intelligence, software implementation,
  outdated systems
Cyber security | cyber security, cybersecurity, ransomware, data breach, phishing,
  hacked, data security, information security, cyber attack, cyber insurance
Operations | operations, process improvement, efficiency, productivity,
  quality control, standard operating procedure, sop, lean manufacturing, throughput,
  capacity planning, project management, capacity, operational excellence,
  operating system, eos, documentation of processes, systems and processes,
  quality issues, on time delivery, standardization, inefficiency
Supply chain | supply chain, supplier, suppliers, procurement, inventory, logistics,
  tariff, tariffs, lead time, lead times, shortage of materials, raw materials,
  raw material prices, supply shortage, vendor management, sourcing, material costs,
  stockouts, freight costs, overseas manufacturing, nearshoring, reshoring
Regulation and legal | regulation, regulations, regulatory, compliance, gdpr, lawsuit,
  litigation, contracts, licensing, tax, taxes, legal issue,
  legal issues, legal dispute, incorporation, incorporating, liability, audit, red tape,
  data protection, trademark, copyright, terms of service, legal, nda, non compete, llc,
  insurance costs, taxation
Succession | succession, succession planning, succession plan, handing over,
  hand over the business, next generation, exit planning, retirement, retiring,
  successor, stepping back, replace myself, replacing myself, stepping down, handover,
  transition of ownership
Selling the business | exit, exit strategy, selling the business, sell the business,
  sell my company, selling my company, sale of the business, selling the company,
  acquirer, ipo, getting acquired, sell the company, due diligence, earn out,
  buyer for the business
Buying companies | acquisition, acquisitions, mergers and acquisitions, merger, m a,
  buying a company, buying a business, post merger integration,
  integration of acquisitions, acquisition integration, roll up, add on acquisition,
  merging
Family business | family business, family owned, family members, family member, sibling,
  siblings, my father, my son, my daughter, my brother, my sister,
  spouse in the business, family governance, family council, second generation,
  third generation, in laws
Co-founders and partners | co founder, cofounder, co founders, cofounders,
  founder conflict, partner dispute, business partner, partnership agreement,
  equity split, shareholder, shareholders, shareholder agreement, shareholder dispute,
  buyout, partner buyout, business partners, founder equity, partnership, founding team,
  technical cofounder
Board and governance | board, board of directors, advisory board, governance,
  board meeting, board members, board management, non executive director,
  investor relations, adviser board, independent directors
Going international | international expansion, going international,
  internationalization, internationalisation, new markets, market entry,
  expansion abroad, expanding abroad, overseas expansion, export, exporting,
  foreign market, foreign markets, expand overseas, global expansion,
  expansion into europe, us market entry, localization, new country
Burnout and balance | burnout, burn out, burned out, stress, overwhelm, overwhelmed,
  exhaustion, work life balance, working too much, long hours, mental health, sleep,
  wellbeing, well being, exhausted, anxiety, time off, no vacation, work life, workload,
  overworked
Loneliness at the top | loneliness, lonely, isolation, isolated, lonely at the top,
  no one to talk to, nobody to talk to, sounding board, imposter syndrome,
  impostor syndrome, self doubt, confidence, peer support, mentor, mentorship, mentoring
Time management | time management, not enough time, lack of time, no time, firefighting,
  fire fighting, too many meetings, distraction, distractions,
  procrastination, juggling, time for strategy, bandwidth
Crisis and downturn | crisis, recession, downturn, turnaround, restructuring,
  bankruptcy, insolvency, economic uncertainty, uncertainty, covid, pandemic,
  revenue decline, declining sales, declining revenue, losing money, debt, survival,
  market downturn
Diversity and inclusion | diversity, inclusion, dei, equity and inclusion,
  gender balance, belonging, bias, diverse team, inclusive culture, women in leadership
Sustainability | sustainability, carbon footprint, esg, net zero, climate,
  emissions, circular economy, social impact, energy costs, renewable energy
Change | change management, transformation, resistance to change, reorganization,
  reorganisation, restructure, org structure, organization structure,
  organizational structure, organisational structure, organizational design,
  culture change, organization design
Communication | communication, internal communication, communicating, silos, silo,
  alignment, misalignment, team alignment, transparency, feedback culture,
  conflict resolution, conflict in the team, team conflict, negotiation, negotiating,
  public speaking, conflict
Premises and equipment | office space, new office, relocation, new facility, lease,
  real estate, equipment purchase, capital expenditure, capex, warehouse space,
  new premises, moving offices, plant expansion, new factory
"""
