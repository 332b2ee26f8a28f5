import { ambiguousTarget } from './ambiguous-target.ts';
import { backPopulatesNotARelationship } from './back-populates-not-a-relationship.ts';
import { backPopulatesNotMutual } from './back-populates-not-mutual.ts';
import { backPopulatesWrongTarget } from './back-populates-wrong-target.ts';
import { backrefAndBackPopulates } from './backref-and-back-populates.ts';
import { backrefNameTaken } from './backref-name-taken.ts';
import { noBackref } from './no-backref.ts';
import type { Rule } from './rule.ts';
import { unknownBackPopulates } from './unknown-back-populates.ts';
import { unknownTarget } from './unknown-target.ts';
import { unlinkedRelationships } from './unlinked-relationships.ts';

/** All rules. */
export const rules: readonly Rule[] = [
  backrefNameTaken,
  unknownTarget,
  ambiguousTarget,
  unknownBackPopulates,
  backPopulatesNotARelationship,
  backPopulatesWrongTarget,
  backPopulatesNotMutual,
  backrefAndBackPopulates,
  unlinkedRelationships,
  noBackref,
];
