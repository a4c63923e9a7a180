/** Business model patterns with the words, folded and in both languages, that speak for them. */
export const PATTERN_CUES = {
  'open-source': /\b(?:open-?source|open source|codigo abierto|software libre|support contracts?)\b/g,
  crowdfunding: /\b(?:crowdfund\w*|kickstarter|backers|micromecenazgo|mecenas|campana de \w*mecenazgo)\b/g,
  franchise: /\b(?:franchis\w*|franquicia\w*)\b/g,
  nonprofit:
    /\b(?:non-?profit\w*|(?:association|foundation) that|(?:asociacion|fundacion) que|sin recursos|low-income|charit\w*|ngo|donat\w*|volunteer\w*|sin animo de lucro|ong|donacion\w*|donativ\w*|voluntari\w*)\b/g,
  cooperative:
    /\b(?:co-?operative of|cooperative of|co-op|coop|neighbours who (?:buy|own|share|produce)|together|cooperativa (?:de|que)|cooperativa|juntos)\b/g,
  licensing: /\b(?:licens\w*|licenc\w*|patent\w*|royalt\w*|regalias|hospitales y farmacias)\b/g,
  advertising: /\b(?:advertis\w*|ads|sponsor\w*|publicidad|anunci\w*|patrocin\w*)\b/g,
  'razor-and-blade':
    /\b(?:capsules?|cartridges?|refills?|consumables?|capsulas?|cartuchos?|recambios?|recargas?|consumibles?)\b/g,
  freemium:
    /\b(?:freemium|premium|free (?:\w+ ){1,3}app|basic version|gratuit[ao]|version de pago|version gratuita|sin anuncios|gratis con|ad-free|without ads)\b/g,
  matching:
    /\b(?:match\w*|connect\w*|find trusted|find \w+ (?:walkers|tutors|sitters|carers)|conecta\w*|ponemos en contacto|pone en contacto)\b/g,
  marketplace: /\b(?:marketplace\w*|peer-to-peer|mercado|entre particulares|donde (?:los|las) \w+)\b/g,
  'platform-api': /\b(?:api|apis|integrations?|developers can|sdk|plugin\w*|integraciones)\b/g,
  'hardware-service':
    /\b(?:smart|wearable\w*|pulseras?|inteligentes?|sensor\w*|device\w*|dashboard\w*|hardware|meter\w*|robots?|sensores|dispositivos?|maquinas?|panel de control|telemetria)\b/g,
  'pay-per-use':
    /\b(?:rent|renting|borrow\w*|rental\w*|by the hour|per (?:use|hour|ride|kilometre|wash)|hire|alquil\w*|por (?:uso|hora|kilometro|lavado)|pago por uso)\b/g,
  subscription:
    /\b(?:subscri\w*|(?:every|each) (?:morning|week|month|day)|(?:a|the) box|monthly|suscripci\w*|cada (?:manana|semana|mes|dia)|mensual\w*|cuota anual)\b/g,
  tuition:
    /\b(?:workshops for \w+|talleres de (?:\w+ ){1,4}para|school|academy|class(?:es)?|courses?|lessons|academia|clases|cursos?|talleres formativos|taller de (?:\w+ ){1,4}para (?:adultos|ninos|ninas|jovenes|principiantes|mayores|familias)|bachillerato|escuela de)\b/g,
  membership:
    /\b(?:members?|membership|choirs?|orchestras?|coros?|orquestas?|huertos?|(?:community|shared|urban) gardens?|gyms?|coworking|club|co-?living|socios|gimnasios?|club de)\b/g,
  services:
    /\b(?:service for|consult\w*|agency|bookkeep\w*|freelanc\w*|repair\w*|clean\w*|at home|servicio de|asesor\w*|consultor\w*|agencia|a domicilio|fisioterap\w*|reparacion\w*|limpieza|last-mile|ultima milla|develop for)\b/g,
  venue:
    /\b(?:cafe|coffee shop|restaurant|bar|hotel|hostel|tea house|cinema|museum|cafeteria|restaurante|hostal|albergue|residencia|cine|museo|taberna)\b/g,
  'direct-sales':
    /\b(?:sell|sells|shop|handmade|carve|craft|make|online shop|vend\w*|tienda|hecho a mano|hago|fabric\w*|hacemos)\b/g,
  'software-licence':
    /\b(?:software|apps?|platform|saas|tool(?!s? (?:librar|hire|shop|box))|aplicacion|plataforma|programa|herramienta)\b/g,
} as const;

export type PatternId = keyof typeof PATTERN_CUES;
