/** The server's modules in dependency order: each imports only those before it. */
export const serverModules = [
  'settings',
  'departments',
  'identity',
  'availability',
  'access',
  'tickets',
  'conversation',
  'canned',
  'sla',
  'assignment',
  'sharing',
  'transfer',
  'batches',
  'channels',
  'crm',
  'views',
  'notifications',
  'portal',
  'history',
  'reports',
  'assist',
];

/** Modules whose subfolders (channels/email …) are submodules with their own index.ts. */
export const modulesWithSubmodules = ['channels', 'crm'];

/** Imports that are allowed despite a rule. */
export const exceptions = [
  {
    from: 'server/platform/migrate.ts',
    to: 'server/migrations/index.ts',
    because: 'the migration runner needs the list of migrations, which imports only Kysely',
  },
  ...['e2e/demo-template.ts', 'e2e/demo-copy.ts'].map((from) => ({
    from,
    to: 'server/testing/demo-server.ts',
    because: 'the set-up of the journeys copies the demo company between databases',
  })),
];

/** The kinds of files that a kind of file may not import from its own module. */
export const submoduleRules: Record<string, string[]> = {
  routes: ['rules', 'store', 'jobs'],
  jobs: ['routes', 'store'],
  commands: ['routes', 'jobs'],
  queries: ['routes', 'jobs', 'commands'],
  rules: ['routes', 'jobs', 'commands', 'queries', 'store'],
  store: ['routes', 'jobs', 'commands', 'queries', 'rules'],
};

/** Packages that only some files may import. */
export const packageRules: { where: RegExp; allow?: RegExp; deny?: RegExp; rule: string }[] = [
  { where: /^contracts\//, allow: /^typebox(\/|$)/, rule: 'contracts import nothing but TypeBox and each other' },
  {
    where: /^server\/migrations\//,
    allow: /^kysely(\/|$)/,
    rule: 'migrations import nothing but Kysely and the platform',
  },
  {
    where: /^server\/[^/]+\/([^/]+\/)?rules(\/[^/]+)?\.ts$|^server\/[^/]+\/rules\//,
    deny: /^(kysely|pg)(\/|$)/,
    rule: 'rules do not access the database',
  },
];
