import { config } from 'zod';

// Before any schema is made: it would try otherwise whether it may write code, which the page's policy forbids.
config({ jitless: true });
