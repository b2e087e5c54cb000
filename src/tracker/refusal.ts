/** Turns a thrown check into a rejection, for a method whose promise must be the same at each call. */
export function refusalOf(check: () => void): Promise<never> | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
