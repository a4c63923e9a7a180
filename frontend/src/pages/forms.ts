import { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARACTERS } from '@aibmc/common/contract/users';
import { AppError, type ErrorCode } from '@aibmc/common/errors';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Translate } from './visit.ts';

export type FormValues = Record<string, string>;

/** Messages by field, in the reader's language; `form` has what is about no single field. */
export type FormErrors = Record<string, string>;

/** The fields of a sent form as text. Of a field sent twice the last counts. */
export function readForm(req: Request): FormValues {
  const values: FormValues = {};
  for (const [name, value] of Object.entries((req.body ?? {}) as Record<string, string | string[]>)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') values[name] = last.replaceAll('\r\n', '\n');
  }
  return values;
}

/** A field's text, undefined where it was left empty. */
export function filled(value: string | undefined): string | undefined {
  return value?.trim() ? value : undefined;
}

/** A form's values by the contract's own schema, or a message for each field that is wrong. */
export function checkForm<T extends z.ZodType>(
  schema: T,
  input: unknown,
  t: Translate,
): { data: z.output<T>; errors: null } | { data: null; errors: FormErrors } {
  const result = schema.safeParse(input);
  if (result.success) return { data: result.data, errors: null };
  const errors: FormErrors = {};
  for (const issue of result.error.issues) {
    const field = String(issue.path.at(-1) ?? 'form');
    errors[field] ??= messageOf(issue, valueAt(input, issue.path), t);
  }
  return { data: null, errors };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? value[key as keyof typeof value] : undefined,
    input,
  );
}

function messageOf(issue: z.core.$ZodIssue, value: unknown, t: Translate): string {
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) return t('form.required');
  switch (issue.code) {
    case 'too_big':
      return typeof value === 'string'
        ? t('form.too-long', { max: Number(issue.maximum) })
        : t('form.range', { min: 1, max: Number(issue.maximum) });
    case 'invalid_format':
      if (issue.format === 'email') return t('form.email');
      return t(issue.format === 'regex' ? 'form.control-characters' : 'form.invalid');
    case 'custom':
      return typeof value === 'string' ? passwordMessage(value, t) : t('form.invalid');
    default:
      return t('form.invalid');
  }
}

/** The contract's own rules of passwords are its only custom ones. */
function passwordMessage(password: string, t: Translate): string {
  if ([...password].length < PASSWORD_MIN_CHARACTERS) {
    return t('form.password-short', { min: PASSWORD_MIN_CHARACTERS });
  }
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) {
    return t('form.password-long', { max: PASSWORD_MAX_BYTES });
  }
  return t('form.control-characters');
}

/** The same messages at fields of other names, where a page has several forms with fields that are called alike. */
export function renamed(errors: FormErrors, names: Record<string, string>): FormErrors {
  return Object.fromEntries(Object.entries(errors).map(([field, text]) => [names[field] ?? field, text]));
}

/** What a form can be told about a service's refusal, by code; every other error is for the error page. */
const MESSAGE_BY_CODE: Partial<Record<ErrorCode, string>> = {
  'wrong-credentials': 'form.wrong-credentials',
  'email-taken': 'form.email-taken',
  'too-many-requests': 'form.too-many-requests',
  'quota-used': 'form.quota-used',
  'last-owner': 'form.last-owner',
  'last-admin': 'form.last-admin',
  'sign-in-again': 'form.sign-in-again',
  'registration-closed': 'form.registration-closed',
  'link-first': 'form.link-first',
  conflict: 'form.changed-meanwhile',
  forbidden: 'form.forbidden',
  gone: 'form.gone',
  invalid: 'form.invalid',
  unavailable: 'form.unavailable',
  'bad-gateway': 'form.unavailable',
  'gateway-timeout': 'form.unavailable',
};

interface Failure {
  status: number;
  errors: FormErrors;
}

export interface FailureTexts {
  /** The field that a code is about. */
  fields?: Partial<Record<ErrorCode, string>>;
  /** Another text than the usual one for a code. */
  messages?: Partial<Record<ErrorCode, string>>;
}

/** A service's refusal as messages of the form; throws on what no form can mend. Sets `Retry-After`. */
export function failureOf(
  thrown: unknown,
  { t, res }: { t: Translate; res: Response },
  { fields = {}, messages = {} }: FailureTexts = {},
): Failure {
  if (!(thrown instanceof AppError)) throw thrown;
  const key = messages[thrown.code] ?? MESSAGE_BY_CODE[thrown.code];
  if (!key) throw thrown;
  const seconds = Math.ceil(thrown.retryAfter ?? 60);
  if (thrown.retryAfter !== undefined) res.set('retry-after', String(seconds));
  const errors: FormErrors = {};
  for (const { path } of thrown.errors ?? []) errors[path.split('.').at(-1) ?? 'form'] = t(key, { seconds });
  if (Object.keys(errors).length === 0) errors[fields[thrown.code] ?? 'form'] = t(key, { seconds });
  return { status: thrown.status, errors };
}
