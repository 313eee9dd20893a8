import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { api } from '../contracts/api.ts';

/**
 * Generates `virtual:api-addresses`, the method and path of each API operation, from the contracts
 * at build time. Importing the contracts themselves would pull the schema library into the first
 * load; the browser uses them as types only.
 */
const apiAddresses = (): Plugin => ({
  name: 'crossdesk-api-addresses',
  resolveId: (id) => (id === 'virtual:api-addresses' ? `\0${id}` : null),
  load: (id) => {
    if (id !== '\0virtual:api-addresses') return null;
    const addresses = Object.entries(api).map(([operation, { method, path }]) => [operation, [method, path]]);
    return `export const addresses = ${JSON.stringify(Object.fromEntries(addresses))};`;
  },
});

const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

/**
 * The code that every screen needs is built into two files, because many small files compress worse
 * and need more requests. `frame` contains the libraries, which rarely change, and `desk` our own
 * code. A group includes its dependencies, so it may only name modules of the first screen; the
 * rest of a library stays with the code that uses it.
 */
const frame = new RegExp(
  [
    'node_modules/(react|react-dom|scheduler|clsx|@tanstack|i18next|react-i18next|html-parse-stringify|use-sync-external-store)/(?!.*/(queriesObserver|useQueries)\\.)',
    'node_modules/@mantine/core/esm/(core/MantineProvider|components/Button)/',
  ].join('|'),
);
const desk = /web\/app\/main\.tsx$/;

/**
 * The messages of one catalogue in one language are one file, however many modules they come from.
 */
const messages = /web\/lib\/locales\/([\w-]+)\/[\w-]+-(en|ja)\.ts$/;
const messagesFile = (id: string): string | null => {
  const [, catalogue, locale] = messages.exec(id) ?? [];
  return catalogue ? `${locale}-${catalogue}` : null;
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), apiAddresses()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'frame', test: frame, priority: 2 },
            { name: 'desk', test: desk, priority: 1 },
            { name: messagesFile, test: messages },
          ],
        },
      },
    },
  },
  server: {
    port: Number(process.env.WEB_PORT ?? 5173),
    proxy: { '/api': server, '/live': { target: server, ws: true } },
  },
});
