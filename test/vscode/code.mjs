#!/usr/bin/env node
// Takes the place of VS Code's own executable, which starts files by path: loads the TypeScript beside it, whatever the working folder.
import { register } from 'tsx/esm/api';

register();
await import('./code.ts');
