import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { root } from './paths.ts';
import type { Place } from './place.ts';
import { until } from './until.ts';

// What a person does in the workbench and sees there. Each function leaves the workbench as the next one expects it: no open menus or hovers.

/** Runs a command by its title in the command palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  // Just after the start some commands are not there yet, and an open palette does not take note of new ones.
  await until(`the command ${title}`, async () => {
    await page.keyboard.press('F1');
    await quickInput(page).waitFor();
    await page.keyboard.type(title);
    const row = quickRow(page, title);
    const found = await shows(row);
    if (found) await row.click();
    else await page.keyboard.press('Escape');
    return found || undefined;
  });
}

/** Opens a file of the workspace by its path. */
export async function openFile(page: Page, file: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await quickInput(page).waitFor();
  await page.keyboard.type(file);
  await quickRow(page, basename(file)).click();
  await until(`${file} to open`, async () => ((await activeFile(page)) === basename(file) ? true : undefined));
  await page.locator('.editor-instance .view-line').first().waitFor();
}

/** Opens a file and puts the cursor at a place in it. */
export async function openAt(page: Page, place: Place): Promise<void> {
  await openFile(page, place.file);
  await page.keyboard.press('Control+G');
  await quickInput(page).waitFor();
  await page.keyboard.type(`${place.line}:${place.column}`);
  await page.keyboard.press('Enter');
  await until(`the cursor to be at ${place.line}:${place.column}`, async () => {
    const cursor = await cursorPlace(page);
    return cursor.line === place.line && cursor.column === place.column ? true : undefined;
  });
}

/** Where the cursor is: the base name of the active file, line and column. */
export async function cursorPlace(page: Page): Promise<Place> {
  const status = await page.locator('[id="status.editor.selection"]').textContent();
  const [, line, column] = /Ln (\d+), Col (\d+)/.exec(status ?? '') ?? [];
  return { file: await activeFile(page), line: Number(line), column: Number(column) };
}

/** The text of the hover at a place, once it matches; the mouse goes there as a person's would. */
export async function hoverOver(page: Page, place: Place, matching: RegExp): Promise<string> {
  await openAt(page, place);
  const hover = page.locator('.monaco-hover:visible');
  return until(`a hover that matches ${matching}`, async () => {
    const at = await page.locator('.editor-instance .cursors-layer .cursor').first().boundingBox();
    if (at === null) return undefined;
    // The pointer has to move for the editor to ask again.
    await page.mouse.move(at.x + 200, at.y + 200);
    await page.mouse.move(at.x + 2, at.y + at.height / 2, { steps: 4 });
    return (await shows(hover.first())) ? matchingText(hover, matching) : undefined;
  });
}

/** Presses F12 at a place and says where that led, once the cursor has moved. */
export async function definitionOf(page: Page, place: Place): Promise<Place> {
  await openAt(page, place);
  return until('the definition', async () => {
    await page.keyboard.press('F12');
    await page.waitForTimeout(500);
    const cursor = await cursorPlace(page);
    return cursor.file === basename(place.file) && cursor.line === place.line ? undefined : cursor;
  });
}

/** Types at a place and returns the labels of the suggestions, once the wanted ones are among them; the text stays, the suggestions do not. */
export async function completionsAt(page: Page, place: Place, typed: string, wanted: readonly string[], look?: () => Promise<void>): Promise<string[]> {
  await openAt(page, place);
  await page.keyboard.type(typed);
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  const labels = await until(`the suggestions ${wanted.join(', ')}`, async () => {
    if (!(await rows.first().isVisible())) await page.keyboard.press('Control+Space');
    const texts = (await shows(rows.first())) ? await rows.locator('.label-name').allInnerTexts() : [];
    return wanted.every(name => texts.includes(name)) ? texts : undefined;
  });
  await look?.();
  await page.keyboard.press('Escape');
  return labels;
}

/** The rows of the Problems panel, once one of them matches. */
export async function problems(page: Page, matching: RegExp): Promise<string[]> {
  const panel = page.locator('.markers-panel');
  if (!(await panel.isVisible())) await page.keyboard.press('Control+Shift+M');
  await panel.waitFor();
  return rowsOnce(panel.locator('.monaco-list-row'), `a problem that matches ${matching}`, rows => rows.some(row => matching.test(row)));
}

