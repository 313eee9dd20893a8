import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface FakeSmtpServer {
  port: number;
  received: { from: string; to: string[]; raw: string }[];
  /** Sign-ins, as `user:password` or `user:token`. */
  signIns: string[];
  /** Refuses a recipient with this SMTP code; null accepts it again. */
  refuseAddress(address: string, code: number | null): void;
  /** Closes the connection before the next mails are answered. */
  cutCount: number;
  /** Delays the answer to each recipient. */
  delayMs: number;
  close(): Promise<void>;
}

/** An outgoing mail server that wants a sign-in, with a password or an access token. */
export async function startSmtpServer(
  options: { password?: string; acceptsToken?: (token: string) => boolean; isOpen?: boolean } = {},
): Promise<FakeSmtpServer> {
  const { password = 'secret', acceptsToken = () => false, isOpen = false } = options;
  const refused = new Map<string, number>();
  const state: Omit<FakeSmtpServer, 'port' | 'close'> = {
    received: [],
    signIns: [],
    cutCount: 0,
    delayMs: 0,
    refuseAddress: (address, code) => void (code === null ? refused.delete(address) : refused.set(address, code)),
  };
  const error = (text: string, responseCode: number) => Object.assign(new Error(text), { responseCode });
  const server = new SMTPServer({
    authOptional: isOpen,
    allowInsecureAuth: true,
    disabledCommands: isOpen ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    authMethods: ['PLAIN', 'XOAUTH2'],
    logger: false,
    onAuth(auth, _session, done) {
      const isAccepted = auth.method === 'XOAUTH2' ? acceptsToken(auth.accessToken ?? '') : auth.password === password;
      state.signIns.push(`${auth.username}:${auth.method === 'XOAUTH2' ? auth.accessToken : auth.password}`);
      if (isAccepted) return done(null, { user: auth.username ?? '' });
      done(error('5.7.8 authentication failed', 535));
    },
    onRcptTo({ address }, _session, done) {
      const code = refused.get(address);
      setTimeout(() => done(code === undefined ? null : error(`refused ${address}`, code)), state.delayMs);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        if (state.cutCount > 0) {
          state.cutCount -= 1;
          for (const client of server.connections) client.close();
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(chunks).toString('latin1');
        const to = rcptTo.map(({ address }) => address);
        state.received.push({ raw, from: mailFrom ? mailFrom.address : '', to });
        done(null, 'accepted');
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
