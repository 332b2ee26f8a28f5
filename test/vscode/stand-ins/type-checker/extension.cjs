// What Pylance says of an attribute that no class body declares: of each `post.author` in the documents that are open.
const { Diagnostic, DiagnosticSeverity, languages, Range, workspace } = require('vscode');

exports.activate = context => {
  const found = languages.createDiagnosticCollection('stand-in');
  const look = document => {
    if (document.languageId !== 'python') return;
    const told = [...document.getText().matchAll(/(?<=\bpost\.)author\b/g)].map(({ index }) => {
      const range = new Range(document.positionAt(index), document.positionAt(index + 'author'.length));
      const it = new Diagnostic(range, 'Cannot access attribute "author" for class "Post"\n  Attribute "author" is unknown', DiagnosticSeverity.Error);
      it.source = 'Pylance';
      it.code = 'reportAttributeAccessIssue';
      return it;
    });
    found.set(document.uri, told);
  };
  for (const document of workspace.textDocuments) look(document);
  context.subscriptions.push(found, workspace.onDidOpenTextDocument(look), workspace.onDidChangeTextDocument(({ document }) => look(document)));
};
