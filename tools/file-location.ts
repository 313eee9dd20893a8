import { modulesWithSubmodules, serverModules } from './import-rules.ts';

/**
 * The location of a file. `part` is the folder below the area (a server module, "platform", a web
 * module …); `moduleFolder` is the folder whose index.ts is the public interface; `kind` is the
 * role of the file within its module.
 */
export type FileLocation = {
  file: string;
  area: string;
  part: string;
  moduleFolder: string;
  kind: string;
  isTest: boolean;
};

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
  return { file, area, part, moduleFolder, kind: kinds.includes(stem) ? stem : 'other', isTest };
}

/** Position in the list of server modules, or null for other files. */
export function modulePosition(location: FileLocation): number | null {
  const index = location.area === 'server' ? serverModules.indexOf(location.part) : -1;
  return index < 0 ? null : index + 1;
}

/** Whether the file is the public interface of its module. */
export function isPublicInterface(location: FileLocation): boolean {
  return location.file === `${location.moduleFolder}/index.ts`;
}
