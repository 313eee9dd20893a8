import { foldText } from '@crossdesk/contracts/search/fold.ts';
import { parseSearch } from '@crossdesk/contracts/search/parse.ts';
import { wordRuns } from '@crossdesk/contracts/search/words.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../platform/context.ts';
import { editDistance, editKeys, isSuggestable } from './typo-rules.ts';

/** Words to correct, and corrections to look at for each. */
const maxWords = 4;
const maxCandidates = 60;
const shortWord = 6;

/** The known words that differ from one word by one letter, or two in long words. */
async function corrections(ctx: ReadContext, word: string): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`select word from search_word
    where keys && ${editKeys(word)}::text[] limit ${sql.lit(maxCandidates)}`.execute(ctx.db);
  const known = rows.map((row) => row.word);
  if (known.includes(word)) return [];
  const maxDistance = [...word].length < shortWord ? 1 : 2;
  return known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ distance }) => distance <= maxDistance)
    .sort((one, other) => one.distance - other.distance || (one.candidate < other.candidate ? -1 : 1))
    .map(({ candidate }) => candidate);
}

/**
 * Searches that may have been meant instead of one without hits, most likely first. They contain
 * words of any ticket: offer only those with hits for the actor.
 */
export async function correctedSearches(ctx: ReadContext, search: string): Promise<string[]> {
  const replacements: { from: string; to: string[] }[] = [];
  for (const term of parseSearch(search)) {
    if (term.kind !== 'text' || term.isExcluded) continue;
    const written = term.text.split(/[\s\p{P}]+/u).filter(Boolean);
    for (const word of written) {
      if (replacements.length >= maxWords) break;
      const runs = wordRuns(foldText(word));
      const [run] = runs;
      if (runs.length !== 1 || !run || !isSuggestable(run)) continue;
      const to = await corrections(ctx, run.text);
      if (to.length > 0) replacements.push({ from: word, to });
    }
  }
  const [first] = replacements;
  if (!first) return [];
  const replaceAll = (firstTo: string) =>
    replacements.reduce(
      (text, { from, to }, index) => text.replace(from, () => (index === 0 ? firstTo : (to[0] ?? from))),
      search,
    );
  return first.to.slice(0, 3).map(replaceAll);
}
