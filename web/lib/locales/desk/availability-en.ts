/** Who receives work, in English. */
export const availabilityEn = {
  'availability.absent': 'Absent',
  'availability.outside_hours': 'Outside working hours',
  'availability.disconnected': 'Not connected',
  'availability.idle': 'Inactive',
  'availability.inactive': 'Disabled',
  'availability.open': 'Availability: {{status}}. Receives tickets: {{answer}}',
  'availability.yes': 'yes',
  'availability.no': 'no',
  'action.app.availability': 'Set your availability',
};
