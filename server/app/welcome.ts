import type { Role, Running } from './start.ts';

const say = (line = '') => process.stdout.write(`${line}\n`);

/** Tells the person who started it where to go next. */
export async function welcome({ url, smtpPort, setupToken, house }: Running, role: Role): Promise<void> {
  say();
  if (url) say(`  Crossdesk is ready:  ${url}`);
  else say(`  Crossdesk is working (role ${role}).`);
  if (smtpPort) say(`  It takes mail at:    ${house.config.smtpInHost}:${smtpPort}`);
  if (url && setupToken) {
    say();
    say('  Set up your company with this link. It works once:');
    say(`  ${url}/setup?token=${setupToken}`);
  }
  say();
}
