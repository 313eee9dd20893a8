import { Type } from 'typebox';

/**
 * What a department with a shared ticket may do (ZE-06). full: everything except status,
 * responsible and ownership. restricted: comment and forward internally. read_only: read and
 * comment.
 */
export const accessLevels = ['full', 'restricted', 'read_only'] as const;
export const AccessLevel = Type.Enum(accessLevels);
export type AccessLevel = (typeof accessLevels)[number];
