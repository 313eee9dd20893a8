/** Who receives work, in English. */
export const availabilityEn = {
  'availability.absent': 'Absent',
  'availability.outside_hours': 'Outside working hours',
  'availability.disconnected': 'Not connected',
  'availability.idle': 'Idle',
  'availability.inactive': 'Disabled',
};