/** Waits until no row of the Problems panel matches. */
export async function problemGone(page: Page, matching: RegExp): Promise<void> {
  await rowsOnce(page.locator('.markers-panel .monaco-list-row'), `no problem that matches ${matching}`, rows => !rows.some(row => matching.test(row)));
}

/** Applies the quick fix with a matching title at a place; the change is not saved. */
export async function quickFix(page: Page, place: Place, title: RegExp, look?: () => Promise<void>): Promise<void> {
  const action = await codeAction(page, place, title);
  await look?.();
  await action.click();
  await page.locator('.tab.dirty').first().waitFor();
}

/** Has the code action with a matching title at a place shown in the refactor preview. */
export async function previewAction(page: Page, place: Place, title: RegExp): Promise<void> {
  const action = await codeAction(page, place, title);
  await action.hover();
  await page.keyboard.press('Control+Enter');
  await page.locator('.bulk-edit-panel .monaco-list-row').first().waitFor();
}

/** The code action with a matching title in the menu at a place, which is open then. */
export async function codeAction(page: Page, place: Place, title: RegExp): Promise<Locator> {
  await openAt(page, place);
  const action = page.locator('.action-widget .monaco-list-row').filter({ hasText: title }).first();
  await until(`a quick fix that matches ${title}`, async () => {
    await page.keyboard.press('Control+.');
    if (await shows(action)) return true;
    await page.keyboard.press('Escape');
    return undefined;
  });
  return action;
}

/** The titles of the code actions at a place in their order, once one of them matches; none is chosen. */
export async function codeActions(page: Page, place: Place, matching: RegExp, look?: () => Promise<void>): Promise<string[]> {
  await openAt(page, place);
  const rows = page.locator('.action-widget .monaco-list-row.action');
  const titles = await until(`a code action that matches ${matching}`, async () => {
    await page.keyboard.press('Control+.');
    const found = (await shows(rows.first())) ? (await rows.allInnerTexts()).map(text => text.trim()) : [];
    if (found.some(title => matching.test(title))) return found;
    await page.keyboard.press('Escape');
    return undefined;
  });
  await look?.();
  await page.keyboard.press('Escape');
  return titles;
}

/** Saves the active file and waits until VS Code has done so. */
export async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)').first().waitFor();
}

/** The files of the peek that is open, as a screen reader says them, once one of them matches. */
export async function peekedFiles(page: Page, matching: RegExp, limit?: number): Promise<string[]> {
  const rows = page.locator('.peekview-widget .ref-tree .monaco-list-row[aria-level="1"]');
  const found = async (): Promise<string[] | undefined> => {
    const texts = await Promise.all((await rows.all()).map(async row => (await row.getAttribute('aria-label', { timeout: 1000 })) ?? ''));
    return texts.some(text => matching.test(text)) ? texts : undefined;
  };
  return until(`a peek with ${matching}`, found, limit);
}

/** Gives what is at a place another name, with F2. */
export async function rename(page: Page, place: Place, name: string): Promise<void> {
  await openAt(page, place);
  await page.keyboard.press('F2');
  await typeName(page, name);
}

/** Writes a name into the box that a rename has opened, and accepts it. */
export async function typeName(page: Page, name: string): Promise<void> {
  const input = page.locator('.rename-box input:visible').first();
  await input.waitFor();
  await input.fill(name);
  await page.keyboard.press('Enter');
}

/** The edits of the refactor preview that are not ticked, as a screen reader says them, once there is such a preview. */
export async function unticked(page: Page): Promise<string[]> {
  const rows = page.locator('.bulk-edit-panel .monaco-list-row');
  await rows.first().waitFor();
  const edits = rows.filter({ has: page.locator('.edit-checkbox:not(.checked)') });
  const labels = await Promise.all((await edits.all()).map(async row => `${await row.getAttribute('aria-label')}: ${await row.innerText()}`));
  return labels.filter(label => label.startsWith('line')).map(label => label.replace(/\s+/g, ' '));
}

