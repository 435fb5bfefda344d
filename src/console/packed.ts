/** Leaves `app.js.br` and `app.js.gz` beside `app.js`; the service sends them as they are, so that no request waits for packing. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const PACKED = /\.(js|css|html|json|svg|webmanifest)$/;
/** Less than a packet either way. */
const PACKED_MIN_BYTES = 600;

export function packFiles(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!PACKED.test(path)) continue;
    const file = join(folder, path);
    const content = readFileSync(file);
    if (content.length < PACKED_MIN_BYTES) continue;
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(content));
  }
}
