const SERVICES = 'user-service|group-service|bmc-service|frontend';

/** The walls of the house (docs/decisions/0001-the-house.md). */
export default {
  forbidden: [
    {
      name: 'no-service-imports-another',
      severity: 'error',
      from: { path: `^(${SERVICES})/` },
      to: { path: `^(${SERVICES})/`, pathNot: '^$1/' },
    },
    {
      name: 'common-imports-no-service',
      severity: 'error',
      from: { path: '^common/' },
      to: { path: `^(${SERVICES}|db|tests)/` },
    },
    {
      name: 'no-cycles',
      comment:
        'parts that the board loads later name it, so that what they share stays in one piece of the bundle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { pathNot: '^frontend/browser/canvas\\.ts$' } },
    },
    {
      name: 'pg-only-in-sql-and-main',
      comment: 'types of pg may be named anywhere',
      severity: 'error',
      from: { path: `^(common|${SERVICES})/`, pathNot: '/src/(sql/|main\\.ts$)' },
      to: { path: '(^|/)node_modules/pg/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '/(src|browser)/' },
      to: { path: '(^tests/|/test/)' },
    },
    {
      name: 'browser-code-stays-in-the-browser',
      severity: 'error',
      from: { path: '^frontend/browser/' },
      to: {
        pathNot: '^(frontend/browser/|common/src/(canvas/|(ids|permissions|contract/close-codes)\\.ts$))',
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'types', 'default'],
    },
  },
};
