import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** `<panetree-swarm>` in one file that needs nothing else. */
export default defineConfig({
  root: fileURLToPath(new URL('src/panel', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('dist/panel', import.meta.url)),
    // Its declarations are there too.
    emptyOutDir: false,
    target: 'es2023',
    reportCompressedSize: false,
    lib: {
      entry: fileURLToPath(new URL('src/panel/element.tsx', import.meta.url)),
      formats: ['es'],
      fileName: () => 'element.js',
    },
  },
});
