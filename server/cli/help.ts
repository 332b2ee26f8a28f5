/** What `backref --help` prints. */
export const usage = (): string => `Backref: SQLAlchemy relationships, with the attributes that backref creates and nobody wrote.

  backref inspect [PATH]      mapped classes and all their relationships
  backref check [PATH...]     problems that SQLAlchemy would raise or warn about
  backref explain CODE        what a rule says, and why
  backref lsp --stdio         the language server, for any editor

PATH is a folder or a Python file; without it, the current folder. A file or a package is seen
together with the project around it, but only what it holds itself is reported.

  --fix                       for check: make the fixes that leave no choice, write the files, and
                              check what is left; files that are not valid Python stay as they are
  --format text|json          for inspect and check; text is the default
  -h, --help                  this text
  -V, --version               the version

Exit code: 0 fine; 1 check found an error or a warning (hints and information do not count);
2 the command line is wrong or a path cannot be read.
`;
