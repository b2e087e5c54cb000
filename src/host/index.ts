export type { Host } from './api.js';
export { openHost } from './open-host.js';
export type { HostOptions, TlsFiles } from './options.js';
export type { HistoryFilter, HostStore, OutgoingMessage } from './store-port.js';
