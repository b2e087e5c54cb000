export interface Failure {
  readonly name?: string;
  readonly title: string;
  readonly message: string;
}

export interface Skip {
  readonly title: string;
  readonly reason?: string;
}

export interface FileTally {
  readonly project: string;
  readonly file: string;
  readonly passed: number;
  readonly skipped: readonly Skip[];
  readonly failures: readonly Failure[];
  readonly passedAgain?: readonly Failure[];
}

export interface Tally {
  readonly files: readonly FileTally[];
  readonly errors: readonly string[];
}

export declare const mostToRunAgain: number;
export declare function toRunAgain(tallies: readonly Tally[]): readonly FileTally[];
export declare function namesToRunAgain(tally: FileTally): readonly string[] | undefined;
export declare function afterRunAgain(first: FileTally, again: FileTally | undefined): FileTally;
export declare function closing(
  tallies: readonly Tally[],
  leftOut: readonly string[],
): { readonly lines: readonly string[]; readonly failed: number };
export declare function patternOf(names: readonly string[]): string;
export declare function oneLine(text: string): string;
