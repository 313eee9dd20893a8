import { parseArgs } from 'node:util';
import { cachedData } from './cached-data.ts';
import { fillDatabase } from './data.ts';

const { values } = parseArgs({
  options: { tickets: { type: 'string', default: '100000' }, database: { type: 'string' } },
});
const ticketCount = Number(values.tickets);
if (!Number.isInteger(ticketCount) || ticketCount < 1000) {
  console.error('--tickets must be a whole number of at least 1000.');
  process.exit(2);
}
const log = (line: string) => console.log(line);
if (values.database) {
  await fillDatabase(values.database, ticketCount, log);
} else {
  const data = await cachedData(ticketCount, log);
  await data.close();
  log(data.isNew ? `all: ${data.seconds.toFixed(1)} s` : 'This data set already exists.');
}
