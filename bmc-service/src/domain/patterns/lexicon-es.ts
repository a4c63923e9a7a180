import { type Lexicon, wordSet } from './lexicon.ts';

const AR = `entregar llevar alquilar fabricar diseñar enseñar cultivar reparar ayudar conectar cocinar desarrollar tallar
  comprar enviar crear organizar gestionar buscar encontrar reservar ahorrar gastar controlar planificar transformar
  reciclar restaurar instalar prestar importar exportar publicar grabar comparar detectar tratar alimentar limpiar lavar
  tejer pintar explicar apoyar cuidar trabajar pagar ganar cobrar usar rescatar adoptar preparar mejorar visitar
  contratar evitar empezar avisar arreglar recordar analizar asesorar financiar regar recuperar hornear elaborar
  formar acompañar captar conservar entrenar editar juntar necesitar desear lograr pasar viajar estudiar cambiar
  acercar facilitar montar probar plantar presentar declarar lanzar intercambiar regalar`;
const ER =
  'vender hacer ofrecer aprender leer coser tener querer poder recoger proteger mover saber hacer conocer devolver';
const IR =
  'repartir producir compartir recibir vivir medir imprimir servir salir abrir reducir conseguir distribuir traducir escribir construir unir';

const IRREGULAR = `hago>hacer vendo>vender hacemos>hacer quiero>querer quieren>querer quiere>querer pueden>poder
  puede>poder tienen>tener tiene>tener sirve>servir sirven>servir mide>medir encuentra>encontrar encuentran>encontrar
  consigue>conseguir venderiamos>vender fabrico>fabricar diseño>diseñar necesitan>necesitar cultivo>cultivar
  recuerda>recordar avisa>avisar van>ir vamos>ir devuelven>devolver prueban>probar convertimos>convertir convierte>convertir convierten>convertir convertir>convertir pides>pedir pide>pedir alquilo>alquilar enseño>enseñar cocino>cocinar reparo>reparar organizo>organizar
  da>dar dan>dar damos>dar dar>dar ofrezco>ofrecer ensena>enseñar`;

function forms(list: string, endings: readonly string[]): [string, string][] {
  return list.split(/\s+/).flatMap((verb) => {
    const root = verb.slice(0, -2);
    return [verb, ...endings.map((ending) => root + ending)].map((form): [string, string] => [
      form.normalize('NFD').replace(/\p{M}/gu, ''),
      verb,
    ]);
  });
}

const verbs = new Map<string, string>([
  ...forms(AR, ['a', 'an', 'amos', 'ando', 'ariamos', 'en']),
  ...forms(ER, ['e', 'en', 'emos', 'iendo', 'eriamos', 'an']),
  ...forms(IR, ['e', 'en', 'imos', 'iendo', 'iriamos', 'an']),
  ...IRREGULAR.trim()
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [form = '', verb = ''] = pair.split('>');
      return [form.normalize('NFD').replace(/\p{M}/gu, ''), verb];
    }),
]);
verbs.delete('cultivo');
verbs.delete('diseno');

/** Plural forms: no noun of the list looks like 'venden' or 'vendemos'. */
const unmistakable = [...verbs.keys()].filter((form) => /(?:[ae]n|mos)$/.test(form)).join(' ');

const FUNCTION = `a el la los las de del al para con que por en un una unos unas y e o u su sus cada se como sin antes
  despues desde hasta entre sobre cerca este esta estos estas eso lo le les nos nuestro nuestra nuestros nuestras mas
  muy ya son es ser estan hay quien quienes cuando donde mientras tambien pero si ni mi tu yo ellos ellas todo toda
  todos todas otro otra otros otras no durante segun mediante hacia tras ante bajo sino aunque porque cuyo cuya me te`;

