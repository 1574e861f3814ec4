"""Common German, Spanish and French words for industries."""

from typing import Final

_GERMAN: Final = """
11 | landwirtschaft, bauernhof, landwirt
2211 | energieversorgung, stromversorgung, solarenergie, windkraft, energie
22 | versorger, stadtwerke
23 | bau, bauwesen, bauunternehmen, baugewerbe, bauwirtschaft, baubranche
236 | hochbau, generalunternehmer
237 | tiefbau, strassenbau
238 | handwerk, handwerker, handwerksbetrieb
2381 | dachdecker, maurer, zimmerei, zimmerer
23821 | elektriker, elektroinstallation, elektrotechnik betrieb
23822 | heizungsbau, sanitar, klempner, heizung sanitar, installateur
2383 | maler, malerbetrieb, schreinerei, tischlerei
31-33 | fertigung, verarbeitendes gewerbe, produktionsbetrieb, industriebetrieb
311 | lebensmittel, lebensmittelindustrie, nahrungsmittel
31181 | backerei, baeckerei, konditorei
31161 | metzgerei, fleischerei
31212 | brauerei
31213 | weingut, winzer
313 | textilindustrie
325 | chemie, chemieindustrie, chemische industrie
325412 | pharmaindustrie, pharmazie
326 | kunststoff, kunststofftechnik
332 | metallbau, metallverarbeitung, maschinenteile
333 | maschinenbau, anlagenbau
334 | elektronik
335 | elektrotechnik, elektroindustrie
3361 | automobilindustrie, automobilbau
3363 | autozulieferer, automobilzulieferer
33911 | medizintechnik
323 | druckerei
42 | grosshandel, grosshandler
44-45 | einzelhandel, handel, einzelhandler
44111 | autohaus, autohandel
454110 | onlinehandel, onlineshop, versandhandel
4461 | apotheke
48-49 | transportwesen, verkehr
4885 | spedition, logistik
511210 | softwareentwicklung, softwarehersteller
5111 | verlag, verlagswesen
51 | medien
517 | telekommunikation
541512 | it dienstleistungen, it dienstleister, informatik
52211 | bankwesen, sparkasse
52 | finanzdienstleistungen, finanzen, finanzwesen
524 | versicherung, versicherungen
52421 | versicherungsmakler
531 | immobilien, immobilienwirtschaft
53121 | immobilienmakler, makler
53131 | hausverwaltung, immobilienverwaltung
5411 | rechtsanwalt, kanzlei, anwalt, anwaltskanzlei, rechtsberatung
541211 | steuerberater, steuerberatung, wirtschaftsprufer, wirtschaftsprufung
541611 | unternehmensberatung, unternehmensberater, beratung
541330 | ingenieurburo, ingenieurwesen, ingenieur
541310 | architekt, architekturburo, architektur
54181 | werbeagentur, werbung
541613 | marketingberatung
5613 | personalvermittlung, zeitarbeit, personaldienstleister
5617 | gebaudereinigung, reinigung, gartenbau
56151 | reiseburo, tourismus
562 | entsorgung, abfallwirtschaft
61 | bildung, bildungswesen, weiterbildung
62 | gesundheitswesen, gesundheit
6211 | arzt, arztpraxis, hausarzt
6212 | zahnarzt, zahnarztpraxis
622 | krankenhaus, klinik
6231 | pflegeheim
6216 | pflegedienst
72 | gastgewerbe, hotellerie
7225 | gastronomie, gaststatte
8111 | autowerkstatt, kfz werkstatt, werkstatt
8121 | friseur, friseursalon, kosmetik
813 | gemeinnutzig, verein, verband, stiftung
92 | offentliche verwaltung, behorde, verwaltung
"""
_SPANISH: Final = """
11 | agricultura, ganaderia, agropecuario
21 | mineria
2211 | energia, energia solar, electricidad
23 | construccion, constructora
238 | fontaneria, electricista, fontanero
31-33 | fabricacion, manufactura, industria
311 | alimentos, alimentacion, alimentos y bebidas
31181 | panaderia, pasteleria
31212 | cerveceria
31213 | bodega, vinos
325 | quimica, industria quimica
325412 | farmaceutica
315 | confeccion, moda, textil
42 | mayorista, comercio al por mayor
44-45 | minorista, comercio minorista, comercio al por menor, tienda, comercio
4461 | farmacia
4451 | supermercado
48-49 | transporte
4885 | logistica, transporte y logistica
511210 | desarrollo de software
541512 | tecnologia, informatica, servicios informaticos
517 | telecomunicaciones
52211 | banca, banco
52 | servicios financieros, finanzas
524 | seguros, aseguradora
531 | inmobiliaria, bienes raices
5411 | abogado, abogados, despacho de abogados, bufete, servicios legales
541211 | contabilidad, contador, asesoria fiscal
541611 | consultoria, consultoria empresarial
54181 | publicidad, agencia de publicidad, mercadotecnia
541310 | arquitectura, arquitecto
541330 | ingenieria
56151 | agencia de viajes, turismo, viajes
5617 | limpieza
5613 | recursos humanos
61 | educacion, ensenanza
62 | salud, sanidad
6212 | dentista, clinica dental
622 | hospital
6211 | clinica, medico
721 | hoteleria
7225 | restaurante, restaurantes, cafeteria, gastronomia
8111 | taller mecanico
8121 | peluqueria
813 | sin fines de lucro, fundacion, ong
92 | gobierno, administracion publica
"""
_FRENCH: Final = """
11 | agriculteur, elevage, agroalimentaire ferme
2211 | electricite
23 | batiment, btp, batiment et travaux publics, travaux publics
238 | plombier, plomberie, electricien, menuiserie
31-33 | industrie, industrie manufacturiere, fabrication
311 | agroalimentaire, alimentation
31181 | boulangerie, patisserie
31212 | brasserie artisanale
31213 | vigneron, domaine viticole
325 | chimie
325412 | pharmaceutique
315 | habillement, pret a porter
42 | grossiste, commerce de gros
44-45 | commerce de detail, commerce, magasin
4461 | pharmacie
4451 | supermarche, epicerie
4885 | logistique, transport et logistique, transitaire
511210 | logiciel, editeur de logiciels, logiciels
541512 | informatique, services informatiques, ssii
517 | telecommunications
5111 | editeur, maison d'edition
52211 | banque
52 | services financiers
524 | compagnie d'assurance, assurance vie
531 | immobilier, agence immobiliere
5411 | avocat, cabinet d'avocats, cabinet davocat, notaire
541211 | comptable, expert comptable, comptabilite
541611 | conseil, conseil en management, cabinet de conseil
54181 | publicite, agence de publicite, agence de communication
541310 | architecte
541330 | ingenierie, bureau d'etudes
56151 | agence de voyages, tourisme
5617 | nettoyage
5613 | recrutement, ressources humaines
61 | enseignement
62 | sante
6212 | dentiste, cabinet dentaire
622 | hopital
6211 | medecin
721 | hotellerie
7225 | restauration, traiteur
8111 | garage automobile
8121 | coiffeur, coiffure, salon de coiffure
813 | association a but non lucratif, organisme a but non lucratif
92 | administration publique, gouvernement
"""
ABROAD: Final = _GERMAN + _SPANISH + _FRENCH
