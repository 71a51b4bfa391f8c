import { describe, expect, it } from 'vitest'
import { declare, type AddCommands, type CommandContext, type Needs, type Said } from '../../src/cli/command.ts'
import { runProgram } from '../../src/cli/program.ts'
import { Failure } from '../../src/shared/failure.ts'
import { testShell } from '../support/shell.ts'

const commands: AddCommands = (program, context) => {
  program
    .command('greet')
    .argument('<name>')
    .option('--loud')
    .action((name: string, options: { loud?: true; json?: true }) => {
      context().print(options.json ? JSON.stringify({ name }) : `Hello ${name}${options.loud ? '!' : ''}`)
    })
  program.command('refuse').action(() => {
    throw new Failure('empty-file', 'The file is empty.', 'Send another.', { exitCode: 2 })
  })
  program.command('fail').action(() => {
    throw new Failure('no-crews', 'There are no crews.')
  })
  program.command('half').action(() => context().exitWith(3))
  program.command('break').action(() => {
    throw new TypeError('a defect')
  })
  declare(program.command('solve'), 'nothing').action(() => context().print('solved'))
  declare(program.command('token'), 'administration').action(() => {})
}

async function run(...argv: string[]) {
  const { shell, printed, noted } = testShell()
  const asked: Needs[] = []
  const exit = await runProgram(argv, {
    version: '1.2.3',
    commands: [commands],
    shell,
    prepare: async (needs, at) => {
      asked.push(needs)
      return at as CommandContext
    },
  })
  return { exit, printed, noted, asked }
}

describe('the command line', () => {
  it('runs a command and exits 0', async () => {
    expect(await run('greet', 'Ann', '--loud')).toMatchObject({ exit: 0, printed: ['Hello Ann!'], noted: [] })
  })

  it('gives every command --json without its asking', async () => {
    expect(await run('greet', 'Ann', '--json')).toMatchObject({ exit: 0, printed: ['{"name":"Ann"}'] })
  })

  it('exits with what a command says, without ending its output', async () => {
    expect((await run('half')).exit).toBe(3)
  })

  it('says a failure and its remedy on standard error, and exits 1', async () => {
    expect(await run('fail')).toMatchObject({ exit: 1, printed: [], noted: ['lenscap: There are no crews.'] })
    expect(await run('refuse')).toMatchObject({
      exit: 2,
      noted: ['lenscap: The file is empty.', '→ Send another.'],
    })
  })

  it('says a failure as one JSON line to a script', async () => {
    const { exit, noted } = await run('refuse', '--json')
    expect([exit, noted.length]).toEqual([2, 1])
    expect(JSON.parse(noted[0]!)).toEqual({
      code: 'empty-file',
      detail: 'The file is empty.',
      hint: 'Send another.',
      exitCode: 2,
    })
  })

  it('answers an unknown command, an unknown option and a missing argument plainly, and exits 2', async () => {
    for (const [argv, words] of [
      [['gret', 'Ann'], "lenscap: unknown command 'gret'"],
      [['greet', 'Ann', '--shout'], "lenscap: unknown option '--shout'"],
      [['greet'], "lenscap: missing required argument 'name'"],
    ] as const) {
      const { exit, noted, asked } = await run(...argv)
      expect([exit, asked]).toEqual([2, []])
      expect(noted.join('\n')).toContain(words)
      expect(noted.join('\n')).toContain('--help')
    }
  })

  it('prints help and the version, and exits 0', async () => {
    expect(await run('--version')).toMatchObject({ exit: 0, printed: ['1.2.3'] })
    const { exit, printed } = await run('greet', '--help')
    expect(exit).toBe(0)
    expect(printed.join('\n')).toContain('--json')
  })

  it('prepares what a command declares that it needs: the estate, unless it says otherwise', async () => {
    expect((await run('greet', 'Ann')).asked).toEqual(['operation'])
    expect((await run('solve')).asked).toEqual(['nothing'])
    expect((await run('token')).asked).toEqual(['administration'])
  })

  it('does not act when the command was run elsewhere, and exits as it did there', async () => {
    const { shell, printed } = testShell()
    const exit = await runProgram(['greet', 'Ann'], {
      version: '1',
      commands: [commands],
      shell,
      prepare: async () => 7,
    })
    expect([exit, printed]).toEqual([7, []])
  })

  it('does not swallow a defect', async () => {
    await expect(run('break')).rejects.toThrow('a defect')
  })
})

describe('what was said, for the audit trail', () => {
  const said = async (...argv: string[]) => {
    const { shell } = testShell()
    const heard: Said[] = []
    await runProgram(argv, {
      version: '1.2.3',
      shell,
      commands: [
        (program) => {
          const key = program.command('key')
          key
            .command('retire')
            .argument('<id>')
            .option('--approved-by <token>')
            .option('--map <word...>')
            .action(() => {})
        },
      ],
      prepare: async (_needs, at, what) => (heard.push(what), at as CommandContext),
    })
    return heard
  }

  it('is the command by its whole name, with its arguments and options', async () => {
    expect(await said('key', 'retire', 'k1', '--map', 'a', 'b')).toEqual([
      { command: 'key retire', arguments: ['k1'], options: { map: ['a', 'b'] } },
    ])
  })

  it('holds no token and no password', async () => {
    const token = `lenscap_abcd1234_${'x'.repeat(32)}`
    expect(await said('key', 'retire', token, '--approved-by', token, '--map', token)).toEqual([
      {
        command: 'key retire',
        arguments: ['lenscap_abcd1234_…'],
        options: { approvedBy: '…', map: ['lenscap_abcd1234_…'] },
      },
    ])
  })
})