export const SPANISH: Lexicon = {
  headLast: false,
  articles: wordSet(
    'el la los las un una unos unas su sus nuestro nuestra nuestros nuestras este esta mi mis tu',
  ),
  theBy: { un: 'el', una: 'la', el: 'el', la: 'la', nuestro: 'el', nuestra: 'la' },
  function: wordSet(FUNCTION),
  adverbs:
    wordSet(`online directamente juntos juntas facilmente rapidamente localmente diariamente solo siempre nunca
    automaticamente ahora hoy gratis fuera dentro aqui alli mejor peor bien mal despues`),
  verbs,
  sureVerbs:
    wordSet(`${unmistakable} vendemos vendo hago hacemos ofrecemos repartimos fabricamos desarrollamos enseñamos ensenamos
    ayudamos conectamos alquilamos cobramos ganamos quieren pueden tienen venderiamos reciben devuelven necesitan`),
  gerunds: new Set(),
  openers: new Set(),
  beforeVerb: wordSet('que donde y o no se nos les lo quien quienes para tambien yo nosotros ellos me le'),
  participles:
    wordSet(`hecho hecha hechos hechas financiado financiada financiados financiadas inspirado inspirada
    inspirados inspiradas impartido impartida impartidas dirigido dirigida basado basada pagado pagada fabricado
    fabricada abierta abiertas pensado pensada cultivado cultivada cultivados cultivadas recien`),
  people:
    wordSet(`personas gente dueños duenos duenas propietarios propietarias estudiantes alumnos alumnas profesores
    profesoras maestros maestras docentes padres madres hijos hijas niños ninos niñas ninas bebes familias agricultores
    agricultoras ganaderos pescadores olivareros viticultores apicultores pacientes mujeres hombres adultos adolescentes
    jovenes mayores ancianos ancianas abuelos artistas diseñadores disenadores fotografos autonomos autonomas
    trabajadores trabajadoras empleados turistas viajeros viajeras visitantes ciclistas corredores senderistas
    conductores repartidores medicos enfermeras enfermeros veterinarios dentistas terapeutas abogados desarrolladores
    ingenieros cientificos investigadores jugadores deportistas musicos escritores lectores oyentes vecinos vecinas
    inquilinos caseros parejas novias migrantes inmigrantes refugiados voluntarios voluntarias donantes socios socias
    compradores vendedores artesanos artesanas fontaneros electricistas albañiles albaniles audiologos carpinteros panaderos cocineros cerveceros fundadores emprendedores
    emprendedoras asesores consultores tutores tutoras principiantes profesionales aficionados aficionadas jardineros
    coleccionistas amantes vegetarianos veganos cuidadores cuidadoras jubilados jubiladas 
    hogares consumidores arquitectos nomadas periodistas bibliotecarios creadores opositores pensionistas universitarios universitarias escolares`),
  organisations:
    wordSet(`oficinas empresas negocios restaurantes cafeterias cafes bares hoteles hostales tiendas
    boutiques clinicas hospitales farmacias laboratorios escuelas colegios institutos universidades guarderias academias
    startups equipos ong ongs museos teatros bibliotecas gimnasios peluquerias salones fabricas fabricantes marcas
    comercios minoristas mayoristas supermercados panaderias cervecerias bodegas viñedos vinedos fincas granjas
    ayuntamientos municipios cooperativas agencias estudios constructoras transportistas bancos aseguradoras editoriales
    opticas clubes asociaciones comedores talleres concesionarios almacenes puertos pymes instituciones residencias inmobiliarias
    productores distribuidores comunidades administraciones imprentas`),
  forms:
    wordSet(`taller fabrica suscripcion mercado marketplace franquicia cooperativa asociacion fundacion empresa startup negocio
    proyecto idea servicio servicios tienda red comunidad plan colectivo ong organizacion agencia campaña campana
    marca club`),
  tools: wordSet(
    'app apps aplicacion software plataforma herramienta programa sistema web portal pagina panel api chatbot bot asistente',
  ),
  places:
    wordSet(`barrio barrios ciudad ciudades pueblo pueblos region comarca zona valle centro campo isla sierra
    costa montaña montana europa mundo pais calle campus provincia vega`),
  times:
    wordSet(`mañana manana tarde tardes noche noches dia dias semana semanas mes meses año ano años anos temporada
    temporadas fin hora horas comida desayuno cena navidad verano invierno primavera otoño otono lunes viernes sabado
    sabados domingo domingos vacaciones fines veranos tardes`),
  noise:
    wordSet(`nuevo nueva nuevos nuevas gratuito gratuita gratuitos gratuitas simple sencilla sencillo facil
    barato barata baratos baratas moderno moderna gran bueno buena mejor propio propia muchos muchas`),
  forSegment: wordSet('a al para entre'),
  ofSupplier: wordSet('por de'),
  inPlace: wordSet('en'),
  byMeans: wordSet('con en mediante por'),
  atTime: wordSet('cada antes despues durante'),
  cuts: wordSet('que en con sin despues antes y o cada cuando por donde durante desde para'),
  links: wordSet('de del'),
  ones: wordSet(`escuela academia gimnasio podcast boletin juego cafeteria panaderia restaurante granja hotel hostal taller
    museo estudio espacio centro curso pelicula documental revista clinica festival biblioteca laboratorio guarderia
    huerto cerveceria blog serie coworking teatro lavanderia agencia cine residencia albergue
    cafe bar taberna libreria galeria coro orquesta quiosco`),
  venues:
    wordSet(`cafeteria cafe restaurante bar taberna hotel hostal albergue cine teatro museo galeria libreria camping
    bistro quiosco`),
  labours:
    wordSet(`limpieza reparacion mantenimiento jardineria peluqueria catering lavanderia mudanzas contabilidad
    traduccion lavado instalacion inspeccion inspecciones clases cursos
    entrega entregas reparto repartos`),
  trades: wordSet(
    'panaderia tienda granja taller obrador restaurante cafeteria cerveceria bodega fabrica pasteleria cocina',
  ),
  genders: {
    chatbot: 'un',
    bot: 'un',
    asistente: 'un',
    software: 'un',
    programa: 'un',
    sistema: 'un',
    portal: 'un',
    panel: 'un',
  },
  deliver: /\b(?:repart|entreg|envi|llev)/,
};
