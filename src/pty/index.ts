export { exitOf, type PtyOptions, spawnPty } from './spawn-pty.js';
