import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { api } from '../contracts/api.ts';

/**
 * The typed client needs only the method and the path of each act. The contracts carry whole schemas, and importing them would pull
 * the schema library into the first load. So the table of addresses is written here, at build time, from those same contracts;
 * the browser takes it as `virtual:api-addresses`, and everything else of the contracts as types.
 */
const apiAddresses = (): Plugin => ({
  name: 'crossdesk-api-addresses',
  resolveId: (id) => (id === 'virtual:api-addresses' ? `\0${id}` : null),
  load: (id) => {
    if (id !== '\0virtual:api-addresses') return null;
    const addresses = Object.entries(api).map(([act, { method, path }]) => [act, [method, path]]);
    return `export const addresses = ${JSON.stringify(Object.fromEntries(addresses))};`;
  },
});

const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

/**
 * What every screen needs is two files: a few dozen small ones compress worse and each costs a question to the server. `frame` has the libraries,
 * which stay the same over many updates, `desk` our own part. A group takes with it what its modules need; only what the first screen is made
 * of may be named here, for all the rest of a library stays with the part of the desk that uses it.
 */
const frame = new RegExp(
  [
    'node_modules/(react|react-dom|scheduler|clsx|@tanstack|i18next|react-i18next|html-parse-stringify|use-sync-external-store)/(?!.*/(queriesObserver|useQueries)\\.)',
    'node_modules/@mantine/core/esm/(core/MantineProvider|components/Button)/',
  ].join('|'),
);
const desk = /web\/app\/main\.tsx$/;

/** The messages of one catalogue in one language are one file, however many modules they come from. */
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
