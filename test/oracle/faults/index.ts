import { versions as all, type Version } from '../sqlalchemy.ts';
import { classes } from './classes.ts';
import type { Fault } from './fault.ts';
import { joins } from './joins.ts';
import { links } from './links.ts';
import { options } from './options.ts';
import { spellings } from './spellings.ts';
import { annotations, targets } from './targets.ts';
import { undecidable } from './undecidable.ts';
import { uses } from './uses.ts';

/** Everything that can be wrong, as far as we know. */
export const faults: readonly Fault[] = [...targets, ...annotations, ...links, ...joins, ...options, ...classes, ...uses, ...undecidable];

/** A fault as one program. */
export interface Program {
  readonly fault: Fault;
  readonly spelling: string;
  readonly versions: readonly Version[];
  readonly text: string;
}

/** Each fault in each spelling it can have. */
export const programs: readonly Program[] = faults.flatMap(fault =>
  spellings.flatMap(({ name, versions, write }) => {
    const those = versions.filter(it => (fault.versions ?? all).includes(it));
    const text = those.length > 0 ? write(fault.models) : undefined;
    return text === undefined ? [] : [{ fault, spelling: name, versions: those, text }];
  }),
);
