/** The ids of the agents a text mentions, without duplicates. */
export const mentionIdsIn = (html: string): number[] => [
  ...new Set([...html.matchAll(/\sdata-mention="(\d{1,15})"/g)].map(([, id]) => Number(id))),
];
