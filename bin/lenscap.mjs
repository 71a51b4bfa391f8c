#!/usr/bin/env node
// The installed package runs the build (Node will not strip types below node_modules); a checkout runs its sources.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runNode } from './runtime.mjs'

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url))
runNode(['--disable-warning=ExperimentalWarning', existsSync(source) ? source : built, ...process.argv.slice(2)])
