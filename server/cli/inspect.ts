import { inspectText } from './inspect-text.ts';
import { inspection } from './inspection.ts';
import { open } from './open.ts';
import type { Format, Output } from './output.ts';

/** Prints the mapped classes that a path holds. */
export async function inspect(path: string, format: Format, colours: boolean): Promise<Output> {
  const opened = await open([path]);
  return { text: format === 'json' ? `${JSON.stringify(inspection(opened), null, 2)}\n` : inspectText(opened, colours), code: 0 };
}
