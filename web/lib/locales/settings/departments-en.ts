/** Departments, in English. */
export const departmentsEn = {
  'page.departments': 'Departments',
  'note.departments': 'The teams that own tickets.',
  'department.add': 'Add a department',
  'department.edit': 'Edit department',
  'department.colour': 'Colour',
  'department.active': 'Accepts tickets',
  'department.activeNote': 'You can turn this off once the department has no open tickets.',
  'department.people_one': '{{count}} person',
  'department.people_other': '{{count}} people',
};
