import { release } from 'node:os';
import { type ExtensionContext, env, version, window, workspace } from 'vscode';
import type { App } from './app.ts';
import { hasPythonServer } from './python-servers.ts';
import { statusSentence } from './words.ts';

/** Opens an unsaved document with the environment filled in. Nothing is sent: what to do with it is the user's decision. */
export async function openIssueReport({ context, server }: App): Promise<void> {
  const environment = [
    `Backref ${ownVersion(context)}`,
    `${env.appName} ${version}${env.remoteName === undefined ? '' : `, ${remoteKind(env.remoteName)}`}`,
    `${process.platform} ${release()} ${process.arch}, Node ${process.version}`,
    `Another Python language server: ${hasPythonServer() ? 'yes' : 'no'}`,
    `Workspace folders: ${workspace.workspaceFolders?.length ?? 0}${workspace.isTrusted ? '' : ', not trusted'}`,
    statusSentence(server.status),
  ];
  const content = `# Title: what is wrong, in a few words

## What happened

*What you did, what you expected, and what you saw instead.*

## Models

*The smallest piece of Python that shows it.*

\`\`\`python

\`\`\`

## Environment

${environment.map(line => `- ${line}`).join('\n')}

Settings that are not the default:

\`\`\`json
${JSON.stringify(changedSettings(context), null, 2)}
\`\`\`

## Log

*The lines of the output "Backref" that tell of it. They name files of your project: please read them before you share them.*
`;
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
}

/** The kind alone: where the connection is no extension's, the name is that of the machine. */
const remoteKind = (name: string): string => (/^[\w-]+$/.test(name) ? name : 'remote');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A member of the manifest, which VS Code hands out as it was read. */
const member = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>((it, key) => (isRecord(it) ? it[key] : undefined), value);

const ownVersion = (context: ExtensionContext): string => String(member(context.extension.packageJSON, 'version'));

/** The settings that are not as they came. */
function changedSettings(context: ExtensionContext): Readonly<Record<string, unknown>> {
  const properties = member(context.extension.packageJSON, 'contributes', 'configuration', 'properties');
  const configuration = workspace.getConfiguration();
  const changed = Object.keys(isRecord(properties) ? properties : {}).filter(key => {
    const it = configuration.inspect(key);
    return it?.globalValue !== undefined || it?.workspaceValue !== undefined || it?.workspaceFolderValue !== undefined;
  });
  return Object.fromEntries(changed.map(key => [key, configuration.get(key)]));
}
