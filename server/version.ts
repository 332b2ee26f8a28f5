declare const __BACKREF_VERSION__: string | undefined;

/** The version of the package; bundling fills it in. */
export const version: string = typeof __BACKREF_VERSION__ === 'undefined' ? 'development' : __BACKREF_VERSION__;
