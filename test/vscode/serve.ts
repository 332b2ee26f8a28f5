import { workbenchUrl } from './host.ts';
import { startServer } from './server.ts';

/** Serves a folder in VS Code with packaged extensions, on a loopback address for a person's own browser, until Ctrl+C; returns the exit code. */
export async function serve(folder: string, vsix: readonly string[]): Promise<number> {
  const server = await startServer({ vsix });
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted = true;
      void server.close();
    });
  }
  console.log(`\n  ${workbenchUrl(server.authority, { folder })}\n\nOpen this address in a browser; Ctrl+C ends it.`);
  const code = await server.ended;
  await server.close();
  if (interrupted) return 0;
  console.error(`The VS Code server ended by itself (${code}).`);
  return 1;
}
