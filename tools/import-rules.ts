/** The server's modules from the ground up: each imports only those before it. If an order turns out wrong, move the line. */
export const serverModules = [
  'settings',
  'departments',
  'identity',
  'access',
  'tickets',
  'conversation',
  'canned',
  'sla',
  'assignment',
  'transfer',
  'sharing',
  'channels',
  'crm',
  'views',
  'notifications',
  'portal',
  'history',
  'reports',
  'assist',
];

/** Modules whose folders (channels/email …) each have a door of their own. */
export const modulesWithSubmodules = ['channels', 'crm'];

/** Arrows that break a rule for a reason. */
export const exceptions = [
  {
    from: 'server/platform/migrate.ts',
    to: 'server/migrations/index.ts',
    because: 'the runner runs the one numbered line of migrations, which knows only Kysely',
  },
];

/** What a kind of file may not import from its own module. */
export const submoduleRules: Record<string, string[]> = {
  routes: ['rules', 'store', 'jobs'],
  jobs: ['routes', 'store'],
  commands: ['routes', 'jobs'],
  queries: ['routes', 'jobs', 'commands'],
  rules: ['routes', 'jobs', 'commands', 'queries', 'store'],
  store: ['routes', 'jobs', 'commands', 'queries', 'rules'],
};

/** Packages that only some may import. */
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
    rule: 'rules decide without touching: no database',
  },
];
