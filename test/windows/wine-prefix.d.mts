import type { ChildProcess, SpawnOptions } from 'node:child_process';

export declare const environment: NodeJS.ProcessEnv;
export declare const cache: string;
export declare function whyNoPrefix(): string | undefined;
export declare function openPrefix(windowProgram: string): Promise<void>;
export declare function closePrefix(): void;
export declare function startInWine(args: readonly string[], options: SpawnOptions): ChildProcess;
export declare function toWindows(path: string): string;
