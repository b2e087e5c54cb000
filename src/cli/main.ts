#!/usr/bin/env node
import { argv } from 'node:process';

// Before the rest, which opens descriptors of its own while it is loaded.
await import('./inherited-descriptors.js');
const { main } = await import('./commands.js');

await main(argv.slice(2));
