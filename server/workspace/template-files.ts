import type { Config } from '../config.ts';
import { uriOf, walk, withoutBraces } from './disk.ts';
import type { Folder, TemplateFile } from './snapshot.ts';

/** True for a file that Flask, FastAPI and others would look for as a template. */
const isTemplate = (path: string): boolean => /\.(?:jinja2?|j2)$/.test(path) || (/\.(?:html?|txt|xml)$/.test(path) && /(?:^|\/)templates\//.test(path));

/** The Jinja templates of some folders, found on disk and among the open texts; each is read when its text is asked for. */
export function templates(
  folders: readonly (Folder & { readonly path: string | undefined; readonly config: Config; readonly excluded: readonly string[] })[],
  open: readonly string[],
  text: (uri: string) => string | undefined,
): readonly TemplateFile[] {
  const found = new Map<string, TemplateFile>();
  for (const folder of folders) {
    const add = (uri: string, path: string): void => {
      if (!found.has(uri)) found.set(uri, { uri, path, text: () => text(uri) });
    };
    const excludes = [...folder.excluded, ...folder.config.exclude.flatMap(withoutBraces)];
    if (folder.path !== undefined) for (const it of walk(folder.path, excludes, () => {}, isTemplate)) add(uriOf(it.path), it.relative);
    for (const uri of open) if (uri.startsWith(`${folder.uri}/`) && isTemplate(uri)) add(uri, uri.slice(folder.uri.length + 1));
  }
  return [...found.values()];
}
