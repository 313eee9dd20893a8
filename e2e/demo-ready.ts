import { preparedDemo } from './demo-copy.ts';

// A setup file of the end-to-end tests, because waiting in a hook would count towards its timeout.
await preparedDemo();
