import { BLOCK_TEXT, BLOCKS } from '@aibmc/common/canvas/blocks';
import { AppError } from '@aibmc/common/errors';
import { apiReference } from '../openapi/reference.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { Visit } from './visit.ts';

/** What AIBMC is. */
export function showLanding(visit: Visit): void {
  render(visit.res, 'landing', baseViewModel(visit.req, visit, { title: visit.t('title.landing') }));
}

/** Learning begins where a canvas begins. */
export function showFirstBlock({ res }: Visit): void {
  redirect(res, '/learn/customer-segments');
}

/** What one block of the canvas is about. */
export function showBlock(visit: Visit): void {
  const block = BLOCKS.find((name) => name === visit.req.params['block']);
  if (!block) throw new AppError('not-found', 'There is no such block');
  const title = BLOCK_TEXT[visit.lang][block].title;
  render(visit.res, 'learn', { ...baseViewModel(visit.req, visit, { title }), block });
}

/** The reference of the API. */
export function showApiDocs(visit: Visit): void {
  const base = baseViewModel(visit.req, visit, { title: visit.t('title.api-docs') });
  render(visit.res, 'api-docs', { ...base, reference: apiReference() });
}
