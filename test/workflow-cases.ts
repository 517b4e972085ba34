import type { SetupCase } from './setup-cases.ts';

const steps = (on: string, lines: readonly string[], top = ''): Record<string, string> => ({
  '.github/workflows/ci.yml': `name: ci\non: ${on}\n${top}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${lines.map((line) => `      ${line}\n`).join('')}`,
});
const guarded = (event: string, condition: string, lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(steps(event, lines)).map(([path, text]) => [path, text.replace('    runs-on', `    if: ${condition}\n    runs-on`)]),
  );
const on = (event: string, runner: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(steps(event, ['- run: npm test'])).map(([path, text]) => [path, text.replace('ubuntu-latest', runner)]),
  );
const calls = (workflow: string, secrets: string): Record<string, string> => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  a:\n    uses: ${workflow}\n    secrets: ${secrets}\n`,
});
const checkout = '- uses: actions/checkout@v5';
const headOf = ['- uses: actions/checkout@v5', '  with:', '    ref: ${{ github.event.pull_request.head.sha }}'];

/** Workflows of GitHub, dangerous and safe. */
export const workflowCases: readonly SetupCase[] = [
  {
    name: 'strangers run code with secrets',
    files: steps('pull_request_target', [...headOf, '- run: npm ci && npm test']),
    finds: ['strangers-code'],
  },
  { name: 'strangers are only read', files: steps('pull_request_target', headOf), finds: [] },
  { name: 'the own branch is checked out', files: steps('pull_request_target', [checkout, '- run: npm test']), finds: [] },
  { name: 'strangers run without secrets', files: steps('pull_request', [...headOf, '- run: npm test']), finds: [] },
  {
    name: 'the code of another run',
    files: steps('{ workflow_run: { workflows: [ci] } }', [
      checkout,
      '  with: { ref: "${{ github.event.workflow_run.head_sha }}" }',
      '- run: npm test',
    ]),
    finds: ['strangers-code'],
  },
  {
    name: 'an issue’s title in a script',
    files: steps('issues', ['- run: echo "${{ github.event.issue.title }}"']),
    finds: ['script-injection'],
  },
  {
    name: 'a comment in a script of GitHub’s',
    files: steps('issue_comment', [
      '- uses: actions/github-script@v8',
      '  with:',
      '    script: core.info("${{ github.event.comment.body }}")',
    ]),
    finds: ['script-injection'],
  },
  {
    name: 'a title by the environment',
    files: steps('issues', ['- run: echo "$TITLE"', '  env:', '    TITLE: ${{ github.event.issue.title }}']),
    finds: [],
  },
  { name: 'a number in a script', files: steps('issues', ['- run: gh issue view ${{ github.event.issue.number }}']), finds: [] },
  {
    name: 'a branch name in a script',
    files: steps('pull_request', ['- run: git fetch origin ${{ github.head_ref }}']),
    finds: ['branch-injection'],
  },
  { name: 'the own branch in a script', files: steps('push', ['- run: echo ${{ github.ref_name }}']), finds: [] },
  { name: 'a secret past the mask', files: steps('push', ['- run: echo ${{ secrets.TOKEN }} | base64']), finds: ['secret-printed'] },
  { name: 'all secrets at once', files: steps('push', ["- run: echo '${{ toJSON(secrets) }}'"]), finds: ['secret-printed'] },
  {
    name: 'a secret into a login',
    files: steps('push', ['- run: echo "${{ secrets.TOKEN }}" | docker login -u me --password-stdin']),
    finds: [],
  },
  { name: 'a secret decoded into a file', files: steps('push', ['- run: echo "${{ secrets.KEY }}" | base64 -d > key.pem']), finds: [] },
  { name: 'a secret into a file, encoded', files: steps('push', ['- run: echo "${{ secrets.KEY }}" | base64 > key.b64']), finds: [] },
  { name: 'rights to everything', files: steps('push', [checkout], 'permissions: write-all\n'), finds: ['write-all'] },
  { name: 'rights to read', files: steps('push', [checkout], 'permissions:\n  contents: read\n'), finds: [] },
  { name: 'an action by its branch', files: steps('push', ['- uses: acme/deploy@main']), finds: ['moving-action'] },
  { name: 'an action by its commit', files: steps('push', [`- uses: acme/deploy@${'0a'.repeat(20)} # v3`]), finds: [] },
  { name: 'an action of the repository', files: steps('push', ['- uses: ./.github/actions/build']), finds: [] },
  {
    name: 'strangers are let in by a command',
    files: steps('issue_comment', ['- run: gh pr checkout ${{ github.event.issue.number }}', '- run: npm ci']),
    finds: ['strangers-code'],
  },
  {
    name: 'strangers are let in and run in one script',
    files: steps('pull_request_target', ['- run: git fetch origin pull/7/head && git checkout FETCH_HEAD && make']),
    finds: ['strangers-code'],
  },
  { name: 'a command that only looks', files: steps('issue_comment', ['- run: gh pr view 7']), finds: [] },
  {
    name: 'the repository of a stranger',
    files: steps('pull_request_target', [
      checkout,
      '  with: { repository: "${{ github.event.pull_request.head.repo.full_name }}" }',
      '- run: npm test',
    ]),
    finds: ['strangers-code'],
  },
  {
    name: 'the own branches alone',
    files: guarded('pull_request_target', 'github.event.pull_request.head.repo.full_name == github.repository', [
      ...headOf,
      '- run: npm test',
    ]),
    finds: [],
  },
  {
    name: 'a comment of the own people alone',
    files: guarded('issue_comment', "github.event.comment.author_association == 'OWNER'", ['- run: gh pr checkout 7', '- run: npm ci']),
    finds: [],
  },
  {
    name: 'a comment of anybody that has a word in it',
    files: guarded('issue_comment', "contains(github.event.comment.body, '/deploy')", ['- run: gh pr checkout 7', '- run: npm ci']),
    finds: ['strangers-code'],
  },
  {
    name: 'the whole event in a script',
    files: steps('issues', ["- run: echo '${{ toJSON(github.event) }}' > event.json"]),
    finds: ['script-injection'],
  },
  {
    name: 'words that are only compared',
    files: steps('issue_comment', [
      "- run: echo ${{ contains(github.event.comment.body, '/deploy') }} ${{ github.event.issue.title == 'x' }}",
    ]),
    finds: [],
  },
  {
    name: 'a branch name or another',
    files: steps('pull_request', ['- run: echo ${{ github.head_ref || github.ref_name }}']),
    finds: ['branch-injection'],
  },
  {
    name: 'a secret of the environment past the mask',
    files: steps('push', ['- run: echo "$TOKEN" | rev', '  env:', '    TOKEN: ${{ secrets.TOKEN }}']),
    finds: ['secret-printed'],
  },
  {
    name: 'a secret of the environment into a login',
    files: steps('push', ['- run: echo "$TOKEN" | docker login --password-stdin', '  env:', '    TOKEN: ${{ secrets.TOKEN }}']),
    finds: [],
  },
  {
    name: 'another value of the environment, encoded',
    files: steps('push', ['- run: echo "$NAME" | base64', '  env:', '    NAME: ${{ github.sha }}']),
    finds: [],
  },
  {
    name: 'all secrets for somebody else',
    files: calls(`acme/flows/.github/workflows/deploy.yml@${'0a'.repeat(20)}`, 'inherit'),
    finds: ['secrets-inherited'],
  },
  { name: 'all secrets for a workflow of the repository', files: calls('./.github/workflows/deploy.yml', 'inherit'), finds: [] },
  {
    name: 'one secret for somebody else',
    files: calls(`acme/flows/.github/workflows/deploy.yml@${'0a'.repeat(20)}`, '{ token: "${{ secrets.DEPLOY }}" }'),
    finds: [],
  },
  { name: 'pull requests on a machine of one’s own', files: on('pull_request', '[self-hosted, linux]'), finds: ['own-runner'] },
  { name: 'pull requests on a group of one’s own', files: on('pull_request', '{ labels: self-hosted }'), finds: ['own-runner'] },
  { name: 'pull requests on GitHub’s machine', files: on('pull_request', 'ubuntu-latest'), finds: [] },
  { name: 'pushes on a machine of one’s own', files: on('push', 'self-hosted'), finds: [] },
  { name: 'tests that do not matter', files: steps('push', ['- run: npm test', '  continue-on-error: true']), finds: ['silenced'] },
  { name: 'tests that cannot fail, in a pipeline', files: steps('push', ['- run: npx vitest run || true']), finds: ['silenced'] },
  {
    name: 'a comment that does not matter',
    files: steps('push', ['- run: gh pr comment --body done', '  continue-on-error: true']),
    finds: [],
  },
];
