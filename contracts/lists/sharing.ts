/** Classification fields a share can hide from the receiving department (C-25). */
export const maskableFields = [
  'service',
  'category',
  'priority',
  'solutionForecast',
  'cc',
  'tags',
  'account',
  'product',
] as const;
