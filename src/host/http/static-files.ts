import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Content } from './answers.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/**
 * The built page by its paths, read once: whatever path is asked for, nothing else is on the way. Undefined where it
 * has not been built. Files of another kind, source maps for one, are left out.
 */
export async function readStaticFiles(directory: string): Promise<ReadonlyMap<string, Content> | undefined> {
  const found = await listFiles(directory);
  const known = found.filter((file) => types[extname(file)] !== undefined);
  const contents = await Promise.all(known.map(read));
  const files = new Map(known.map((file, index) => [pathOf(directory, file), contents[index]]));
  const present = [...files].flatMap(([path, content]) =>
    content === undefined ? [] : [[path, content] as const],
  );
  const index = present.find(([path]) => path === '/index.html');
  return index === undefined ? undefined : new Map([...present, ['/', index[1]]]);
}

async function listFiles(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

async function read(file: string): Promise<Content> {
  const body = await readFile(file);
  const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return {
    type: types[extname(file)] ?? 'application/octet-stream',
    body,
    headers: { ETag: `"${tag}"`, 'Cache-Control': 'no-cache' },
  };
}

function pathOf(directory: string, file: string): string {
  return `/${relative(directory, file).split(sep).join('/')}`;
}
