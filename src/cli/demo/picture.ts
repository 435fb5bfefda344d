/** Drawn pictures for the demo's reports: a truck under a sky, as PNG. Nobody is on them. */
import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 480;
const HEIGHT = 360;
type Colour = readonly [number, number, number];
type Box = readonly [left: number, top: number, right: number, bottom: number, colour: Colour];

const SCENES: readonly { readonly sky: Colour; readonly ground: Colour; readonly boxes: readonly Box[] }[] = [
  {
    sky: [158, 203, 224],
    ground: [190, 150, 98],
    boxes: [
      [60, 130, 360, 262, [15, 92, 80]],
      [70, 118, 350, 130, [29, 52, 97]],
      [92, 156, 140, 200, [220, 234, 238]],
      [164, 156, 212, 200, [220, 234, 238]],
      [236, 156, 284, 200, [220, 234, 238]],
      [306, 160, 340, 262, [238, 176, 46]],
      [364, 168, 424, 262, [200, 74, 48]],
      [384, 178, 420, 210, [220, 234, 238]],
      [96, 262, 136, 288, [40, 40, 44]],
      [300, 262, 340, 288, [40, 40, 44]],
      [376, 262, 412, 288, [40, 40, 44]],
    ],
  },
  {
    sky: [236, 230, 214],
    ground: [150, 128, 104],
    boxes: [
      [40, 60, 440, 150, [244, 246, 248]],
      [60, 74, 200, 136, [29, 78, 216]],
      [220, 80, 420, 88, [120, 130, 140]],
      [220, 100, 390, 108, [120, 130, 140]],
      [220, 120, 405, 128, [120, 130, 140]],
      [50, 220, 150, 228, [96, 72, 48]],
      [190, 220, 290, 228, [96, 72, 48]],
      [330, 220, 430, 228, [96, 72, 48]],
      [70, 186, 130, 220, [52, 58, 64]],
      [210, 186, 270, 220, [52, 58, 64]],
      [350, 186, 410, 220, [52, 58, 64]],
    ],
  },
];

export function demoPicture(index: number): Buffer {
  const scene = SCENES[index % SCENES.length] ?? { sky: [0, 0, 0], ground: [0, 0, 0], boxes: [] };
  const rows = Buffer.alloc(HEIGHT * (1 + 3 * WIDTH));
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const box = scene.boxes.findLast(
        ([left, top, right, bottom]) => x >= left && x < right && y >= top && y < bottom,
      );
      const [red, green, blue] = box?.[4] ?? (y < HEIGHT * 0.72 ? scene.sky : scene.ground);
      rows.set([red, green, blue], y * (1 + 3 * WIDTH) + 1 + 3 * x);
    }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  // 8 bits of each of red, green and blue.
  head.set([8, 2], 8);
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

/** ISO/IEC 15948, 5.3: length, type, data, CRC of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}
