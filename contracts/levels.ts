import { Type } from 'typebox';

/** What a department a ticket is shared with may do: everything but status, responsible and ownership; comment and forward internally; or read and comment (ZE-06). */
export const accessLevels = ['full', 'restricted', 'read_only'] as const;
export const AccessLevel = Type.Enum(accessLevels);
export type AccessLevel = (typeof accessLevels)[number];
