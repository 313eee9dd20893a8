/** Whom a text speaks to, each once. */
export const mentionIdsIn = (html: string): number[] => [
  ...new Set([...html.matchAll(/\sdata-mention="(\d{1,15})"/g)].map(([, id]) => Number(id))),
];
