/** Runs before each test file, also where files share a process and what they import is read once. */
import { afterAll } from 'vitest';
import { endAll } from './at-end.ts';

afterAll(endAll);
