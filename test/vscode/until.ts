/** Asks again and again until there is an answer; a language server may still be reading the workspace. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, limit = 60_000): Promise<T> {
  const end = Date.now() + limit;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  } while (Date.now() < end);
  throw new Error(`Waited ${limit / 1000} s for ${what}.`, { cause: last });
}
