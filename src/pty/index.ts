export { type PtyOptions, spawnPty } from './spawn-pty.js';