/** The rows of the refactor preview, as a screen reader says them. */
export async function previewRows(page: Page): Promise<string[]> {
  const rows = page.locator('.bulk-edit-panel .monaco-list-row');
  await rows.first().waitFor();
  return Promise.all((await rows.all()).map(async row => (await row.getAttribute('aria-label')) ?? ''));
}

/** Ticks an edit of the refactor preview. */
export async function tick(page: Page, text: string): Promise<void> {
  await page.locator('.bulk-edit-panel .monaco-list-row').filter({ hasText: text }).locator('.edit-checkbox').click();
}

/** Makes the edits that are ticked in the refactor preview. */
export async function applyPreview(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('.bulk-edit-panel').waitFor({ state: 'hidden' });
}

/** The code lens of the active editor that shows a text. */
export const codeLens = (page: Page, text: RegExp): Locator => page.locator('.editor-instance .codelens-decoration a').filter({ hasText: text }).first();

/** The titles in the context menu of what is clicked; the menu stays open. */
export async function contextMenu(page: Page, of: Locator): Promise<string[]> {
  await of.click({ button: 'right' });
  const items = page.locator('.monaco-menu:visible .action-item:not(.disabled) .action-label');
  await items.first().waitFor();
  return (await items.allInnerTexts()).filter(title => title.trim() !== '');
}

/** Chooses from the context menu that is open: with a slow click, since a button that goes up in the menu's first moments only closes it. */
export async function choose(page: Page, title: string): Promise<void> {
  await page.locator('.monaco-menu:visible .action-label').filter({ hasText: title }).first().click({ delay: 400 });
}

/** Waits until VS Code has nothing left to save, as after a refactoring, which it saves by itself. */
export async function allSaved(page: Page): Promise<void> {
  await page.locator('.activitybar .action-item:has([aria-label*="Explorer"]) .badge:visible').waitFor({ state: 'hidden' });
}

/** Shows a view container by the name on its icon in the activity bar. */
export async function showViews(page: Page, name: string): Promise<void> {
  await page.locator(`.activitybar .action-label[aria-label*="${name}"]`).first().click();
}

/** The rows of the tree in the side bar as a screen reader says them, label, kind and description, once there is one for each pattern. */
export async function treeRows(page: Page, ...patterns: readonly RegExp[]): Promise<string[]> {
  return until(`rows that match ${patterns.join(', ')}`, async () => {
    const rows = await treeRow(page).all();
    const texts = await Promise.all(rows.map(async row => (await row.getAttribute('aria-label', { timeout: 1000 })) ?? ''));
    return patterns.every(pattern => texts.some(text => pattern.test(text))) ? texts : undefined;
  });
}

/** The row of the tree in the side bar that shows a text. */
export function treeRow(page: Page, text?: string | RegExp): Locator {
  const rows = page.locator('.sidebar .customview-tree .monaco-list-row');
  return text === undefined ? rows : rows.filter({ hasText: text }).first();
}

/** Unfolds a row of the tree in the side bar, which a click on the row itself does not do when it opens something. */
export async function unfold(page: Page, text: string | RegExp): Promise<void> {
  await treeRow(page, text).locator('.monaco-tl-twistie.collapsed').click();
}

/** Takes a picture of the workbench into out/shots/. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = join(root, 'out/shots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function activeFile(page: Page): Promise<string> {
  return (await page.locator('.editor-group-container.active .tab.active').first().getAttribute('data-resource-name')) ?? '';
}

async function rowsOnce(rows: Locator, what: string, enough: (rows: readonly string[]) => boolean): Promise<string[]> {
  return until(what, async () => {
    const texts = (await rows.allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim());
    return enough(texts) ? texts : undefined;
  });
}

async function matchingText(locator: Locator, matching: RegExp): Promise<string | undefined> {
  return (await locator.allInnerTexts()).map(text => text.replaceAll('\u00a0', ' ')).find(text => matching.test(text));
}

/** Whether something shows up within a moment. */
const shows = (locator: Locator): Promise<boolean> =>
  locator.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  );

const quickInput = (page: Page): Locator => page.locator('.quick-input-widget input').first();
const quickRow = (page: Page, text: string): Locator => page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
