import type { Idea } from './ideas.ts';

/** Ideas as founders type them in a hurry, outside the forty: what their drafts said wrong was mended by kind, not by idea. */
export const HELD_OUT: readonly Idea[] = [
  {
    id: 'en-hearing-aids',
    language: 'en',
    idea: 'we refurbish second hand hearing aids and sell them cheap to pensioners in eastern europe, audiologists fit them',
  },
  {
    id: 'en-drone-roofs',
    language: 'en',
    idea: 'Drone inspections of roofs and gutters for housing associations in Scotland, with a photo report in 48 hours',
  },
  {
    id: 'en-school-garden',
    language: 'en',
    idea: 'A charity that builds vegetable gardens in primary schools and trains the teachers to run them.',
  },
  {
    id: 'en-allergy-menu',
    language: 'en',
    idea: 'QR code menus that let people with food allergies see at once what they can eat, restaurants pay 20 euros a month',
  },
  {
    id: 'en-wedding-dress',
    language: 'en',
    idea: 'Renting designer wedding dresses to brides who dont want to spend thousands on a dress they wear once',
  },
  {
    id: 'en-mushrooms',
    language: 'en',
    idea: 'I grow oyster mushrooms on used coffee grounds from cafes and sell them to chefs and at the farmers market.',
  },
  {
    id: 'en-legal-ai',
    language: 'en',
    idea: 'AI assistant that reads rental contracts and warns tenants about unfair clauses before they sign',
  },
  {
    id: 'en-battery-second-life',
    language: 'en',
    idea: 'Turning old electric car batteries into storage units for farms with solar panels',
  },
  {
    id: 'en-repair-cafe',
    language: 'en',
    idea: 'Monthly repair café where volunteers fix toasters and bikes for free, paid by the city council',
  },
  {
    id: 'en-vaccine-cold',
    language: 'en',
    idea: 'A backpack cooler that keeps vaccines cold for 5 days without electricity, for health workers in remote villages.',
  },
  {
    id: 'es-residuos-pesca',
    language: 'es',
    idea: 'recogemos redes de pesca viejas en los puertos y hacemos gafas de sol con el plástico reciclado, venta online y en ópticas',
  },
  {
    id: 'es-panales',
    language: 'es',
    idea: 'Servicio de lavado de pañales de tela: los recogemos sucios en casa y los devolvemos limpios dos veces por semana',
  },
  {
    id: 'es-oposiciones',
    language: 'es',
    idea: 'app con test de oposiciones de enfermería, gratis con anuncios y 5 euros al mes sin anuncios',
  },
  {
    id: 'es-queseria',
    language: 'es',
    idea: 'Quesería de leche de cabra malagueña que vende a tiendas gourmet y organiza visitas de fin de semana',
  },
  {
    id: 'es-cohousing',
    language: 'es',
    idea: 'Un edificio de viviendas compartidas para mayores de 60 años que no quieren ir a una residencia, en régimen de cooperativa',
  },
  {
    id: 'es-fontaneros',
    language: 'es',
    idea: 'una web donde pides presupuesto a fontaneros y electricistas de tu ciudad y ellos pagan por cada contacto',
  },
  {
    id: 'es-biochar',
    language: 'es',
    idea: 'Convertimos restos de poda del olivar en biochar que mejora el suelo y vendemos los créditos de carbono a empresas',
  },
  {
    id: 'es-escape-room',
    language: 'es',
    idea: 'Escape room de historia de Granada para despedidas, colegios y grupos de empresa',
  },
  {
    id: 'es-telemedicina-mascotas',
    language: 'es',
    idea: 'Videoconsulta con veterinarios las 24 horas para dueños de mascotas en zonas rurales, con bono anual',
  },
  {
    id: 'es-protesis',
    language: 'es',
    idea: 'Prótesis de mano impresas en 3D para niños, que los hospitales compran y adaptan cuando el niño crece',
  },
];
