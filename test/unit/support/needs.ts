import type { TestContext } from 'vitest';

/** For `beforeEach`: leaves out what reads /proc, with the reason for the closing report. */
export function needsProc({ skip }: TestContext): void {
  skip(process.platform !== 'linux', 'reads /proc, which only Linux has');
}

/** For `beforeEach`: leaves out what runs POSIX programs. */
export function needsPosix({ skip }: TestContext): void {
  skip(process.platform === 'win32', 'runs POSIX programs');
}
