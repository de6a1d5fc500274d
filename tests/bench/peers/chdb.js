// chdb.js FILE.sql - runs one statement in chdb, which is ClickHouse as a library, with
// THREADS threads (2). $NAME in the statement is the environment's.
const fs = require('fs');
const { query } = require('chdb');

function variable(_, name) {
	if (process.env[name] === undefined) throw new Error(name + ' is not set');
	return process.env[name];
}

const sql = fs.readFileSync(process.argv[2], 'utf8').replace(/\$([A-Z]+)/g, variable);
query(sql + '\nSETTINGS max_threads = ' + (process.env.THREADS || 2), 'TSVRaw');
