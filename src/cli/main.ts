#!/usr/bin/env node
import { Command, Option } from 'commander';
import { version } from '../config/version.ts';
import { reportFailure } from './failure.ts';

const program = new Command('sottovoce')
  .description('Private video calls in the browser, on a server that carries everything and reads nothing.')
  .version(version)
  .addHelpText(
    'after',
    '\nSettings: config/default.yaml lists them all, each with its SOTTOVOCE_* variable.',
  );

const configOption = () =>
  new Option('-c, --config <file>', 'your own settings, YAML over config/default.yaml (or SOTTOVOCE_CONFIG)');

type ConfigFlag = { readonly config?: string };

program
  .command('serve')
  .description('run the server until it is told to stop')
  .addOption(configOption())
  .action(async ({ config }: ConfigFlag) => {
    const { serve } = await import('./serve.ts');
    await serve(config);
  });

program
  .command('config')
  .description('print the settings in force, secrets left out')
  .addOption(configOption())
  .option('--json', 'as JSON instead of YAML')
  .action(async ({ config, json = false }: ConfigFlag & { readonly json?: boolean }) => {
    const { printConfig } = await import('./print-config.ts');
    await printConfig(config, json);
  });

program
  .command('doctor')
  .description('check what usually breaks a media server; exits with 1 where something would fail')
  .addOption(configOption())
  .option('--json', 'as JSON instead of text')
  .action(async ({ config, json = false }: ConfigFlag & { readonly json?: boolean }) => {
    const { doctor } = await import('./doctor/doctor.ts');
    process.exitCode = await doctor(config, json);
  });

const admin = program.command('admin').description('look after accounts');

admin
  .command('invite')
  .description('make an invitation to make one account, and print it')
  .addOption(configOption())
  .action(async ({ config }: ConfigFlag) => {
    const { invite } = await import('./admin/invite.ts');
    await invite(config);
  });

const user = admin.command('user').description('the accounts that there are');

user
  .command('list')
  .description('print handle, day of making and number of logged-in browsers of each account')
  .addOption(configOption())
  .action(async ({ config }: ConfigFlag) => {
    const { listUsers } = await import('./admin/users.ts');
    await listUsers(config);
  });

user
  .command('delete <handle>')
  .description('delete an account with everything that belongs to it')
  .addOption(configOption())
  .action(async (handle: string, { config }: ConfigFlag) => {
    const { deleteUser } = await import('./admin/users.ts');
    await deleteUser(config, handle);
  });

admin
  .command('backup <file>')
  .description('copy the accounts into a new file, also while the server runs (SQLite)')
  .addOption(configOption())
  .action(async (file: string, { config }: ConfigFlag) => {
    const { backUp } = await import('./admin/backup.ts');
    await backUp(config, file);
  });

admin
  .command('restore <file>')
  .description('put a backup in the place of the accounts, while no server runs (SQLite)')
  .addOption(configOption())
  .action(async (file: string, { config }: ConfigFlag) => {
    const { restore } = await import('./admin/backup.ts');
    await restore(config, file);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
