export const viewEvents = ['view.edited'] as const;
