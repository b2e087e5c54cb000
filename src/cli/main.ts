#!/usr/bin/env node
// Before the rest, which opens descriptors of its own while it is loaded.
await import('./inherited-descriptors.js');
await import('./commands.js');
