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

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
