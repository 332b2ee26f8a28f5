import { CancellationTokenSource, type Connection, type Location } from 'vscode-languageserver';
import type { Hint } from '../infer/context.ts';
import { told, type Unknown } from '../infer/told.ts';
import { pythonType } from '../protocol.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** So many milliseconds an answer waits for what another server says. */
const patience = 300;

/** Asks the Python language server beside us, through the client, where the type of an expression is written; undefined when it says nothing in time. */
export async function askPython(connection: Connection, snapshot: Snapshot, unknown: Unknown): Promise<Hint | undefined> {
  if (!snapshot.pythonLanguageServer || !snapshot.config(unknown.uri).askPythonLanguageServer) return undefined;
  const question = new CancellationTokenSource();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<readonly Location[]>(resolve => {
    timer = setTimeout(() => resolve([]), patience);
  });
  // A client that does not know the question, or fails at it, is as good as one that knows no answer.
  const asked = connection.sendRequest(pythonType, { textDocument: { uri: unknown.uri }, position: unknown.position }, question.token).catch(() => []);
  const places = await Promise.race([asked, late]);
  clearTimeout(timer);
  question.cancel();
  question.dispose();
  return Array.isArray(places) ? told(snapshot, unknown, places) : undefined;
}
