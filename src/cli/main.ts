#!/usr/bin/env node
import process from 'node:process';

// Without a listener Node opens its debugger on SIGUSR1, which runs any code for whoever connects. Installed before the
// other modules are loaded, so that the gap is as short as it can be.
process.on('SIGUSR1', () => undefined);

await import('./require-node.js');
// Before the rest, which opens descriptors of its own while it is loaded.
await import('./inherited-descriptors.js');
const { program } = await import('./program.js');
process.exitCode = await program(process.argv.slice(2));
