import { ProgressLocation, Uri, window } from 'vscode';
import { type Migration, migration, typing } from '../server/protocol.ts';
import type { App } from './app.ts';
import { showPage } from './pages.ts';

/** What is asked for, and how it is spoken of. */
interface Wording {
  readonly title: string;
  readonly one: string;
  readonly many: string;
  readonly done: string;
  readonly none: string;
}

const backrefs: Wording = { title: 'Backrefs to back_populates', one: 'backref', many: 'backrefs', done: 'converted', none: 'There is no backref.' };
const types = {
  annotations: {
    title: 'Types of relationships',
    one: 'relationship',
    many: 'relationships',
    done: 'annotated',
    none: 'There is no relationship without a type.',
  },
  declarations: {
    title: 'Implicit attributes for type checkers',
    one: 'implicit attribute',
    many: 'implicit attributes',
    done: 'declared',
    none: 'All implicit attributes are declared.',
  },
} as const;

/** Converts all backrefs of the workspace, or of the file or folder the command was called for, once the user has agreed in the preview. */
export const convertAll = (app: App, resource: unknown): Promise<void> => change(app, () => app.server.ask(migration, within(resource)), backrefs);

/** Writes the types of all relationships, or declares all implicit attributes for type checkers, in the same way. */
export const writeTypes = (app: App, what: keyof typeof types, resource: unknown): Promise<void> =>
  change(app, () => app.server.ask(typing, { what, ...within(resource) }), types[what]);

const within = (resource: unknown): { readonly within?: string } => (resource instanceof Uri ? { within: resource.toString() } : {});

async function change({ server }: App, ask: () => Promise<Migration | undefined>, wording: Wording): Promise<void> {
  // In the status bar: a notification would stay for a while, over the preview.
  const answer = await window.withProgress({ location: ProgressLocation.Window, title: `Backref: looking at the ${wording.many}` }, ask);
  if (!answer) {
    void window.showWarningMessage(`The language server could not look for ${wording.many}. The output says more.`);
    return;
  }
  const { converted, left, edit, report } = answer;
  if (converted + left === 0) {
    void window.showInformationMessage(wording.none);
    return;
  }
  // Said beside the preview, not after it: what stays may decide whether the rest shall go, and who unticks something knows that it stays.
  void window.showInformationMessage(inWords(answer, wording), 'Show Report').then(chosen => {
    if (chosen !== undefined) void showPage(wording.title, report);
  });
  if (converted > 0) await server.apply(edit);
}

function inWords({ converted, left }: Migration, { one, many, done }: Wording): string {
  const stay = `${left} ${left === 1 ? 'has' : 'have'} to stay as ${left === 1 ? 'it is' : 'they are'}.`;
  if (converted === 0) return `No ${one} can be ${done}: ${stay}`;
  const all = `${converted} ${converted === 1 ? one : many} can be ${done}, as the preview shows.`;
  return left === 0 ? all : `${all} ${stay}`;
}
