// What Backref uses of the interface of Microsoft's Python extension; `choose` is what a person does in its list of interpreters.
const { EventEmitter } = require('vscode');

const changed = new EventEmitter();
let path = 'python';

exports.activate = () => ({
  environments: { getActiveEnvironmentPath: () => ({ path }), onDidChangeActiveEnvironmentPath: changed.event },
  choose(environment) {
    path = environment;
    changed.fire({ path });
  },
});
