/** Repeats a text up to `size` characters. */
export const repeatTo = (piece: string, size: number): string =>
  piece.repeat(Math.max(1, Math.floor(size / piece.length)));
const numbered = (size: number, each: number, make: (index: number) => string): string =>
  Array.from({ length: Math.floor(size / each) }, (_, index) => make(index)).join('');

export const mailWithBody = (headers: string, body = 'x'): Buffer =>
  Buffer.from(`From: a@x.example\r\nTo: s@d.example\r\n${headers}\r\n${body}`, 'latin1');
const withBody = (type: string, piece: string) => (size: number) => mailWithBody(`${type}\r\n`, repeatTo(piece, size));
const withHeader =
  (start: string, piece: string, end = '') =>
  (size: number) =>
    mailWithBody(`${start}${repeatTo(piece, size)}${end}\r\n`);

/** Mails that are expensive to parse, by content, each of about `size` bytes. */
export const hostileMails: Record<string, (size: number) => Buffer> = {
  'a folded subject': withHeader('Subject: ', 'a\r\n ', 'b'),
  'a folded subject beyond ASCII': withHeader('Subject: ', '\u00e9\r\n ', 'b'),
  'header fields': withHeader('', 'X: y\r\n'),
  'header lines without a colon': withHeader('', 'x\r\n'),
  recipients: withHeader('To: ', 'a@b.example, '),
  'commas for recipients': withHeader('To: ', ','),
  'open comments for recipients': withHeader('To: ', '('),
  'open angles for recipients': withHeader('To: ', '<'),
  'names for recipients': withHeader('To: ', 'a <b> '),
  'groups of recipients': withHeader('To: ', 'a:b;'),
  'open groups of recipients': withHeader('To: ', 'a:'),
  'escapes in a recipient': withHeader('To: "', '\\'),
  senders: (size) => Buffer.from(`From: ${repeatTo('a@b.example, ', size)}z@z.example\r\n\r\nx`),
  'words in the sender': (size) => Buffer.from(`From: ${repeatTo('a ', size)}\r\n\r\nx`),
  'encoded words': withHeader('Subject: ', '=?utf-8?q?a?= '),
  'open encoded words': withHeader('Subject: ', '=?utf-8?q?'),
  references: withHeader('References: ', '<a@b> '),
  'parameters of the type': withHeader('Content-Type: text/plain; ', 'a=b; '),
  'continued parameters': (size) =>
    mailWithBody(`Content-Type: text/plain; ${numbered(size, 10, (index) => `n*${index}=b; `)}\r\n`),
  'comments in the type': withHeader('Content-Type: text/plain ', '('),
  hops: withHeader('', 'Received: from a by b with c; d\r\n'),
  'comments in a hop': withHeader('Received: from ', '(a'),
  signatures: withHeader('', 'DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; h=from; bh=YQ==; b=YQ==\r\n'),
  'tags in a signature': withHeader('DKIM-Signature: ', 'a=b; '),
  'fields in a signature': withHeader(
    'DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; bh=YQ==; b=YQ==; h=',
    'from:',
  ),
  seals: (size) =>
    mailWithBody(
      numbered(size, 70, (n) => `ARC-Seal: i=${n + 1}; a=rsa-sha256; d=x.example; s=s; b=YQ==; cv=none\r\n`),
    ),
  'empty lines': withBody('Subject: x', '\n'),
  'lines of spaces': withBody('Subject: x', 'x  \r\n'),
  'one line': withBody('Subject: x', 'a'),
  'carriage returns': withBody('Subject: x', '\r'),
  'soft line breaks': withBody('Content-Transfer-Encoding: quoted-printable', 'a =\r\n'),
  'base64 lines': withBody('Content-Transfer-Encoding: base64', 'YQ==\r\n'),
  'flowed lines': withBody('Content-Type: text/plain; format=flowed; delsp=yes', 'a \r\n'),
  'flowed quotations': withBody('Content-Type: text/plain; format=flowed', '> a \r\n>> b \r\n'),
  parts: withBody('Content-Type: multipart/mixed; boundary=b', '--b\r\n\r\n'),
  'almost boundaries': withBody('Content-Type: multipart/mixed; boundary=b', '--bb\r\n'),
  'open tags': withBody('Content-Type: text/html', '<p>'),
  entities: withBody('Content-Type: text/html', '&'),
  'shifts of charset': withBody('Content-Type: text/plain; charset=iso-2022-jp', '\u001b$B$"\u001b(B'),
  'inline images': (size) =>
    mailWithBody(
      'Content-Type: multipart/related; boundary=b\r\n',
      `--b\r\nContent-Type: text/html\r\n\r\n${repeatTo('<img src="cid:z">', size / 2)}\r\n${repeatTo('--b\r\nContent-ID: <q>\r\nContent-Type: image/png\r\n\r\nx\r\n', Math.min(size / 2, 20_000))}`,
    ),
};
