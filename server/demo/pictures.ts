import { type Canvas, type Color, canvas } from './canvas.ts';
import type { Facts } from './facts.ts';
import type { Random } from './random.ts';

const white: Color = [250, 250, 248];
const ink: Color = [33, 37, 41];
const grey: Color = [173, 181, 189];
const cardboard: readonly Color[] = [
  [196, 154, 108],
  [183, 140, 92],
  [206, 168, 124],
];
const shade = ([red, green, blue]: Color, by: number): Color => [red * by, green * by, blue * by];

/** A photo of a parcel label on a box. */
export function labelPicture(facts: Facts, random: Random): Buffer {
  const box = random.pick(cardboard);
  const c = canvas(640, 440, box);
  for (let y = 0; y < 440; y += 6) c.rect(0, y, 640, 1, shade(box, 0.96));
  c.rect(0, 60 + random.between(-8, 8), 640, 34, shade(box, 0.86));
  c.rect(96, 106, 458, 290, shade(box, 0.7));
  c.rect(90, 100, 458, 290, white);
  c.rect(90, 100, 458, 44, ink);
  c.text('SWIFTPOST EXPRESS', 108, 112, 3, white);
  c.text(facts.order, 108, 164, 3, ink);
  c.text('TO: RECEIVING', 108, 200, 2, ink);
  c.text('48 HARBOUR STREET', 108, 222, 2, ink);
  let x = 112;
  while (x < 520) {
    const wide = random.between(1, 3) * 2;
    c.rect(x, 262, wide, 84, ink);
    x += wide + random.between(1, 3) * 2;
  }
  c.text(facts.parcel, 200, 360, 3, ink);
  c.vignette();
  return c.png();
}

/** A box with a crushed corner. */
export function damagePicture(random: Random): Buffer {
  const box = random.pick(cardboard);
  const c = canvas(640, 460, [108, 117, 125]);
  c.rect(0, 330, 640, 130, [134, 142, 150]);
  c.rect(120, 120, 380, 260, box);
  c.rect(500, 150, 60, 230, shade(box, 0.72));
  c.rect(290, 120, 40, 260, shade(box, 0.88));
  const [left, top] = [random.between(380, 430), random.between(110, 130)];
  for (let fold = 0; fold < 9; fold++) {
    const [x, y] = [left + random.between(-20, 90), top + random.between(0, 110)];
    c.line(left + 60, top + 30, x, y, random.between(3, 7), shade(box, fold % 2 ? 0.5 : 1.18));
  }
  c.disc(left + 62, top + 34, 26, [60, 50, 42]);
  c.line(left + 20, top + 90, left + 110, top + 60, 4, shade(box, 0.45));
  c.text('THIS SIDE UP', 150, 330, 3, shade(box, 0.55));
  c.vignette();
  return c.png();
}

function browserWindow(title: string): Canvas {
  const c = canvas(760, 460, [233, 236, 239]);
  c.rect(20, 20, 720, 420, white);
  c.rect(20, 20, 720, 40, [73, 80, 87]);
  for (const [index, color] of (
    [
      [250, 82, 82],
      [250, 176, 5],
      [64, 192, 87],
    ] as const
  ).entries())
    c.disc(42 + index * 22, 40, 7, color);
  c.rect(130, 29, 560, 22, [134, 142, 150]);
  c.text(title, 140, 33, 2, white);
  return c;
}

