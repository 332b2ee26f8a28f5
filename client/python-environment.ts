import { Disposable, type Event, extensions, type Uri, workspace } from 'vscode';
import type { App } from './app.ts';

/** What is used of the interface that Microsoft's Python extension exports. */
interface PythonExtension {
  readonly environments: {
    /** The folder of an environment, or its interpreter. */
    getActiveEnvironmentPath(folder?: Uri): { readonly path: string };
    readonly onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

/** Keeps the server told of the Python environments that are chosen in the Python extension, where that is installed. */
export function register({ server }: App): Disposable {
  let heard: Disposable | undefined;
  let stopped = false;
  const tell = (environments: PythonExtension['environments']): void => {
    const chosen = (workspace.workspaceFolders ?? []).map(({ uri }) => [uri.toString(), environments.getActiveEnvironmentPath(uri).path] as const);
    server.usePython(Object.fromEntries(chosen));
  };
  const listen = async (): Promise<void> => {
    const extension = heard === undefined ? extensions.getExtension<unknown>('ms-python.python') : undefined;
    // It is active already, or about to be: both extensions begin with the first Python file.
    const exported = await extension?.activate();
    if (!offersEnvironments(exported) || stopped || heard !== undefined) return;
    const { environments } = exported;
    heard = Disposable.from(
      environments.onDidChangeActiveEnvironmentPath(() => tell(environments)),
      workspace.onDidChangeWorkspaceFolders(() => tell(environments)),
    );
    tell(environments);
  };
  const attempt = (): void =>
    void listen().catch((error: unknown) => server.log.warn('The Python extension does not say which environment is chosen:', String(error)));
  attempt();
  return Disposable.from(
    extensions.onDidChange(attempt),
    new Disposable(() => {
      stopped = true;
      heard?.dispose();
    }),
  );
}

const offersEnvironments = (it: unknown): it is PythonExtension =>
  typeof it === 'object' &&
  it !== null &&
  'environments' in it &&
  typeof it.environments === 'object' &&
  it.environments !== null &&
  'getActiveEnvironmentPath' in it.environments &&
  'onDidChangeActiveEnvironmentPath' in it.environments;
