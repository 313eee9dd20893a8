/** An import or re-export. `isType`: it does not exist at run time. */
export type Import = { from: string; isType: boolean };

const statement = /^[ \t]*(import|export)\b([^'"`;]*?)\bfrom\s*(['"])([^'"\n]+)\3/gm;
const bare = /^[ \t]*import\s*(['"])([^'"\n]+)\1/gm;
const dynamic = /\bimport\(\s*(['"])([^'"\n]+)\1\s*\)/g;

/**
 * Reads the imports of a TypeScript file without parsing it: formatted statements start at the
 * beginning of a line.
 */
export function readImports(source: string): Import[] {
  const text = withoutComments(source);
  return [
    ...[...text.matchAll(statement)].map((match) => ({ from: match[4] ?? '', isType: isTypeOnly(match[2] ?? '') })),
    ...[...text.matchAll(bare)].map((match) => ({ from: match[2] ?? '', isType: false })),
    ...[...text.matchAll(dynamic)].map((match) => ({ from: match[2] ?? '', isType: false })),
  ];
}

/** Removes comments that start a line, which may contain example code. */
export function withoutComments(source: string): string {
  return source.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '').replace(/^[ \t]*\/\/.*$/gm, '');
}

function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names = /^\s*\{([\s\S]*)\}\s*$/.exec(clause)?.[1];
  if (!names) return false;
  const parts = names.split(',').map((part) => part.trim());
  return parts.every((part) => part === '' || part.startsWith('type '));
}