/** A screenshot of an error message. */
export function screenshotPicture(facts: Facts, random: Random): Buffer {
  const c = browserWindow(`TSUBAME-TRADING.EXAMPLE/${random.pick(['ORDERS', 'CHECKOUT', 'WALLET', 'ACCOUNT'])}`);
  c.rect(20, 60, 150, 380, [241, 243, 245]);
  for (let row = 0; row < 7; row++) c.rect(40, 90 + row * 40, random.between(60, 110), 12, [206, 212, 218]);
  for (let row = 0; row < 6; row++) {
    c.rect(200, 90 + row * 54, random.between(220, 480), 12, [222, 226, 230]);
    c.rect(200, 110 + row * 54, random.between(120, 360), 8, [233, 236, 239]);
  }
  c.rect(238, 158, 390, 170, [173, 181, 189]);
  c.rect(234, 152, 390, 170, white);
  c.rect(234, 152, 390, 6, [224, 49, 49]);
  c.disc(270, 200, 18, [224, 49, 49]);
  c.text('!', 263, 189, 3, white);
  c.text(random.pick(['SOMETHING WENT WRONG', 'CODE UNKNOWN', 'PLEASE TRY AGAIN']), 304, 184, 3, ink);
  c.text(`REF ${facts.parcel}`, 304, 218, 2, grey);
  c.rect(500, 268, 96, 34, [28, 126, 214]);
  c.text('CLOSE', 516, 278, 2, white);
  return c.png();
}

/** A chart of response times over a day, with a peak. */
export function chartPicture(random: Random): Buffer {
  const c = canvas(760, 380, white);
  c.text('RESPONSE TIME MS', 60, 20, 2, ink);
  for (let row = 0; row < 5; row++) {
    c.rect(60, 60 + row * 65, 670, 1, [222, 226, 230]);
    c.text(String(2000 - row * 500), 8, 54 + row * 65, 1, grey);
  }
  const peak = random.between(35, 55);
  let before = 300;
  for (let step = 0; step <= 80; step++) {
    const hump = 210 * Math.exp(-((step - peak) ** 2) / 60);
    const y = 305 - hump - random.between(0, 14);
    if (step > 0) {
      c.line(60 + (step - 1) * 8.3, before, 60 + step * 8.3, y, 3, hump > 80 ? [224, 49, 49] : [28, 126, 214]);
    }
    before = y;
  }
  for (const [index, hour] of ['00:00', '06:00', '12:00', '18:00'].entries())
    c.text(hour, 60 + index * 166, 335, 2, grey);
  return c.png();
}

/** A paper receipt on a table. */
export function receiptPicture(facts: Facts, random: Random): Buffer {
  const c = canvas(480, 600, [120, 88, 62]);
  for (let y = 0; y < 600; y += 24) c.rect(0, y + random.between(0, 4), 480, 2, [104, 75, 52]);
  c.rect(118, 48, 260, 520, [80, 58, 40]);
  c.rect(110, 40, 260, 520, white);
  c.text('PARCEL SHOP', 142, 66, 3, ink);
  c.text(facts.parcel, 142, 108, 2, ink);
  for (let row = 0; row < 8; row++) {
    c.rect(134, 150 + row * 32, random.between(70, 130), 8, grey);
    c.rect(310, 150 + row * 32, 36, 8, grey);
  }
  c.rect(134, 416, 212, 2, ink);
  c.text('ACCEPTED', 142, 434, 3, ink);
  c.text(`1 PARCEL  ${facts.order}`, 142, 476, 2, ink);
  c.vignette();
  return c.png();
}

/** A specimen identity card with a reflection. */
export function identityPicture(random: Random): Buffer {
  const c = canvas(640, 420, [73, 80, 87]);
  const tone = random.pick<Color>([
    [208, 235, 255],
    [211, 249, 216],
    [255, 236, 222],
  ]);
  c.rect(66, 56, 520, 320, [52, 58, 64]);
  c.rect(60, 50, 520, 320, tone);
  c.rect(60, 50, 520, 50, shade(tone, 0.6));
  c.text('SPECIMEN IDENTITY CARD', 84, 66, 3, white);
  c.rect(90, 130, 130, 170, shade(tone, 0.82));
  c.disc(155, 190, 34, [150, 110, 84]);
  c.disc(155, 290, 56, [92, 103, 115]);
  c.rect(90, 300, 130, 60, tone);
  for (let row = 0; row < 5; row++) c.rect(250, 140 + row * 36, random.between(130, 280), 12, shade(tone, 0.55));
  c.text(`X${random.between(100000, 999999)}<<SPECIMEN`, 90, 330, 3, ink);
  c.disc(random.between(420, 520), random.between(150, 260), 44, white);
  c.vignette();
  return c.png();
}
