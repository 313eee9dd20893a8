import type { Choice, ChoiceCreate } from '@crossdesk/contracts/settings.ts';
import type { Context } from '../platform/context.ts';
import { createChoice } from './choices.ts';

let count = 0;

/** Creates a list entry; a status has the state open by default. */
export const givenChoice = (ctx: Context, given: Pick<ChoiceCreate, 'kind'> & Partial<ChoiceCreate>): Promise<Choice> =>
  createChoice(ctx, {
    name: { en: `${given.kind} ${++count}` },
    ...(given.kind === 'status' ? { baseState: 'open' as const } : {}),
    ...given,
  });
