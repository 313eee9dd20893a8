export const departmentEvents = ['department.edited'] as const;
