// duckdb.js FILE.sql - runs one statement in a DuckDB of its own, in memory, with
// THREADS threads (2). ORDERED=true keeps the order of the input, which costs it. $NAME
// in the statement is the environment's.
const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');

function variable(_, name) {
	if (process.env[name] === undefined) throw new Error(name + ' is not set');
	return process.env[name];
}

async function main() {
	const sql = fs.readFileSync(process.argv[2], 'utf8').replace(/\$([A-Z]+)/g, variable);
	const duckdb = await DuckDBInstance.create(':memory:');
	const connection = await duckdb.connect();
	await connection.run('SET threads = ' + (process.env.THREADS || 2));
	await connection.run('SET preserve_insertion_order = ' + (process.env.ORDERED || false));
	await connection.run(sql);
}

main().catch((e) => { console.error('duckdb.js: ' + e.message); process.exit(1); });
