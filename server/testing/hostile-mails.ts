/** A piece of text repeated up to a size in characters. */
export const fill = (piece: string, size: number): string => piece.repeat(Math.max(1, Math.floor(size / piece.length)));
const numbered = (size: number, each: number, make: (index: number) => string): string =>
  Array.from({ length: Math.floor(size / each) }, (_, index) => make(index)).join('');

export const mailWithBody = (headers: string, body = 'x'): Buffer =>
  Buffer.from(`From: a@x.example\r\nTo: s@d.example\r\n${headers}\r\n${body}`, 'latin1');
const bodied = (type: string, piece: string) => (size: number) => mailWithBody(`${type}\r\n`, fill(piece, size));
const headed =
  (start: string, piece: string, end = '') =>
  (size: number) =>
    mailWithBody(`${start}${fill(piece, size)}${end}\r\n`);

/** Mails made to take long to read, by what they consist of, each of about `size` bytes. */
export const hostileMails: Record<string, (size: number) => Buffer> = {
  'a folded subject': headed('Subject: ', 'a\r\n ', 'b'),
  'a folded subject beyond ASCII': headed('Subject: ', '\u00e9\r\n ', 'b'),
  'header fields': headed('', 'X: y\r\n'),
  'header lines without a colon': headed('', 'x\r\n'),
  recipients: headed('To: ', 'a@b.example, '),
  'commas for recipients': headed('To: ', ','),
  'open comments for recipients': headed('To: ', '('),
  'open angles for recipients': headed('To: ', '<'),
  'names for recipients': headed('To: ', 'a <b> '),
  'groups of recipients': headed('To: ', 'a:b;'),
  'open groups of recipients': headed('To: ', 'a:'),
  'escapes in a recipient': headed('To: "', '\\'),
  senders: (size) => Buffer.from(`From: ${fill('a@b.example, ', size)}z@z.example\r\n\r\nx`),
  'words in the sender': (size) => Buffer.from(`From: ${fill('a ', size)}\r\n\r\nx`),
  'encoded words': headed('Subject: ', '=?utf-8?q?a?= '),
  'open encoded words': headed('Subject: ', '=?utf-8?q?'),
  references: headed('References: ', '<a@b> '),
  'parameters of the type': headed('Content-Type: text/plain; ', 'a=b; '),
  'continued parameters': (size) =>
    mailWithBody(`Content-Type: text/plain; ${numbered(size, 10, (index) => `n*${index}=b; `)}\r\n`),
  'comments in the type': headed('Content-Type: text/plain ', '('),
  hops: headed('', 'Received: from a by b with c; d\r\n'),
  'comments in a hop': headed('Received: from ', '(a'),
  signatures: headed('', 'DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; h=from; bh=YQ==; b=YQ==\r\n'),
  'tags in a signature': headed('DKIM-Signature: ', 'a=b; '),
  'fields in a signature': headed('DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; bh=YQ==; b=YQ==; h=', 'from:'),
  seals: (size) =>
    mailWithBody(
      numbered(size, 70, (n) => `ARC-Seal: i=${n + 1}; a=rsa-sha256; d=x.example; s=s; b=YQ==; cv=none\r\n`),
    ),
  'empty lines': bodied('Subject: x', '\n'),
  'lines of spaces': bodied('Subject: x', 'x  \r\n'),
  'one line': bodied('Subject: x', 'a'),
  'carriage returns': bodied('Subject: x', '\r'),
  'soft line breaks': bodied('Content-Transfer-Encoding: quoted-printable', 'a =\r\n'),
  'base64 lines': bodied('Content-Transfer-Encoding: base64', 'YQ==\r\n'),
  'flowed lines': bodied('Content-Type: text/plain; format=flowed; delsp=yes', 'a \r\n'),
  parts: bodied('Content-Type: multipart/mixed; boundary=b', '--b\r\n\r\n'),
  'almost boundaries': bodied('Content-Type: multipart/mixed; boundary=b', '--bb\r\n'),
  'open tags': bodied('Content-Type: text/html', '<p>'),
  entities: bodied('Content-Type: text/html', '&'),
  'shifts of charset': bodied('Content-Type: text/plain; charset=iso-2022-jp', '\u001b$B$"\u001b(B'),
  'inline images': (size) =>
    mailWithBody(
      'Content-Type: multipart/related; boundary=b\r\n',
      `--b\r\nContent-Type: text/html\r\n\r\n${fill('<img src="cid:z">', size / 2)}\r\n${fill('--b\r\nContent-ID: <q>\r\nContent-Type: image/png\r\n\r\nx\r\n', Math.min(size / 2, 20_000))}`,
    ),
};
