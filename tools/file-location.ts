import { modulesWithSubmodules, serverModules } from './import-rules.ts';

/**
 * The location of a file. `part` is the folder below the area (a server module, "platform", a web module …); `room` is the
 * folder whose index.ts is its door; `kind` is what the file is within its room.
 */
export type FileLocation = { file: string; area: string; part: string; moduleFolder: string; kind: string; isTest: boolean };

const kinds = ['index', 'routes', 'commands', 'queries', 'rules', 'store', 'jobs', 'given'];

export function locateFile(file: string): FileLocation {
  const folders = file.split('/');
  const name = folders.pop() ?? '';
  const [area = '', part = ''] = folders;
  const isSubmodule =
    area === 'server' &&
    modulesWithSubmodules.includes(part) &&
    folders[2] !== undefined &&
    !kinds.includes(folders[2]);
  const moduleFolder = folders.slice(0, isSubmodule ? 3 : 2).join('/');
  const inside = folders.slice(isSubmodule ? 3 : 2);
  const stem = inside[0] ?? name.replace(/\.tsx?$/, '');
  const isTest = /\.(test|journey)\.tsx?$/.test(name) || stem === 'given' || part === 'testing';
  return { file, area, part, moduleFolder: moduleFolder, kind: kinds.includes(stem) ? stem : 'other', isTest };
}

/** Position in the numbered list, or null for what is not one of the server's modules. */
export function modulePosition(place: FileLocation): number | null {
  const index = place.area === 'server' ? serverModules.indexOf(place.part) : -1;
  return index < 0 ? null : index + 1;
}

/** True for the file others go through. */
export function isPublicInterface(place: FileLocation): boolean {
  return place.file === `${place.moduleFolder}/index.ts`;
}
