import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type FileLocation, isPublicInterface, locateFile, modulePosition } from './file-location.ts';
import { exceptions, packageRules, serverModules, submoduleRules } from './import-rules.ts';
import { type Import, readImports, withoutComments } from './imports.ts';

const areas = ['contracts', 'server', 'web', 'widget', 'e2e', 'bench', 'tools'];
const writeMethods = /\b(insertInto|updateTable|deleteFrom|mergeInto)\b(?:\s*\(\s*['"](\w+))?/g;
const rawWrites = /`[^`]*\b(insert\s+into|delete\s+from|update\s+[\w.${}]+\s+set)\s/i;

/**
 * All imports, database writes and cycles below `root` that break an import rule, one sentence
 * each.
 */
export function findWrongImports(root: string): string[] {
  const files = globSync(
    areas.map((area) => `${area}/**/*.{ts,tsx}`),
    {
      cwd: root,
      exclude: (name) => ['node_modules', 'dist'].includes(name),
    },
  ).map((file) => file.replaceAll('\\', '/'));
  const sources = new Map(files.sort().map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const graph = new Map<string, string[]>();
  const found: string[] = [];
  const owners = new Map<string, Set<string>>();
  for (const [file, source] of sources) {
    const location = locateFile(file);
    const targets: string[] = [];
    for (const one of readImports(source)) {
      const target = resolveImport(file, one.from, sources);
      const rule = target === null ? refusePackage(file, one.from) : refuseImport(location, locateFile(target), one);
      if (rule && !exceptions.some((known) => known.from === file && known.to === target)) {
        found.push(`${file} imports ${one.from}: ${rule}.`);
      }
      if (target && !one.isType) targets.push(target);
    }
    graph.set(file, targets);
    found.push(...refuseWrites(location, source, owners));
  }
  for (const [table, modules] of owners) {
    if (modules.size > 1)
      found.push(`The table ${table} is written in ${[...modules].join(' and ')}: a table has one owner.`);
  }
  return [...found, ...findCycles(graph)];
}

function refuseImport(from: FileLocation, to: FileLocation, one: Import): string | null {
  if (to.area === 'tools' && from.area !== 'tools') return 'tools are not imported by others';
  if (to.isTest && !from.isTest && from.area === 'server') return 'test builders and helpers are for tests only';
  switch (from.area) {
    case 'contracts':
      return to.area === 'contracts' ? null : 'contracts import nothing but TypeBox and each other';
    case 'server':
      if (to.area === 'contracts') return null;
      return to.area === 'server' ? refuseInServer(from, to) : `the server does not import ${to.area}`;
    case 'web':
      if (to.area === 'contracts') return null;
      return to.area === 'web' ? refuseInWeb(from, to) : `the web does not import ${to.area}`;
    case 'widget':
      return ['widget', 'contracts'].includes(to.area) ? null : 'the widget imports only contracts';
    case 'e2e':
      if (to.area === 'e2e' || (to.area === 'contracts' && one.isType)) return null;
      return 'journeys use only the browser and the public API (types of the contracts are allowed)';
    default:
      return null;
  }
}

function refuseInServer(from: FileLocation, to: FileLocation): string | null {
  if (from.part === 'testing' || to.part === 'testing') return null;
  if (from.isTest) {
    const isAllowed = from.part === to.part || to.part === 'platform' || to.part === 'app' || to.part === 'migrations';
    return isAllowed || isPublicInterface(to) || to.kind === 'given'
      ? null
      : `tests use other modules through ${to.moduleFolder}/index.ts`;
  }
  if (from.part === 'platform' || from.part === 'migrations') {
    return to.part === from.part || to.part === 'platform' ? null : `${from.part} imports only the platform`;
  }
  if (to.part === 'platform') return from.kind === 'rules' ? refuseDatabase(to) : null;
  if (from.part === 'app') return refuseFromApp(to);
  if (from.part === 'demo') {
    return to.part === 'demo' || (modulePosition(to) && isPublicInterface(to))
      ? null
      : 'the demo imports modules through their index.ts';
  }
  return refuseBetweenModules(from, to);
}

function refuseDatabase(to: FileLocation): string | null {
  return to.file === 'server/platform/database.ts' ? 'rules do not access the database' : null;
}

function refuseFromApp(to: FileLocation): string | null {
  if (['app', 'demo', 'migrations'].includes(to.part)) return null;
  return ['index', 'routes', 'jobs'].includes(to.kind)
    ? null
    : 'app imports modules through index.ts, routes.ts and jobs.ts';
}

function refuseBetweenModules(from: FileLocation, to: FileLocation): string | null {
  const [own, other] = [modulePosition(from), modulePosition(to)];
  if (own === null) return `server/${from.part} is not in the list of modules in tools/import-rules.ts`;
  if (other === null) return `a module does not import server/${to.part}`;
  if (from.moduleFolder === to.moduleFolder) return refuseWithinModule(from, to);
  if (own === other) {
    // channels/email and channels: the parent folder contains what its submodules share.
    return isPublicInterface(to) || from.moduleFolder.startsWith(`${to.moduleFolder}/`)
      ? null
      : `submodules import each other only through ${to.moduleFolder}/index.ts`;
  }
  if (other > own) {
    return `${to.part} (${other}) is above ${from.part} (${own}); use an event, or reorder the modules in tools/import-rules.ts`;
  }
  return isPublicInterface(to) ? null : `other modules are used through ${to.moduleFolder}/index.ts`;
}

function refuseWithinModule(from: FileLocation, to: FileLocation): string | null {
  if (to.kind === 'index') return 'a module does not import its own index.ts';
  return submoduleRules[from.kind]?.includes(to.kind) ? `in a module, ${from.kind} do not import ${to.kind}` : null;
}

function refuseInWeb(from: FileLocation, to: FileLocation): string | null {
  const [own, other] = [webPart(from), webPart(to)];
  if (own === other || own === 'app') return null;
  if (other === 'app') return 'web/app is not imported by others';
  return other === 'ui' || other === 'lib' ? null : 'web modules do not import each other; compose in web/app';
}

/** Files directly in web/ count as part of web/app. */
function webPart(location: FileLocation): string {
  return location.part === '' ? 'app' : location.part;
}

function refusePackage(file: string, name: string): string | null {
  if (name.startsWith('.')) return null;
  const broken = packageRules.find(
    ({ where, allow, deny }) => where.test(file) && ((allow && !allow.test(name)) || deny?.test(name)),
  );
  return broken && !/\.test\.ts$/.test(file) ? broken.rule : null;
}

function refuseWrites(location: FileLocation, source: string, owners: Map<string, Set<string>>): string[] {
  if (location.area !== 'server' || location.isTest || ['platform', 'migrations'].includes(location.part)) return [];
  const text = withoutComments(source);
  if (location.kind === 'store' && serverModules.includes(location.part)) {
    for (const [, , table] of text.matchAll(writeMethods)) {
      if (table) owners.set(table, (owners.get(table) ?? new Set()).add(location.part));
    }
    return [];
  }
  const verb = [...text.matchAll(writeMethods)][0]?.[1] ?? rawWrites.exec(text)?.[1];
  return verb ? [`${location.file} writes to the database (${verb}): only a module's own store does.`] : [];
}

/** The file an import means, or null for a package. */
function resolveImport(file: string, name: string, sources: Map<string, string>): string | null {
  const own = name.startsWith('.') ? normalize(join(dirname(file), name)) : name.replace(/^@crossdesk\//, '');
  if (own === name) return null;
  const path = own.replaceAll('\\', '/');
  return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((candidate) => sources.has(candidate)) ?? null;
}

function findCycles(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: string[]) => {
    if (trail.includes(file)) {
      cycles.push(`Import cycle:  ${[...trail.slice(trail.indexOf(file)), file].join(' → ')}.`);
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

if (import.meta.main) {
  const wrong = findWrongImports(process.cwd());
  for (const sentence of wrong) console.error(sentence);
  if (wrong.length > 0) process.exitCode = 1;
}
