import { startServer } from "./harness/start-server.ts";

/*
 * Serves the built page with both heart models and their demonstration data until Ctrl-C:
 * npm run build -w packages/web && npx tsx --conditions=velum-source e2e/src/serve-for-development.ts [port]
 */
const server = await startServer({}, Number(process.argv[2] ?? 0));
process.stdout.write(`${server.url}\n`);
