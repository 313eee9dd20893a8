export const settingsEvents = ['setting.edited'] as const;
