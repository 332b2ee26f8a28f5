import { extensions, workspace } from 'vscode';

/** An extension that answers for Python in general, and the setting by which it is told not to. */
interface PythonServer {
  readonly extension: string;
  readonly off: readonly [setting: string, value: unknown];
}

const pythonServers: readonly PythonServer[] = [
  // The Python extension brings Jedi, and starts Pylance where that is installed; one setting chooses.
  { extension: 'ms-python.python', off: ['python.languageServer', 'None'] },
  { extension: 'ms-python.vscode-pylance', off: ['python.languageServer', 'None'] },
  { extension: 'ms-pyright.pyright', off: ['pyright.disableLanguageServices', true] },
  { extension: 'detachhead.basedpyright', off: ['basedpyright.disableLanguageServices', true] },
  { extension: 'anysphere.cursorpyright', off: ['cursorpyright.disableLanguageServices', true] },
  { extension: 'meta.pyrefly', off: ['python.pyrefly.disableLanguageServices', true] },
  { extension: 'astral-sh.ty', off: ['ty.disableLanguageServices', true] },
];

/** Whether another language server answers for Python here: its extension is installed, enabled, and not told to be silent. */
export const hasPythonServer = (): boolean =>
  pythonServers.some(
    ({ extension, off: [setting, value] }) => extensions.getExtension(extension) !== undefined && workspace.getConfiguration().get(setting) !== value,
  );
