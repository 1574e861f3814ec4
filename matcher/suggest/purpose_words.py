"""Words of purposes beyond the English lexicon of themes: languages and countries.

Only words are listed that mean nothing else in the languages here.
"""

from typing import Final

THEMES_ABROAD: Final = """
Funding | finanzierung, kapitalbeschaffung, investoren, risikokapital, kapitalgeber,
  financement, levee de fonds, investisseurs, capital risque, financiacion,
  financiamiento, inversores, inversionistas, capital riesgo, finanziamento,
  finanziamenti, investitori, financiering, investeerders, financiamento, investidores
Hiring | personalsuche, einstellung von personal, recruitment, fachkrafte,
  mitarbeitersuche, personalgewinnung, recrutement, embauche, embaucher, contratacion,
  reclutamiento, contratar personal, assunzioni, assumere, selezione del personale,
  werving, aannemen van personeel, recrutamento, contratacao
Keeping people | mitarbeiterbindung, fidelisation des employes, retencion de talento,
  retencion de personal, personeelsbehoud, retencao de talentos
Succession | nachfolge, unternehmensnachfolge, nachfolger, succession d entreprise,
  transmission d entreprise, sucesion, relevo generacional, successione aziendale,
  passaggio generazionale, opvolging, bedrijfsopvolging, sucessao
Cash flow | liquiditat, zahlungsfahigkeit, tresorerie, flujo de caja, tesoreria,
  flusso di cassa, liquidita, kasstroom, liquiditeit, fluxo de caixa
Pricing | preisgestaltung, preisfindung, preispolitik, preiserhohung, tarification,
  fijacion de precios, politica de precios, determinazione dei prezzi, prijsbeleid,
  prijsstelling, precificacao
Winning customers | kundengewinnung, neukunden, kundenakquise, acquisition de clients,
  prospection, nouveaux clients, captacion de clientes, nuevos clientes,
  acquisizione clienti, nuovi clienti, klantenwerving, nieuwe klanten, novos clientes
Customer retention | kundenbindung, fidelisation des clients, fidelizacion,
  fidelizzazione, klantenbinding, fidelizacao
Sales | vertrieb, verkauf, ventes, ventas, vendite, verkoop, vendas
Marketing and brand | markenaufbau, werbung, publicite, publicidad, pubblicita, reclame
Going international | internationalisierung, auslandsmarkte, expansion internationale,
  marches etrangers, internacionalizacion, expansion internacional, exportacion,
  internazionalizzazione, esportazione, internationalisering, internacionalizacao,
  exportacao
Digital tools and AI | digitalisierung, kunstliche intelligenz, numerisation,
  transformation numerique, intelligence artificielle, digitalizacion,
  inteligencia artificial, digitalizzazione, intelligenza artificiale,
  digitalisering, kunstmatige intelligentie, digitalizacao
Leadership team | fuhrungsteam, geschaftsleitung, equipe de direction,
  equipo directivo, directieteam, equipe de lideranca
Culture | unternehmenskultur, culture d entreprise, cultura empresarial,
  cultura aziendale, bedrijfscultuur
Operations | betriebsablaufe, prozessoptimierung, optimisation des processus,
  optimizacion de procesos, ottimizzazione dei processi
Supply chain | lieferkette, lieferanten, beschaffung, chaine d approvisionnement,
  fournisseurs, cadena de suministro, proveedores, catena di fornitura, fornitori,
  toeleveringsketen, leveranciers, cadeia de suprimentos, fornecedores
Selling the business | unternehmensverkauf, firmenverkauf, cession d entreprise,
  vendre mon entreprise, venta de la empresa, vendere l azienda, bedrijfsverkoop
Buying companies | unternehmenskauf, ubernahme, rachat d entreprise,
  adquisicion de empresas, acquisizione di aziende, bedrijfsovername
Family business | familienunternehmen, entreprise familiale, empresa familiar,
  impresa familiare, familiebedrijf
Strategy and focus | strategie, estrategia, strategia, estrategia empresarial
Sustainability | nachhaltigkeit, developpement durable, sostenibilidad, sostenibilita,
  duurzaamheid, sustentabilidade
Burnout and balance | uberlastung, epuisement professionnel, agotamiento, esaurimento
Regulation and legal | rechtsfragen, datenschutz, reglementation, normativa, regolamenti
"""

IDLE: Final = """
partner expert expertise advice advise advisor contact introduction introduce intro
experience experienced person people leader peer connection network ask question good
ich suche brauche einen eine ein der die das den dem fur in im mit und oder von zu zur
zum mein meine meinen jemand jemanden wer kann kennt hilfe
je cherche un une le la les des du de pour avec et ou mon ma mes quelqu qui besoin aide
busco necesito una el los las para con y o mi mis alguien que ayuda en del socio
cerco ho bisogno il lo gli per e mio mia qualcuno che aiuto nel della socio
ik zoek een het voor met en mijn iemand die hulp
procuro preciso um uma o os as no na com meu minha alguem ajuda
"""

COUNTRIES: Final = """
AE | united arab emirates, uae, emirates, dubai
AR | argentina, argentinian, argentinien, argentine
AT | austria, austrian, osterreich, oesterreich, autriche
AU | australia, australian, australien, australie
BE | belgium, belgian, belgien, belgique, belgie, belgica
BR | brazil, brazilian, brasil, brasilien, bresil, brasile
CA | canada, canadian, kanada
CH | switzerland, swiss, schweiz, suisse, svizzera, suiza
CL | chile, chilean
CN | china, chinese, chine
CO | colombia, colombian, kolumbien
CZ | czech republic, czechia, czech, tschechien
DE | germany, german, deutschland, allemagne, alemania, germania, duitsland, alemanha
DK | denmark, danish, danemark, dinamarca
EG | egypt, egyptian
ES | spain, spanish, spanien, espagne, espana, spagna, spanje, espanha
FI | finland, finnish, finnland
FR | france, french, frankreich, francia, frankrijk
GB | united kingdom, great britain, britain, british, england, english market, scotland,
  wales, uk, grossbritannien, royaume uni, reino unido
GR | greece, greek, griechenland, grece
HK | hong kong
HU | hungary, hungarian, ungarn
ID | indonesia, indonesian
IE | ireland, irish, irland, irlande
IL | israel, israeli
IN | india, indian, indien, inde
IT | italy, italian, italien, italie, italia
JP | japan, japanese, japon
KE | kenya, kenyan
KR | south korea, korea, korean, sudkorea
LU | luxembourg, luxemburg
MX | mexico, mexican, mexiko, mexique
MY | malaysia, malaysian
NG | nigeria, nigerian
NL | netherlands, holland, dutch, niederlande, pays bas, paises bajos, nederland
NO | norway, norwegian, norwegen, norvege
NZ | new zealand, neuseeland
PE | peru, peruvian
PH | philippines, philippine
PL | poland, polish, polen, pologne, polonia
PT | portugal, portuguese
RO | romania, romanian, rumanien
SA | saudi arabia, saudi
SE | sweden, swedish, schweden, suede, suecia
SG | singapore, singapur
TH | thailand, thai
TR | turkey, turkish, turkei, turkiye
TW | taiwan, taiwanese
UA | ukraine, ukrainian
US | united states, united states of america, usa, america, american, etats unis,
  estados unidos, vereinigte staaten
VN | vietnam, vietnamese
ZA | south africa, south african, sudafrika
"""
