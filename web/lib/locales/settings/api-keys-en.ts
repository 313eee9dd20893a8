/** API keys, in English. */
export const apiKeysEn = {
  'page.apiKeys': 'API keys',
  'note.apiKeys': 'An API key lets a program act for you, with your permissions.',
  'apiKey.name': 'What is it for?',
  'apiKey.make': 'Create API key',
  'apiKey.once': 'This is your API key. Copy it now. It won’t be shown again.',
  'apiKey.revoke': 'Revoke {{name}}',
  'apiKey.empty': 'No API keys yet',
};
