/** What other programs may use: the audit, its types, the parts to write a check with, and the redactor of logs. */
export { type Audited, audit } from './app/audit.ts';
export { realIo } from './cli/io.ts';
export { type Check, defineCheck, type Verdict } from './core/check.ts';
export type { Finding, Report } from './core/finding.ts';
export type { Io } from './core/io.ts';
export { defineProbe, type Probe } from './core/probe.ts';
export { redact, redactText } from './redact/redact.ts';
export { createRedactor, type Masked, type Redactor } from './redact/stream.ts';
