import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface FakeFolder {
  uidValidity: number;
  mails: Map<number, string>;
  /** Such as `\Sent`. */
  specialUse?: string;
  /** Closes the connection instead of sending this mail. */
  lostAt?: number | undefined;
}

export interface FakeImapServer {
  port: number;
  /** All commands, without their tags. */
  commands: string[];
  folders: Map<string, FakeFolder>;
  /** The accepted password of every user. */
  password: string;
  /** Adds a mail to a folder and announces it to waiting clients. */
  deliver(raw: string, folder?: string): void;
  /** Closes all connections. */
  dropConnections(): void;
  /** Connections that wait for new mail. */
  idleCount(): number;
  close(): Promise<void>;
}

type Connection = {
  socket: Socket;
  folder: string;
  idleTag: string | null;
  /** The tag of a refused AUTHENTICATE that waits for an empty line. */
  refusedTag: string | null;
  append: { tag: string; folder: string; byteCount: number } | null;
};

/**
 * A server with as much IMAP4rev1 as Crossdesk uses: IDLE, APPEND and XOAUTH2. Answers NO to
 * commands that would change mail.
 */
export async function startImapServer(
  options: {
    folders?: Record<string, FakeFolder>;
    acceptsToken?: (token: string) => boolean;
    capabilities?: string;
  } = {},
): Promise<FakeImapServer> {
  const { acceptsToken = () => false, capabilities = 'IMAP4rev1 IDLE SPECIAL-USE AUTH=XOAUTH2' } = options;
  const folders = new Map(Object.entries(options.folders ?? { INBOX: { uidValidity: 7, mails: new Map() } }));
  const commands: string[] = [];
  const connections = new Set<Connection>();
  const state = { password: 'secret' };

  const addMail = (name: string, raw: string): number => {
    const folder = folders.get(name);
    if (!folder) throw new Error(`there is no folder ${name}`);
    const uid = Math.max(0, ...folder.mails.keys()) + 1;
    folder.mails.set(uid, raw);
    for (const one of connections)
      if (one.idleTag !== null && one.folder === name) one.socket.write(`* ${folder.mails.size} EXISTS\r\n`);
    return uid;
  };

  const answer = (connection: Connection, line: string): void => {
    const { socket } = connection;
    if (line === 'DONE' && connection.idleTag !== null) {
      socket.write(`${connection.idleTag} OK done\r\n`);
      connection.idleTag = null;
      return;
    }
    if (connection.refusedTag !== null) {
      socket.write(`${connection.refusedTag} NO [AUTHENTICATIONFAILED] Token refused\r\n`);
      connection.refusedTag = null;
      return;
    }
    const [tag = '', ...words] = line.split(' ');
    const command = words.join(' ');
    commands.push(command);
    const ok = (...untagged: string[]) => socket.write(`${[...untagged, `${tag} OK done`].join('\r\n')}\r\n`);
    const no = (text: string) => socket.write(`${tag} NO ${text}\r\n`);
    const folder = folders.get(connection.folder);
    if (/^CAPABILITY/i.test(command)) return void ok(`* CAPABILITY ${capabilities}`);
    if (/^LOGIN/i.test(command)) {
      if (command.endsWith(`"${state.password}"`) || command.endsWith(` ${state.password}`)) return void ok();
      return void no('[AUTHENTICATIONFAILED] Invalid credentials');
    }
    if (/^AUTHENTICATE XOAUTH2/i.test(command)) {
      const token = /auth=Bearer ([\w-]+)/.exec(Buffer.from(words[2] ?? '', 'base64').toString())?.[1] ?? '';
      if (acceptsToken(token)) return void ok();
      connection.refusedTag = tag;
      return void socket.write(`+ ${Buffer.from('{"status":"401"}').toString('base64')}\r\n`);
    }
    if (/^LIST/i.test(command)) {
      const [, quoted, plain] = /LIST "" (?:"([^"]*)"|(\S+))/i.exec(command) ?? [];
      const wanted = quoted ?? plain;
      if (wanted === '') return void ok('* LIST (\\Noselect) "/" ""');
      const shown = [...folders].filter(([name]) => wanted === '*' || name === wanted);
      return void ok(...shown.map(([name, one]) => `* LIST (${one.specialUse ?? ''}) "/" ${name}`));
    }
    if (/^EXAMINE/i.test(command)) {
      const name = /EXAMINE "?([^"]+)"?/i.exec(command)?.[1] ?? '';
      const opened = folders.get(name);
      if (!opened) return void no("[NONEXISTENT] Mailbox doesn't exist");
      connection.folder = name;
      const { uidValidity, mails } = opened;
      return void ok(`* ${mails.size} EXISTS`, `* OK [UIDVALIDITY ${uidValidity}] ok`, '* FLAGS ()');
    }
    if (/^UID SEARCH HEADER/i.test(command)) {
      const id = /<[^>]+>/.exec(command)?.[0] ?? '';
      const found = [...(folder?.mails ?? [])].filter(([, raw]) => raw.includes(id)).map(([uid]) => uid);
      return void ok(`* SEARCH ${found.join(' ')}`.trim());
    }
    if (/^UID SEARCH/i.test(command)) {
      const uids = [...(folder?.mails.keys() ?? [])];
      const from = Number(/(\d+):\*/.exec(command)?.[1]);
      const found = uids.filter((uid) => uid >= from);
      return void ok(`* SEARCH ${(found.length > 0 ? found : uids.slice(-1)).toReversed().join(' ')}`.trim());
    }
    if (/^UID FETCH/i.test(command)) {
      const uid = Number(/FETCH (\d+)/i.exec(command)?.[1]);
      if (uid === folder?.lostAt) return void socket.destroy();
      const mail = folder?.mails.get(uid) ?? '';
      const sent = mail.slice(0, Number(/<0\.(\d+)>/.exec(command)?.[1] ?? mail.length));
      return void ok(
        `* ${[...(folder?.mails.keys() ?? [])].indexOf(uid) + 1} FETCH (UID ${uid} RFC822.SIZE ${mail.length} INTERNALDATE "05-Jan-2024 10:15:00 +0000" BODY[]<0> {${sent.length}}`,
        `${sent})`,
      );
    }
    if (/^APPEND/i.test(command)) {
      const name = /APPEND "?([^" ]+)"?/i.exec(command)?.[1] ?? '';
      if (!folders.has(name)) return void no('[TRYCREATE] no such mailbox');
      connection.append = { tag, folder: name, byteCount: Number(/\{(\d+)\}$/.exec(command)?.[1]) };
      return void socket.write('+ ready\r\n');
    }
    if (/^IDLE/i.test(command)) {
      connection.idleTag = tag;
      return void socket.write('+ idling\r\n');
    }
    if (/^LOGOUT/i.test(command)) return void ok('* BYE');
    if (/^NOOP/i.test(command)) return void ok();
    no('not here');
  };

  const server = createServer((socket) => {
    const connection: Connection = { socket, folder: '', idleTag: null, refusedTag: null, append: null };
    connections.add(connection);
    let received = '';
    socket.on('error', () => undefined);
    socket.on('close', () => connections.delete(connection));
    socket.write('* OK ready\r\n');
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (;;) {
        const { append } = connection;
        if (append) {
          if (received.length < append.byteCount + 2) return;
          addMail(append.folder, received.slice(0, append.byteCount));
          received = received.slice(append.byteCount + 2);
          connection.append = null;
          socket.write(`${append.tag} OK appended\r\n`);
        }
        const end = received.indexOf('\r\n');
        if (end < 0) return;
        const line = received.slice(0, end);
        received = received.slice(end + 2);
        answer(connection, line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dropConnections = () => {
    for (const { socket } of connections) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    folders,
    get password() {
      return state.password;
    },
    set password(password) {
      state.password = password;
    },
    deliver: (raw, folder = 'INBOX') => void addMail(folder, raw),
    dropConnections,
    idleCount: () => [...connections].filter((one) => one.idleTag !== null).length,
    close: async () => {
      dropConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
