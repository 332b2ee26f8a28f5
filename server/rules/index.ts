import { additionalColumn } from './additional-column.ts';
import { ambiguousForeignKeys } from './ambiguous-foreign-keys.ts';
import { ambiguousTarget } from './ambiguous-target.ts';
import { annotatedType } from './annotated-type.ts';
import { annotationImport } from './annotation-import.ts';
import { annotationMismatch } from './annotation-mismatch.ts';
import { annotationWithoutRelationship } from './annotation-without-relationship.ts';
import { associationProxy } from './association-proxy.ts';
import { backPopulatesNotARelationship } from './back-populates-not-a-relationship.ts';
import { backPopulatesNotMutual } from './back-populates-not-mutual.ts';
import { backPopulatesWrongTarget } from './back-populates-wrong-target.ts';
import { backrefAndBackPopulates } from './backref-and-back-populates.ts';
import { backrefNameTaken } from './backref-name-taken.ts';
import { backrefReplacesAttribute } from './backref-replaces-attribute.ts';
import { cascadeBackrefs } from './cascade-backrefs.ts';
import { collectionValue } from './collection-value.ts';
import { columnConflict } from './column-conflict.ts';
import { combinedColumns } from './combined-columns.ts';
import { dataclassArguments } from './dataclass-arguments.ts';
import { dataclassDefault } from './dataclass-default.ts';
import { deleteOrphanWithoutDelete } from './delete-orphan-without-delete.ts';
import { duplicateClass } from './duplicate-class.ts';
import { dynamicScalar } from './dynamic-scalar.ts';
import { genericTarget } from './generic-target.ts';
import { implicitField } from './implicit-field.ts';
import { inconsistentBases } from './inconsistent-bases.ts';
import { inheritCondition } from './inherit-condition.ts';
import { invalidBackref } from './invalid-backref.ts';
import { invalidCascade } from './invalid-cascade.ts';
import { invalidCollection } from './invalid-collection.ts';
import { invalidConstraint } from './invalid-constraint.ts';
import { invalidExpression } from './invalid-expression.ts';
import { invalidMapperArguments } from './invalid-mapper-arguments.ts';
import { invalidTableArguments } from './invalid-table-arguments.ts';
import { legacyDynamic } from './legacy-dynamic.ts';
import { loaderPath } from './loader-path.ts';
import { localRemoteSide } from './local-remote-side.ts';
import { metadataAttribute } from './metadata-attribute.ts';
import { misplacedDeleteOrphan } from './misplaced-delete-orphan.ts';
import { missingLocalKey } from './missing-local-key.ts';
import { missingMapped } from './missing-mapped.ts';
import { missingPrimaryKey } from './missing-primary-key.ts';
import { missingTableName } from './missing-table-name.ts';
import { missingTarget } from './missing-target.ts';
import { mixinAttribute } from './mixin-attribute.ts';
import { nPlusOne } from './n-plus-one.ts';
import { namedLikeColumn } from './named-like-column.ts';
import { neverImported } from './never-imported.ts';
import { noBackref } from './no-backref.ts';
import { noForeignColumns } from './no-foreign-columns.ts';
import { noForeignKeys } from './no-foreign-keys.ts';
import { noSecondary } from './no-secondary.ts';
import { noload } from './noload.ts';
import { omitJoin } from './omit-join.ts';
import { oneSided } from './one-sided.ts';
import { passiveDeletesAll } from './passive-deletes-all.ts';
import { polymorphicIdentity } from './polymorphic-identity.ts';
import { positionalArguments } from './positional-arguments.ts';
import { relationshipOperator } from './relationship-operator.ts';
import { removedName } from './removed-name.ts';
import { reservedName } from './reserved-name.ts';
import type { Rule } from './rule.ts';
import { sameDirection } from './same-direction.ts';
import { secondaryIsClass } from './secondary-is-class.ts';
import { staleDeclaration } from './stale-declaration.ts';
import { stringAttribute } from './string-attribute.ts';
import { tableDefinedTwice } from './table-defined-twice.ts';
import { throughRelationship } from './through-relationship.ts';
import { trailingComma } from './trailing-comma.ts';
import { unclearDirection } from './unclear-direction.ts';
import { unknownAttributeKeyword } from './unknown-attribute-keyword.ts';
import { unknownBackPopulates } from './unknown-back-populates.ts';
import { unknownConstraintColumn } from './unknown-constraint-column.ts';
import { unknownForeignKey } from './unknown-foreign-key.ts';
import { unknownKeyword } from './unknown-keyword.ts';
import { unknownLazy } from './unknown-lazy.ts';
import { unknownName } from './unknown-name.ts';
import { unknownTarget } from './unknown-target.ts';
import { unlinkedRelationships } from './unlinked-relationships.ts';
import { unmappedAnnotation } from './unmapped-annotation.ts';
import { unmappedTarget } from './unmapped-target.ts';
import { usedBeforeConfigured } from './used-before-configured.ts';
import { viewonlyCascade } from './viewonly-cascade.ts';
import { viewonlyOption } from './viewonly-option.ts';
import { viewonlySyncBackref } from './viewonly-sync-backref.ts';

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
  missingLocalKey,
  relationshipOperator,
  throughRelationship,
  stringAttribute,
  loaderPath,
  unknownAttributeKeyword,
  collectionValue,
  associationProxy,
  usedBeforeConfigured,
  trailingComma,
  polymorphicIdentity,
  backrefReplacesAttribute,
  viewonlyOption,
  omitJoin,
  combinedColumns,
  deleteOrphanWithoutDelete,
  localRemoteSide,
  metadataAttribute,
  duplicateClass,
  noload,
  unknownForeignKey,
  unknownName,
  invalidExpression,
  secondaryIsClass,
  unmappedTarget,
  noForeignKeys,
  ambiguousForeignKeys,
  noForeignColumns,
  noSecondary,
  unclearDirection,
  invalidBackref,
  removedName,
  unmappedAnnotation,
  annotationWithoutRelationship,
  annotatedType,
  annotationImport,
  invalidCollection,
  genericTarget,
  annotationMismatch,
  neverImported,
  dataclassDefault,
  dataclassArguments,
  mixinAttribute,
  namedLikeColumn,
  columnConflict,
  reservedName,
  inconsistentBases,
  missingTableName,
  tableDefinedTwice,
  additionalColumn,
  invalidTableArguments,
  unknownConstraintColumn,
  invalidConstraint,
  invalidMapperArguments,
  missingPrimaryKey,
  inheritCondition,
  unknownKeyword,
  positionalArguments,
  missingTarget,
  viewonlySyncBackref,
  cascadeBackrefs,
  invalidCascade,
  viewonlyCascade,
  unknownLazy,
  dynamicScalar,
  misplacedDeleteOrphan,
  passiveDeletesAll,
  sameDirection,
  staleDeclaration,
  noBackref,
  oneSided,
  legacyDynamic,
  missingMapped,
  implicitField,
  nPlusOne,
];
