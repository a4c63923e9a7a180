import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import type { CanvasForPrompt } from '../clients/group-service.ts';
import { figuresIn, statesNewFigure } from './assumptions.ts';
import type { Asked } from './prompt-input.ts';

/**
 * Marks what states a figure that neither the idea nor the wishes nor any note has: whatever the model says of it, it
 * has assumed it.
 */
export function createMarker(
  { idea, instruction }: Pick<Asked, 'idea' | 'instruction'>,
  { notes }: Pick<CanvasForPrompt, 'notes'>,
): (event: GenerationEvent) => GenerationEvent {
  const sources = [idea, instruction, ...notes.flatMap(({ text, details = '' }) => [text, details])];
  const known = figuresIn(sources.join('\n'));
  const isAssumed = (text: string | undefined): boolean => text !== undefined && statesNewFigure(text, known);

  function markSuggestion(suggestion: Suggestion): Suggestion {
    const { change } = suggestion;
    if (change.type === 'note.add' && isAssumed(change.note.text)) {
      return { ...suggestion, change: { ...change, note: { ...change.note, assumption: true } } };
    }
    if (change.type === 'note.set' && isAssumed(change.set.text)) {
      return { ...suggestion, change: { ...change, set: { ...change.set, assumption: true } } };
    }
    return suggestion;
  }

  return (event) => {
    switch (event.name) {
      case 'note':
      case 'revised':
        return isAssumed(event.data.text) ? { ...event, data: { ...event.data, assumption: true } } : event;
      case 'suggestion':
        return { ...event, data: markSuggestion(event.data) };
      case 'point': {
        const suggestions = event.data.suggestions.map(markSuggestion);
        return { ...event, data: { ...event.data, suggestions } };
      }
      default:
        return event;
    }
  };
}
