import type { Choice, ChoiceCreate } from '@crossdesk/contracts/settings.ts';
import type { Context } from '../platform/context.ts';
import { createChoice } from './commands.ts';

let count = 0;

/** An entry of one of the company's lists; a status is of the state open unless said otherwise. */
export const givenChoice = (ctx: Context, given: Pick<ChoiceCreate, 'kind'> & Partial<ChoiceCreate>): Promise<Choice> =>
  createChoice(ctx, {
    name: { en: `${given.kind} ${++count}` },
    ...(given.kind === 'status' ? { baseState: 'open' as const } : {}),
    ...given,
  });
