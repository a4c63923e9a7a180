/** Fields of business with the words, folded and in both languages, that tell them. The first of equals wins. */
export const DOMAIN_CUES = {
  biotech:
    /\b(?:biotech\w*|insulin\w*|enzym\w*|protein\w*|antibod\w*|genom\w*|dna|lab|assay\w*|vaccin\w*|molecul\w*|saliva|diagnos\w*|biotec\w*|enzima\w*|proteina\w*|vacuna\w*|adn|test rapido|bacteri\w*|cell\w*|celula\w*|celiaqu\w*)\b/g,
  social:
    /\b(?:non-?profit\w*|charit\w*|homeless|refuge\w*|donat\w*|volunteer\w*|ngo|food bank|sin animo de lucro|ong|donacion\w*|voluntari\w*|refugiad\w*|solidari\w*|asociacion|vulnerab\w*)\b/g,
  energy:
    /\b(?:solar (?:panels?|power|roofs?)|energy|electricity|wind power|heat pump\w*|batter(?:y|ies)|panels?|energia|electricidad|paneles|placas|eolic\w*|baterias?)\b/g,
  logistics:
    /\b(?:parcel\w*|logistic\w*|last-mile|freight|courier\w*|deliver(?:y|ies)|entregas?|repartos?|warehous\w*|shipping|lockers?|paquete\w*|paqueteria|logistic\w*|ultima milla|mensajer\w*|almacen\w*|furgoneta\w*|envios)\b/g,
  pets: /\b(?:dogs?|cats?|pets?|walkers|veterinar\w*|vets?|puppies|perros?|gatos?|mascotas?)\b/g,
  devices:
    /\b(?:smart|hearing aids?|protesis|prosthe\w*|audifonos?|chargers?|coolers?|helmets?|lamps?|backpacks?|neveras?|cascos?|lamparas?|mochilas?|cargador(?:es)?|bracelets?|wristbands?|pulseras?|inteligentes?|sensor\w*|device\w*|machines?|hardware|robot\w*|drone\w*|printers?|meter\w*|prototype\w*|wearable\w*|sensores|dispositivos?|maquinas?|impresoras?|robots?|drones|contador\w*|filamento|electronic\w*)\b/g,
  farming:
    /\b(?:farm\w*|vegetable\w*|vineyard\w*|crop\w*|soil|irrigat\w*|orchard\w*|livestock|greenhouse\w*|beekeep\w*|honey|verduras?|hortalizas?|agricult\w*|olivar\w*|huert\w*|cultiv\w*|riego|ganader\w*|viticult\w*|miel|parcelas?|frutas?)\b/g,
  food: /\b(?:bread|cafeteria\w*|baker\w*|food|meals?|restaurant\w*|coffee|espresso|cake\w*|kitchen\w*|cook\w*|beer|brew\w*|wine|chocolate|cheese|ice[- ]?cream|tapas|snack\w*|lunch\w*|sourdough|tea|juice|pan|panader\w*|comidas?|cocin\w*|restaurantes?|cafe|cerveza|vino|queso\w*|pastel\w*|masa madre|bares|aceite|helados?|conservas?|gastronom\w*|fish|seafood|meat|pescados?|mariscos?|carnes?)\b/g,
  education:
    /\b(?:school\w*|class(?:es)?|cours\w*|teach\w*|tutor\w*|student\w*|learn\w*|lessons?|exam\w*|training|academy|kindergarten\w*|academia\w*|clases?|cursos?|ensena\w*|alumn\w*|estudiant\w*|aprend\w*|profesor\w*|colegios?|escuelas?|bachillerato|selectividad|idiomas?|formacion)\b/g,
  health:
    /\b(?:health\w*|patient\w*|clinic\w*|physio\w*|therap\w*|nurs\w*|elderly|doctor\w*|hospital\w*|care|medic\w*|dental|dentist\w*|mental|salud|pacientes?|clinicas?|fisio\w*|terapia\w*|enfermer\w*|personas mayores|medic\w*|hospitales?|cuidados?|dental|psicolog\w*|videoconsult\w*|telemedic\w*|consultas?|audiolog\w*)\b/g,
  media:
    /\b(?:podcast\w*|newsletter\w*|magazine\w*|film\w*|documentar\w*|games?|music\w*|books?|videos?|radio|blog\w*|stream\w*|revista\w*|documental\w*|peliculas?|juegos?|musica|libros?|boletin\w*|canciones|videojuego\w*)\b/g,
  space:
    /\b(?:parking|garages?|spaces|rooms?|aparcamientos?|trasteros?|plazas de garaje|gyms?|coworking|hotel\w*|hostel\w*|studios?|launderette\w*|laundr\w*|co-?living|space|boxing|yoga|gimnasios?|hoteles?|hostal\w*|lavanderias?|espacios?|albergue\w*|alojamiento\w*|camping\w*)\b/g,
  mobility:
    /\b(?:bikes?|bicycles?|scooter\w*|cars?|cargo|vehicle\w*|rides?|charging|mobility|bicicletas?|bicis?|patinetes?|coches?|vehiculos?|movilidad|motos?)\b/g,
  crafts:
    /\b(?:toys?|wooden|oak|craft\w*|handmade|jewel\w*|dress(?:es)?|vestidos?|ceramic\w*|potter\w*|cloth(?:es|ing)|fashion|shoes?|furniture|sew\w*|knit\w*|leather|candles?|soaps?|juguetes?|madera|artesan\w*|joyas?|plata|ceramica|ropa|moda|zapatos?|muebles?|cuero|velas?|jabones|costura|bolsos?)\b/g,
  software:
    /\b(?:apps?|chatbot\w*|software|platform\w*|saas|website\w*|database\w*|code|cloud|api|dashboard\w*|tool(?!s? (?:librar|hire|shop|box))|ai|algorithm\w*|aplicacion\w*|plataforma\w*|programa|web|herramienta\w*|codigo|nube|digital|ia|datos)\b/g,
  services:
    /\b(?:bookkeep\w*|account\w*|consult\w*|agency|design(?:ing)?|legal|tax(?:es)?|translat\w*|marketing|service|clean\w*|repair\w*|freelanc\w*|contab\w*|asesor\w*|consultor\w*|agencia|diseno\w*|legal|impuestos|traduc\w*|servicio\w*|limpieza|reparacion\w*|autonomos)\b/g,
  /** Chosen by what the product is, never by words: software with two sides, a place that serves meals. */
  platform: /(?!)/g,
  dining: /(?!)/g,
  general: /(?!)/g,
} as const;

export type DomainId = keyof typeof DOMAIN_CUES;
