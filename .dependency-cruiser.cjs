/** The direction of the arrows between folders (see ARCHITECTURE.md). A violation fails `npm run lint`. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^src/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: ['\\.d\\.ts$', '\\.test\\.tsx?$', '^src/web/main\\.tsx$'],
      },
      to: {},
    },
    only('protocol-stands-alone', '^src/protocol/', '^src/protocol/', 'The wire contracts know nobody.'),
    {
      name: 'protocol-imports-only-zod',
      severity: 'error',
      from: { path: '^src/protocol/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/protocol/', '^node_modules/zod/'] },
    },
    only(
      'e2ee-stands-low',
      '^src/e2ee/',
      '^src/(e2ee|protocol)/',
      'What encrypts knows neither who carries nor who shows.',
    ),
    only(
      'client-below-web',
      '^src/client/',
      '^src/(client|e2ee|protocol)/',
      'The library knows no interface.',
    ),
    only(
      'web-over-client',
      '^src/web/',
      '^src/(web|client|protocol)/',
      'Views know the client library only.',
    ),
    only(
      'server-never-client',
      '^src/server/',
      '^src/(server|protocol|config)/',
      'The server has no means to decrypt.',
    ),
    only('config-stands-low', '^src/config/', '^src/(config|protocol)/', 'Settings know no feature.'),
    only(
      'cli-over-server',
      '^src/cli/',
      '^src/(cli|server|config|protocol)/',
      'Commands compose the server.',
    ),
    only(
      'storage-knows-no-feature',
      '^src/server/storage/',
      '^src/(server/storage|protocol|config)/',
      'What is stored is bytes and times.',
    ),
    only(
      'accounts-over-storage',
      '^src/server/accounts/',
      '^src/(server/(accounts|storage|http)|protocol|config)/',
      'Accounts know nothing of calls, nor of what people do with them.',
    ),
    only(
      'live-events-over-accounts',
      '^src/server/live/',
      '^src/(server/(live|accounts|http)|protocol|config)/',
      'What brings events knows only who is logged in, and nothing of what they are about.',
    ),
    only(
      'people-over-accounts',
      '^src/server/people/',
      '^src/(server/(people|live|accounts|storage|http)|protocol|config)/',
      'People know nothing of conversations or calls.',
    ),
    only(
      'conversations-over-accounts',
      '^src/server/conversations/',
      '^src/(server/(conversations|live|accounts|storage|http)|protocol|config)/',
      'Conversations ask the database who is a contact.',
    ),
    only(
      'files-over-accounts',
      '^src/server/files/',
      '^src/(server/(files|accounts|storage|http)|protocol|config)/',
      'Files belong to accounts and know nothing of calls.',
    ),
    {
      name: 'calls-need-no-storage',
      comment: 'Calls never notice where the database is gone.',
      severity: 'error',
      from: {
        path: '^src/server/',
        pathNot: [
          '^src/server/(accounts|people|conversations|live|files|storage)/',
          '^src/server/main\\.ts$',
        ],
      },
      to: { path: '^src/server/(accounts|people|conversations|live|files|storage)/' },
    },
    {
      name: 'mediasoup-only-in-media',
      comment: 'Everything that touches mediasoup lives in server/media.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/server/media/', '\\.test\\.ts$'] },
      to: { path: '^node_modules/mediasoup/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-code-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^test/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-server',
      severity: 'error',
      from: { path: '^src/(server|cli|config|protocol)/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
