import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const panel = fileURLToPath(new URL('src/panel', import.meta.url));

/** The page of the host. The element for other pages is `vite.element.config.ts`. */
export default defineConfig({
  root: panel,
  // Wherever the host serves it.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // Everything there is served, so that nothing else is put there.
    outDir: fileURLToPath(new URL('dist/page', import.meta.url)),
    emptyOutDir: true,
    // A content security policy may allow no data: URL.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2023',
    reportCompressedSize: false,
    // One file that a browser keeps. What it may weigh is held by test/e2e/measures.test.ts, compressed.
    chunkSizeWarningLimit: 1000,
  },
});
