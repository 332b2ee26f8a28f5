import { commands, type Location, type LocationLink, Position, type TextDocument, Uri } from 'vscode';
import type { LanguageClient, TypeDefinitionMiddleware } from 'vscode-languageclient/node';
import { pythonType } from '../server/protocol.ts';

/** Answers the server's questions about types: asks those who answer for Python in this editor, and keeps the server itself out of it. */
export class PythonTypes {
  /** What is being asked at this moment. */
  readonly #asked = new Set<string>();

  readonly middleware: TypeDefinitionMiddleware = {
    provideTypeDefinition: (document, position, token, next) => (this.#asked.has(key(document, position)) ? undefined : next(document, position, token)),
  };

  serve(client: LanguageClient): void {
    client.onRequest(pythonType, async ({ textDocument, position: { line, character } }) => {
      const uri = Uri.parse(textDocument.uri);
      const position = new Position(line, character);
      const question = key({ uri }, position);
      this.#asked.add(question);
      try {
        const found = await commands.executeCommand<readonly (Location | LocationLink)[]>('vscode.executeTypeDefinitionProvider', uri, position);
        return found.map(it => {
          const [target, range] = 'targetUri' in it ? [it.targetUri, it.targetSelectionRange ?? it.targetRange] : [it.uri, it.range];
          return { uri: client.code2ProtocolConverter.asUri(target), range: client.code2ProtocolConverter.asRange(range) };
        });
      } finally {
        this.#asked.delete(question);
      }
    });
  }
}

const key = ({ uri }: Pick<TextDocument, 'uri'>, { line, character }: Position): string => `${uri.toString()} ${line}:${character}`;
