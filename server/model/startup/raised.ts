/** An exception as SQLAlchemy raises it. */
export interface Raised {
  /** With its module: `sqlalchemy.exc.ArgumentError`. */
  readonly exception: string;
  readonly message: string;
}

export const exc = (name: string, message: string): Raised => ({ exception: `sqlalchemy.exc.${name}`, message });
export const orm = (name: string, message: string): Raised => ({ exception: `sqlalchemy.orm.exc.${name}`, message });
export const python = (name: string, message: string): Raised => ({ exception: `builtins.${name}`, message });
