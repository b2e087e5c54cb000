/** That of package.json, which a program that is bundled does not have beside it. */
export const packageVersion = '0.1.0';
