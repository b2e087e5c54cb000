// @ts-check
import { cpSync } from 'node:fs';

/** The pictures that the tests have made become those of the guides. */
cpSync(new URL('../build/images', import.meta.url), new URL('../docs/images', import.meta.url), {
  recursive: true,
});
