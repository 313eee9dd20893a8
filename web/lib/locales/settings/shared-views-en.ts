/** Shared views, in English. */
export const sharedViewsEn = {
  'page.views': 'Shared views',
  'note.views': 'Views that people share: who owns them, and who can see them.',
};
