declare module 'virtual:api-addresses' {
  /** Method and path of each API operation, generated from the contracts by vite.config.ts. */
  export const addresses: Readonly<Record<string, readonly [method: string, path: string]>>;
}

declare module '@tabler/icons-react/dist/esm/icons/*.mjs' {
  import type { Icon } from '@tabler/icons-react';

  const icon: Icon;
  export default icon;
}
