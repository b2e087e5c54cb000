import { openHost } from 'panetree/host';

// node serving-host.js SCROLLBACK: a host without a page and without a store. Prints one JSON line, then serves.
const host = await openHost({
  scrollbackLines: Number(process.argv[2]),
  registryOptions: { backend: 'linux-cgroup' },
  shell: { file: '/bin/bash', args: ['--norc', '--noprofile'] },
  environment: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', PS1: '$ ', HISTFILE: '/dev/null' },
});
console.log(JSON.stringify({ url: host.url, token: host.token }));
