import type { Language } from '@aibmc/common/canvas/blocks';

export interface Idea {
  id: string;
  language: Language;
  idea: string;
}

/** Ideas as founders type them: what drafts are tested and judged on. */
export const IDEAS: readonly Idea[] = [
  {
    id: 'en-bread',
    language: 'en',
    idea: 'A subscription that delivers fresh sourdough bread by bicycle to offices in Granada every morning before the first meeting.',
  },
  {
    id: 'en-dog-walkers',
    language: 'en',
    idea: 'An app for dog owners to find trusted walkers in their neighbourhood. Owners pay per walk and we keep a commission.',
  },
  {
    id: 'en-biotech',
    language: 'en',
    idea: 'We develop enzymes that break down textile waste. We license the process to clothing manufacturers and recycling plants in Europe.',
  },
  {
    id: 'en-food-bank',
    language: 'en',
    idea: 'A non-profit that collects surplus food from supermarkets and cooks warm meals for homeless people in Bristol, funded by donations and volunteers.',
  },
  {
    id: 'en-farm-market',
    language: 'en',
    idea: 'An online marketplace where small farmers sell seasonal vegetables directly to restaurants in Leeds, with next-day delivery.',
  },
  {
    id: 'en-clinic-software',
    language: 'en',
    idea: 'Software that helps small physiotherapy clinics manage appointments and reduce no-shows with automatic text message reminders.',
  },
  {
    id: 'en-coding-school',
    language: 'en',
    idea: 'An evening coding school for women who want to change careers into tech. Classes are small and taught by working engineers.',
  },
  {
    id: 'en-toys',
    language: 'en',
    idea: 'I carve wooden toys from local oak and sell them online to parents of children under six who want plastic-free gifts.',
  },
  {
    id: 'en-cargo-bikes',
    language: 'en',
    idea: 'Electric cargo bikes for rent by the hour, for families and small shops in Copenhagen who do not want to own a car.',
  },
  {
    id: 'en-soil-sensor',
    language: 'en',
    idea: 'A low-cost soil moisture sensor for vineyards, with a dashboard that tells growers when to irrigate.',
  },
  {
    id: 'en-coffee-machine',
    language: 'en',
    idea: 'We place espresso machines in hair salons for free and sell them coffee capsules every month.',
  },
  {
    id: 'en-language-exchange',
    language: 'en',
    idea: 'A free language exchange app for university students, with a premium plan for certified tutors and exam preparation.',
  },
  {
    id: 'en-energy-coop',
    language: 'en',
    idea: 'A cooperative of neighbours in Ghent who buy solar panels together and share the electricity they produce.',
  },
  {
    id: 'en-accounting',
    language: 'en',
    idea: 'Bookkeeping service for freelance designers and photographers who hate paperwork. Fixed monthly fee, everything by chat.',
  },
  {
    id: 'en-open-source',
    language: 'en',
    idea: 'Open-source database backup tool for hosting companies. The code is free; we sell support contracts and training to their engineers.',
  },
  {
    id: 'en-gym-franchise',
    language: 'en',
    idea: 'A franchise of 24-hour boxing gyms for office workers in mid-sized German cities.',
  },
  {
    id: 'en-last-mile',
    language: 'en',
    idea: 'Last-mile parcel delivery for online shops, using electric vans and pick-up lockers at petrol stations in rural Wales.',
  },
  {
    id: 'en-podcast',
    language: 'en',
    idea: 'A weekly podcast and newsletter about cycling for commuters, paid for by sponsors and advertising from bike brands.',
  },
  {
    id: 'en-elderly-care',
    language: 'en',
    idea: 'We match retired nurses with elderly people who live alone and need help at home after a hospital stay.',
  },
  {
    id: 'en-crowdfunded-game',
    language: 'en',
    idea: 'A cooperative board game about climate change, launched through crowdfunding, for teachers and families with teenagers.',
  },
  {
    id: 'es-pan',
    language: 'es',
    idea: 'Una panadería de masa madre en Sevilla que reparte pan recién hecho en bicicleta a bares y restaurantes del centro cada mañana.',
  },
  {
    id: 'es-biotec',
    language: 'es',
    idea: 'Desarrollamos un test rápido de saliva para detectar la celiaquía en niños. Lo venderíamos a hospitales y farmacias.',
  },
  {
    id: 'es-ong',
    language: 'es',
    idea: 'Una asociación sin ánimo de lucro que enseña a nadar a niños refugiados con ayuda de voluntarios y donaciones.',
  },
  {
    id: 'es-mercado-artesanos',
    language: 'es',
    idea: 'Un mercado online donde los artesanos de Andalucía venden cerámica hecha a mano a tiendas de decoración de toda Europa.',
  },
  {
    id: 'es-app-citas',
    language: 'es',
    idea: 'Una aplicación que ayuda a peluquerías pequeñas a gestionar sus citas y a recordar las visitas a sus clientas por WhatsApp.',
  },
  {
    id: 'es-academia',
    language: 'es',
    idea: 'Academia de matemáticas para estudiantes de bachillerato que preparan la selectividad, con clases en grupos reducidos por la tarde.',
  },
  {
    id: 'es-riego',
    language: 'es',
    idea: 'Sensores de riego para olivareros de Jaén que quieren gastar menos agua. El agricultor paga una cuota anual por parcela.',
  },
  {
    id: 'es-joyas',
    language: 'es',
    idea: 'Hago joyas de plata con diseños inspirados en la Alhambra y las vendo por internet a turistas que ya visitaron Granada.',
  },
  {
    id: 'es-fisio',
    language: 'es',
    idea: 'Fisioterapia a domicilio para personas mayores que no pueden salir de casa después de una operación de cadera.',
  },
  {
    id: 'es-logistica',
    language: 'es',
    idea: 'Reparto de última milla con furgonetas eléctricas para tiendas online en pueblos pequeños de Aragón.',
  },
  {
    id: 'es-coworking',
    language: 'es',
    idea: 'Un coworking rural para trabajadores remotos que quieren pasar temporadas en la sierra con sus familias.',
  },
  {
    id: 'es-ropa',
    language: 'es',
    idea: 'Alquiler de ropa de bebé por suscripción mensual: los padres reciben una caja y la devuelven cuando la ropa se queda pequeña.',
  },
  {
    id: 'es-podcast',
    language: 'es',
    idea: 'Podcast semanal de historia para adolescentes, gratuito y financiado con publicidad de museos y editoriales.',
  },
  {
    id: 'es-cooperativa',
    language: 'es',
    idea: 'Una cooperativa de consumo que compra verduras ecológicas a agricultores de la Vega y las reparte entre familias del barrio.',
  },
  {
    id: 'es-impresoras',
    language: 'es',
    idea: 'Vendemos impresoras 3D baratas a institutos de formación profesional y ganamos con los cartuchos de filamento.',
  },
  {
    id: 'es-software-libre',
    language: 'es',
    idea: 'Programa de código abierto para gestionar bibliotecas municipales; cobramos por instalación, soporte y formación a los ayuntamientos.',
  },
  {
    id: 'es-franquicia',
    language: 'es',
    idea: 'Franquicia de lavanderías autoservicio abiertas día y noche para estudiantes y turistas en ciudades universitarias.',
  },
  {
    id: 'es-idiomas',
    language: 'es',
    idea: 'App gratuita para aprender quechua con canciones, con una versión de pago para escuelas y profesores.',
  },
  {
    id: 'es-cuidado-perros',
    language: 'es',
    idea: 'Plataforma que conecta a dueños de perros con cuidadores de confianza de su barrio cuando se van de vacaciones.',
  },
  {
    id: 'es-documental',
    language: 'es',
    idea: 'Un documental sobre las últimas salinas artesanales de Cádiz, financiado con una campaña de micromecenazgo entre aficionados a la gastronomía.',
  },
];
