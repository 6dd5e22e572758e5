/** Loads something at the first call, and where that failed or it was forgotten, at the next one again. */
export function kept<T>(open: () => Promise<T>): { load(): Promise<T>; forget(): void } {
  let loaded: Promise<T> | undefined;
  const forget = () => {
    loaded = undefined;
  };
  const load = () => {
    loaded ??= open().catch((error: unknown) => {
      forget();
      throw error;
    });
    return loaded;
  };
  return { load, forget };
}
