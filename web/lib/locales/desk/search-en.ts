/** Search, in English. */
export const searchEn = {
  'search.label': 'Search tickets',
  'search.placeholder': 'Subject, message text, customer, or number',
  'search.empty.title': 'Find any ticket',
  'search.empty.text': 'Search by subject, message text, customer, or ticket number.',
  'search.none.title': 'No results for “{{q}}”',
  'search.none.text': 'Try fewer or different words.',
  'search.more': 'Show more',
  'search.found_one': '{{count}} ticket',
  'search.found_other': '{{count}} tickets',
};
