export const adminJa = {};
