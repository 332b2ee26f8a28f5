/** What `backref --help` prints. */
export const usage = (): string => `Backref: SQLAlchemy relationships, with the attributes that backref creates and nobody wrote.

  backref inspect [PATH]      mapped classes and all their relationships
  backref check [PATH...]     problems that SQLAlchemy would raise or warn about
  backref migrate [PATH]      writes back_populates on both sides in place of backref
  backref annotate [PATH]     writes the types of relationships: Mapped[list["Post"]]
  backref declare [PATH]      declares the attributes that backrefs make, for type checkers alone
  backref explain CODE        what a rule says, and why
  backref lsp --stdio         the language server, for any editor

PATH is a folder or a Python file; without it, the current folder. A file or a package is seen
together with the project around it, but only what it holds itself is reported.

  --fix                       for check: make the fixes that leave no choice, write the files, and
                              check what is left; files that are not valid Python stay as they are
  --diff | --write | --check  for migrate, annotate and declare: print what would change (the default),
                              change it, or only say whether something would; what is left, and why, is
                              on standard error
  --all-loaded                for migrate: all models are loaded before one is used, so that each may
                              name every other
  --verify                    for migrate: run the project for proof. Its Python imports the models and
                              SQLAlchemy configures the mappers, as the code is and as it would be;
                              where they differ nothing is written. Asks before it runs any code
  --yes                       for --verify: do not ask
  --python PATH               for --verify: the interpreter, or the environment it lies in
  --format text|json          for all but explain and lsp; text is the default
  -h, --help                  this text
  -V, --version               the version

Exit code: 0 fine; 1 check found an error or a warning (hints and information do not count), or
migrate, annotate or declare leaves something to do (--diff and --check change nothing, so they
count all);
2 the command line is wrong or a path cannot be read.
`;
