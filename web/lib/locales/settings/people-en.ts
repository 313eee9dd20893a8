/** People, in English. */
export const peopleEn = {
  'page.people': 'People',
  'note.people': 'Everyone who works in Crossdesk.',
  'person.add': 'Add a person',
  'person.name': 'Name',
  'person.email': 'Email',
  'person.profile': 'Access profile',
  'person.departments': 'Departments',
  'person.roleIn': 'Role in {{department}}',
  'person.nowhere': 'no department',
  'person.active': 'Can sign in',
  'person.activeNote':
    'Turning this off ends their sessions and API keys immediately. Their name stays on past tickets.',
  'person.invite': 'Add',
  'person.invited': 'Send this link to the new person. It works once, to choose a password.',
  'role.agent': 'Agent',
  'role.supervisor': 'Supervisor',
};
