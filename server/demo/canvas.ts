import { crc32, deflateSync } from 'node:zlib';

export type Color = readonly [red: number, green: number, blue: number];

/** A pixel canvas. Whatever lies outside is not drawn. */
export type Canvas = {
  width: number;
  height: number;
  rect(x: number, y: number, width: number, height: number, color: Color): void;
  disc(x: number, y: number, radius: number, color: Color): void;
  line(x1: number, y1: number, x2: number, y2: number, thickness: number, color: Color): void;
  /**
   * Capital letters, digits and a few punctuation marks, `size` pixels per dot; others are left
   * blank.
   */
  text(words: string, x: number, y: number, size: number, color: Color): void;
  /** Darkens the corners like a photograph. */
  vignette(): void;
  png(): Buffer;
};

/** Letters of five by seven dots: each row a digit in base 32. */
const letters: Record<string, string> = {
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehgggHe',
  D: 'uhhhhhu',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hpljhhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllrh',
  X: 'hha4ahh',
  Y: 'hha4444',
  Z: 'v1248gv',
  0: 'ehjlphe',
  1: '4c4444e',
  2: 'eh1248v',
  3: 'v2421he',
  4: '26aiv22',
  5: 'vgu11he',
  6: '68guhhe',
  7: 'v124888',
  8: 'ehhehhe',
  9: 'ehhf12c',
  '-': '000v000',
  '.': '00000cc',
  ':': '0cc0cc0',
  '/': '01248g0',
  '%': 'op248j3',
  '!': '4444404',
}; // prettier-ignore

export function canvas(width: number, height: number, ground: Color): Canvas {
  const pixels = Buffer.alloc(width * height * 3);
  const rect: Canvas['rect'] = (x, y, w, h, color) => {
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(width, Math.round(x + w))];
    if (right <= left) return;
    const dots = Buffer.from(color.map(Math.round));
    for (let row = Math.max(0, Math.round(y)); row < Math.min(height, Math.round(y + h)); row++) {
      pixels.fill(dots, (row * width + left) * 3, (row * width + right) * 3);
    }
  };
  const disc: Canvas['disc'] = (x, y, radius, color) => {
    for (let row = Math.floor(-radius); row <= radius; row++) {
      const half = Math.sqrt(Math.max(0, radius * radius - row * row));
      rect(x - half, y + row, 2 * half, 1, color);
    }
  };
  rect(0, 0, width, height, ground);
  return {
    width,
    height,
    rect,
    disc,
    line(x1, y1, x2, y2, thickness, color) {
      const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1)));
      for (let step = 0; step <= steps; step++) {
        const part = step / steps;
        disc(x1 + (x2 - x1) * part, y1 + (y2 - y1) * part, thickness / 2, color);
      }
    },
    text(words, x, y, size, color) {
      for (const [index, sign] of [...words.toUpperCase()].entries()) {
        for (const [row, digit] of [...(letters[sign] ?? '')].entries()) {
          const bits = Number.parseInt(digit, 32);
          for (let column = 0; column < 5; column++) {
            if (bits & (16 >> column)) rect(x + (index * 6 + column) * size, y + row * size, size, size, color);
          }
        }
      }
    },
    vignette() {
      for (let y = 0; y < height; y++) {
        const down = 0.69 * (y / height - 0.5) ** 2;
        for (let x = 0; x < width; x++) {
          const shade = 1 - down - 0.69 * (x / width - 0.5) ** 2;
          const at = (y * width + x) * 3;
          for (let part = at; part < at + 3; part++) pixels[part] = (pixels[part] ?? 0) * shade;
        }
      }
    },
    png: () => encode(width, height, pixels),
  };
}

/** PNG (RFC 2083): 8 bits a channel, rows filtered with "sub", which suits even areas. */
function encode(width: number, height: number, pixels: Buffer): Buffer {
  const stride = width * 3;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    rows[y * (stride + 1)] = 1;
    for (let x = 0; x < stride; x++) {
      const left = x < 3 ? 0 : (pixels[y * stride + x - 3] ?? 0);
      rows[y * (stride + 1) + 1 + x] = ((pixels[y * stride + x] ?? 0) - left) & 255;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 3 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
