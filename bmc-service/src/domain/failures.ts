import type { Language } from '@aibmc/common/canvas/blocks';
import { AppError, asAppError } from '@aibmc/common/errors';
import type { Ending } from '../sql/endings.ts';

interface FailureKind {
  /** Whether it came through no fault of the person, who gets the unit of their quota back. */
  giveBack: boolean;
  text: Record<Language, string>;
}

/** Every way in which a generation ends without being done: clients know the code, people read the text. */
const FAILURES = {
  forbidden: {
    giveBack: false,
    text: {
      en: 'You may no longer edit this canvas.',
      es: 'Ya no puedes editar este lienzo.',
    },
  },
  'not-found': {
    giveBack: false,
    text: {
      en: 'The canvas is gone, or you are no longer a member of its group.',
      es: 'El lienzo ya no existe o ya no eres miembro de su grupo.',
    },
  },
  'edit-refused': {
    giveBack: true,
    text: {
      en: 'The canvas did not take the notes. It may be full.',
      es: 'El lienzo no aceptó las notas. Puede que esté lleno.',
    },
  },
  interrupted: {
    giveBack: true,
    text: {
      en: 'A restart interrupted it. What had come is kept.',
      es: 'Lo interrumpió un reinicio. Lo que había llegado se conserva.',
    },
  },
  unavailable: {
    giveBack: true,
    text: {
      en: 'A part of the application was not reachable.',
      es: 'Una parte de la aplicación no estaba disponible.',
    },
  },
  internal: {
    giveBack: true,
    text: {
      en: 'Something went wrong on our side.',
      es: 'Algo ha fallado por nuestra parte.',
    },
  },
  'model-unreachable': {
    giveBack: true,
    text: {
      en: 'The AI endpoint could not be reached, or the connection broke.',
      es: 'No se pudo conectar con el servicio de IA, o se cortó la conexión.',
    },
  },
  'model-timeout': {
    giveBack: true,
    text: {
      en: 'The AI endpoint took too long. What had come is kept.',
      es: 'El servicio de IA tardó demasiado. Lo que había llegado se conserva.',
    },
  },
  'model-key': {
    giveBack: true,
    text: {
      en: 'The AI endpoint does not accept the key of this installation. Tell whoever runs it.',
      es: 'El servicio de IA no acepta la clave de esta instalación. Avisa a quien la administra.',
    },
  },
  'model-unknown': {
    giveBack: true,
    text: {
      en: 'The AI endpoint does not know this model. Tell whoever runs this installation.',
      es: 'El servicio de IA no conoce este modelo. Avisa a quien administra esta instalación.',
    },
  },
  'model-busy': {
    giveBack: true,
    text: {
      en: 'The AI endpoint takes no more requests for now. Try again later.',
      es: 'El servicio de IA no acepta más peticiones por ahora. Inténtalo más tarde.',
    },
  },
  'model-paused': {
    giveBack: true,
    text: {
      en: 'The AI endpoint has failed several times in a row. It is tried again in a moment.',
      es: 'El servicio de IA ha fallado varias veces seguidas. Se probará otra vez en un momento.',
    },
  },
  'model-error': {
    giveBack: true,
    text: {
      en: 'The AI endpoint failed.',
      es: 'El servicio de IA ha fallado.',
    },
  },
  'model-rejected': {
    giveBack: true,
    text: {
      en: 'The AI endpoint did not accept the request. Tell whoever runs this installation.',
      es: 'El servicio de IA no aceptó la petición. Avisa a quien administra esta instalación.',
    },
  },
  'model-refused': {
    giveBack: false,
    text: {
      en: 'The model declined to write about this idea. Describe it in other words.',
      es: 'El modelo no quiso escribir sobre esta idea. Descríbela con otras palabras.',
    },
  },
  'model-bad-output': {
    giveBack: true,
    text: {
      en: 'The model gave an answer that cannot be used.',
      es: 'El modelo dio una respuesta que no se puede usar.',
    },
  },
  truncated: {
    giveBack: true,
    text: {
      en: 'The model stopped before the end. What had come is kept.',
      es: 'El modelo se detuvo antes de terminar. Lo que había llegado se conserva.',
    },
  },
} as const satisfies Record<string, FailureKind>;

export type FailureCode = keyof typeof FAILURES;

/** Ends a generation with this code. The cause is for the log only. */
export class GenerationFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, cause?: unknown) {
    super(`generation failed: ${code}`, { cause });
    this.name = 'GenerationFailure';
    this.code = code;
  }
}

/** What group-service says of edits that it does not take. */
const EDIT_REFUSED = new Set(['invalid', 'conflict', 'too-large', 'gone']);

/** Any thrown value as the code that a generation ends with. */
export function failureCodeOf(thrown: unknown): FailureCode {
  if (thrown instanceof GenerationFailure) return thrown.code;
  const { code } = asAppError(thrown);
  if (code === 'forbidden' || code === 'not-found' || code === 'unavailable') return code;
  if (code === 'bad-gateway' || code === 'gateway-timeout') return 'unavailable';
  return thrown instanceof AppError && EDIT_REFUSED.has(code) ? 'edit-refused' : 'internal';
}

/** How a generation ends that failed with this code, told in its own language. */
export function endingOf(code: FailureCode, language: Language): Ending {
  const { giveBack, text } = FAILURES[code];
  return {
    status: code === 'interrupted' ? 'interrupted' : 'failed',
    error: { code, message: text[language] },
    giveBack,
  };
}
