import type { Version } from './sqlalchemy.ts';

/** The cases of which Backref says otherwise than SQLAlchemy, and why, by version. One that agrees must leave this list. */
export const known: Readonly<Record<string, Partial<Record<Version | 'all', string>>>> = {};
