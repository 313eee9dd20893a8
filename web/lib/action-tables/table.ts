/** The groups in which the keyboard shortcuts are listed. */
export type ActionGroup = 'go' | 'anywhere' | 'list' | 'rows' | 'ticket' | 'write';

/** For each action its group and the keys that trigger it. */
export type ActionTable = Record<string, { group: ActionGroup; keys: readonly string[] }>;
