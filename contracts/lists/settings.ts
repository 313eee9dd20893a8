/** The colors of priorities. Each has enough contrast in the light and the dark theme. */
export const priorityColors = ['gray', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'pink', 'purple'] as const;

/** How many levels services can have, the top one included. */
export const maxServiceLevels = 3;
