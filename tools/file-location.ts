import { modulesWithSubmodules, serverModules } from './import-rules.ts';

/**
 * The location of a file. `part` is the folder below the area (a server module, "platform", a web module …); `room` is the
 * folder whose index.ts is its door; `kind` is what the file is within its room.
 */
export type Place = { file: string; area: string; part: string; room: string; kind: string; isTest: boolean };

const kinds = ['index', 'routes', 'commands', 'queries', 'rules', 'store', 'jobs', 'given'];

export function placeOf(file: string): Place {
  const folders = file.split('/');
  const name = folders.pop() ?? '';
  const [area = '', part = ''] = folders;
  const hasRoom =
    area === 'server' &&
    modulesWithSubmodules.includes(part) &&
    folders[2] !== undefined &&
    !kinds.includes(folders[2]);
  const room = folders.slice(0, hasRoom ? 3 : 2).join('/');
  const inside = folders.slice(hasRoom ? 3 : 2);
  const stem = inside[0] ?? name.replace(/\.tsx?$/, '');
  const isTest = /\.(test|journey)\.tsx?$/.test(name) || stem === 'given' || part === 'testing';
  return { file, area, part, room, kind: kinds.includes(stem) ? stem : 'other', isTest };
}

/** Position in the numbered list, or null for what is not one of the server's modules. */
export function numberOf(place: Place): number | null {
  const index = place.area === 'server' ? serverModules.indexOf(place.part) : -1;
  return index < 0 ? null : index + 1;
}

/** True for the file others go through. */
export function isPublicInterface(place: Place): boolean {
  return place.file === `${place.room}/index.ts`;
}
